// The audience: all lanes of a session, advanced together and merged in the order of the lanes.
import Stochastics

/// All viewers of a session.
final class Audience {
  private let lanes: [LaneBox]
  private let team: LaneTeam
  private var stepsOfLastWindow = 0
  /// Steps from which a window is worth a meeting of the threads.
  private static let worthSharing = 128

  init(rules: AudienceRules, stages: StageViews, threads: Int, keepsLog: Bool) {
    let count = Audience.laneCount(for: rules.scenario)
    lanes = (0..<count).map {
      LaneBox(
        Lane(index: $0, of: count, rules: rules, stages: stages, keepsLog: keepsLog))
    }
    // One more than lanes may be of use: the platform's work goes beside theirs.
    team = LaneTeam(threads: min(threads, count + 1))
  }

  /// How many lanes a scenario has: a function of its size, never of the machine.
  static func laneCount(for scenario: Scenario) -> Int {
    let streams = scenario.rooms.flatMap(\.traffic) + scenario.platform
    let visits = streams.reduce(0) { $0 + $1.visits } + scenario.steeredVisits
    // More lanes would share out better among many processors, but each has buckets of its own to keep
    // in the cache: sixteen cost a third more than four at 25 million visits.
    return visits < 100_000 ? 1 : 4
  }

  /// Steps that all viewers have taken so far.
  private var steps: Int { lanes.reduce(0) { $0 + $1.lane.steps } }
  var isFinished: Bool { lanes.allSatisfy { $0.lane.isFinished } }
  var nextEvent: Int64 { lanes.reduce(.max) { min($0, $1.lane.nextEvent) } }
  var openErrands: Int { lanes.reduce(0) { $0 + $1.lane.books.errands.open } }

  /// Whether the last window had enough in it for threads to meet over the next one.
  var isBusy: Bool { team.hasHelpers && stepsOfLastWindow >= Audience.worthSharing }

  /// Advances every viewer through all actions before `end`, and through engagements that are certain as
  /// far as `ahead`; the result is the same for any number of threads.
  func advance(to end: Int64, ahead: Int64) {
    advance(to: end, ahead: ahead, isShared: isBusy, beside: nil)
  }

  /// The same, while one of the threads does something else that has nothing to do with viewers.
  func advance(to end: Int64, ahead: Int64, beside other: @escaping @Sendable () -> Void) {
    advance(to: end, ahead: ahead, isShared: true, beside: other)
  }

  private func advance(
    to end: Int64, ahead: Int64, isShared: Bool, beside other: (@Sendable () -> Void)?
  ) {
    let before = steps
    // The other work comes first, for it cannot be divided.
    let first = other == nil ? 0 : -1
    team.run(over: first..<lanes.count, isShared: isShared) { [lanes] index in
      if index < 0 { other?() } else { lanes[index].lane.advance(to: end, ahead: ahead) }
    }
    stepsOfLastWindow = steps - before
  }

  /// Takes the requests sent since the last call.
  func takeRequests(_ take: (Request) -> Void) {
    for box in lanes where !box.lane.books.outbox.isEmpty {
      for request in box.lane.books.outbox { take(request) }
      box.lane.books.outbox.removeAll(keepingCapacity: true)
    }
  }

  func deliver(_ answer: Answer) {
    lanes[Int(answer.lane)].lane.deliver(answer)
  }

  /// What has been counted of each room so far.
  var rooms: RoomTally {
    var merged = lanes[0].lane.books.tally.rooms
    for box in lanes.dropFirst() { merged.merge(box.lane.books.tally.rooms) }
    return merged
  }

  /// Takes the notes that are read from an epoch on.
  func takeNotes(of epoch: Int64) -> [Note] {
    lanes.flatMap { $0.lane.books.takeNotes(of: epoch) }
  }

  /// Takes all notes that nobody has read.
  func takeNotes() -> [Note] { lanes.flatMap { $0.lane.books.takeNotes() } }

  /// Lets the streams that are steered go on.
  func resumeArrivals() {
    for box in lanes { box.lane.resumeArrivals() }
  }

  func sweep(room: Int) {
    for box in lanes { box.lane.sweep(room: room) }
  }

  /// People present: in a bucket or waiting for an answer.
  var present: Int { lanes.reduce(0) { $0 + $1.lane.present } }
  /// Events of each kind so far.
  var mergedEvents: [Int] {
    ViewerEvent.allCases.map { event in
      lanes.reduce(0) { $0 + $1.lane.books.tally.events[event.rawValue] }
    }
  }

  /// How far people have come so far, over everybody.
  var funnel: FunnelCounts {
    lanes.reduce(into: FunnelCounts()) { $0.merge($1.lane.books.tally.total) }
  }
  /// From the intention to the answer "created" so far, in nanoseconds.
  var createdLatency: LogLinearHistogram {
    lanes.reduce(into: LogLinearHistogram()) { $0.merge($1.lane.books.tally.createdLatency) }
  }

  /// What all lanes have counted.
  func mergedTally() -> AudienceTally {
    var merged = lanes[0].lane.books.tally
    for box in lanes.dropFirst() { merged.merge(box.lane.books.tally) }
    return merged
  }

  /// Takes what was logged since the last call, lane by lane.
  func takeLog(_ take: (LoggedEvent) -> Void) {
    for box in lanes {
      for event in box.lane.books.log ?? [] { take(event) }
      box.lane.books.log?.removeAll(keepingCapacity: true)
    }
  }

  /// Lets journals be kept, from the beginning on.
  func follow(_ filter: TraceFilter) {
    for box in lanes { box.lane.books.follow(filter) }
  }

  /// Takes what was written in the journals since the last call, lane by lane.
  func takeFacts(_ take: ([TraceFact]) -> Void) {
    for box in lanes {
      guard let facts = box.lane.books.journal?.facts, !facts.isEmpty else { continue }
      take(facts)
      box.lane.books.journal?.removeAll()
    }
  }

  /// The event logs of all lanes in one order.
  func mergedLog() -> [LoggedEvent]? {
    guard lanes[0].lane.books.log != nil else { return nil }
    return lanes.flatMap { $0.lane.books.log ?? [] }.sorted()
  }
}

/// Keeps a lane in one place.
///
/// Sendable: a lane is handed from the session to one thread of the team for a window and back.
private final class LaneBox: @unchecked Sendable {
  @safe @exclusivity(unchecked) var lane: Lane

  init(_ lane: consuming Lane) { self.lane = lane }
}
