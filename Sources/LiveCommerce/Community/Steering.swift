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

  init(rules: AudienceRules) {
    self.rules = rules
    scenario = rules.scenario
    ranking = scenario.ranker.map { RankingDesk($0, roomCount: scenario.rooms.count) }
    let first = scenario.epoch < scenario.length ? scenario.epoch : scenario.length
    steer(until: first)
  }

  /// Whether there is anything to steer.
  var isIdle: Bool { ranking == nil }

  /// Reads what has happened up to an epoch, and says what happens until the next one.
  func decide(at epoch: Int64, until next: Int64, rooms: [RoomCounts]) {
    ranking?.look(at: epoch, rooms)
    steer(until: next)
  }

  private func steer(until next: Int64) {
    guard let ranking, let stream = rules.rankerStream, let flow = rules.flows[stream] else {
      return
    }
    flow.extend(to: next, by: ranking.rate * Double(next - flow.end) * 1e-9)
    rules.choice.assign(ranking.rates, kind: rules.streams[stream].choice)
  }
}
