// What the platform makes of a session while it runs: at epochs it reads what rooms have done, and says
// how many visits it will send until the next one, and where.
//
// Invariant: it reads counts of whole epochs only, and what it says holds from the epoch on, so the
// record does not depend on how time is cut, nor on the number of threads.

/// Steers the streams whose intensity depends on what happens.
final class Steering {
  private let rules: AudienceRules
  private let scenario: Scenario
  private(set) var ranking: RankingDesk?
  private(set) var notes: NotesDesk?
  /// Whether there is nothing to steer; asked before every window.
  let isIdle: Bool

  init(rules: AudienceRules) {
    self.rules = rules
    scenario = rules.scenario
    isIdle = scenario.ranker == nil && scenario.community == nil
    ranking = scenario.ranker.map { RankingDesk($0, roomCount: scenario.rooms.count) }
    notes = scenario.community.map { [scenario] in NotesDesk($0, of: scenario) }
    showRooms()
    steer(from: 0, until: scenario.epoch < scenario.length ? scenario.epoch : scenario.length)
  }

  /// Reads what has happened up to an epoch, and says what happens until the next one; `rooms` are
  /// added up only if the ranker looks at them.
  func decide(
    at epoch: Int64, until next: Int64, rooms: @autoclosure () -> RoomTally, notes posted: [Note]
  ) {
    if ranking?.looks(at: epoch) == true, ranking?.look(at: epoch, rooms()) == true { showRooms() }
    notes?.post(posted)
    steer(from: epoch, until: next)
  }

  /// Takes over the notes that nobody will read in this session.
  func close(_ posted: [Note]) { notes?.post(posted) }

  private func steer(from epoch: Int64, until next: Int64) {
    push(until: next)
    show(for: next - epoch, until: next)
  }

  /// How many the ranker sends.
  private func push(until next: Int64) {
    guard let ranking, let stream = rules.rankerStream, let flow = rules.flows[stream] else {
      return
    }
    let rate = zip(ranking.rates, rules.choice.isHidden).reduce(0) { $1.1 ? $0 : $0 + $1.0 }
    flow.extend(to: next, by: rate * Double(next - flow.end) * 1e-9)
  }

  /// Where the ranker sends whom it sends.
  private func showRooms() {
    guard let ranking, let stream = rules.rankerStream else { return }
    rules.choice.assign(ranking.rates, kind: rules.streams[stream].choice)
  }

  /// Whom notes bring.
  private func show(for span: Int64, until next: Int64) {
    guard let streams = rules.notes, let community = scenario.community else { return }
    for (category, rooms) in notes?.takeChanges() ?? [] {
      rules.choice.assign(rooms, kind: streams.firstChoice + category)
    }
    for (category, exposures) in (notes?.giveOut(for: span) ?? []).enumerated() {
      for (index, module) in streams.modules.enumerated() {
        let stream = streams.stream(category: category, module: index)
        guard let flow = rules.flows[stream] else { continue }
        let visits = exposures * community.read * community.visit * module.share
        // Persons are numbered in 32 bits, and a loop that grows has no end of its own.
        flow.extend(to: next, by: min(visits, max(0, Double(Limit.visits) - flow.total)))
      }
    }
  }
}
