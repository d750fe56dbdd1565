// The audience: all lanes of a session, advanced together and merged in the order of the lanes. Those who
// only watch run ahead, a slice of time at a time; behind them come the shoppers, in the windows that
// the platform's answers allow. Between two slices people go over from one side to the other.
//
// Invariant: watchers have acted up to `watchersAt`, and whoever means to shop before then is among the
// shoppers. What is begun beyond it touches the watchers' lanes and nothing else, and nobody else
// touches those until it is done.
import Foundation
import Stochastics
import Synchronization

/// All viewers of a session.
final class Audience {
  private let watchers: [LaneBox]
  private let shoppers: [LaneBox]
  /// All lanes; nothing may be begun.
  let lanes: [LaneBox]
  private let team: LaneTeam
  private let clock: PeopleClock
  /// Whether everything is written down as it happens.
  private var isObserved: Bool
  private var stepsOfLastWindow = 0
  /// Steps from which a window is worth a meeting of the threads.
  private static let worthSharing = 128
  /// Up to when watchers have acted, in nanoseconds.
  private(set) var watchersAt: Int64 = 0
  /// Up to when they will have when what is begun is done; nil if nothing is.
  private var begunTo: Int64?
  /// How long a slice is, in nanoseconds, and how many steps the last one had.
  private var slice: Int64
  /// A bucket for each part.
  private let shortestSlice: Int64
  private var stepsOfLastSlice = 0
  private var stepsBefore = 0
  /// Steps that a slice should have, if threads share them: enough for full batches and for a thread to be
  /// worth waking, few enough for an epoch to have many slices.
  private static let sharedSlice = 2_000
  /// The same for one thread, which gains by nothing but full batches.
  private static let ownSlice = 40_000
  private let sliceSteps: ClosedRange<Int>

  init(rules: AudienceRules, stages: StageViews, threads: Int, keepsLog: Bool) {
    let count = Audience.laneCount(for: rules.scenario)
    let lanes = { (side: LaneSide) in
      (0..<count).map {
        LaneBox(
          Lane(side, index: $0, of: count, rules: rules, stages: stages, keepsLog: keepsLog))
      }
    }
    watchers = lanes(.watchers)
    shoppers = lanes(.shoppers)
    self.lanes = watchers + shoppers
    // One more than lanes may be of use: the platform's work goes beside theirs.
    team = LaneTeam(threads: min(threads, 2 * count + 1))
    let leastSteps = team.hasHelpers ? Audience.sharedSlice : Audience.ownSlice
    sliceSteps = leastSteps...4 * leastSteps
    clock = rules.clock
    isObserved = keepsLog
    shortestSlice = Audience.parts * rules.clock.bucketWidth(of: .watchers)
    slice = shortestSlice
  }

  // What the lanes read does not outlive the session.
  deinit { team.finish() }

  /// How many lanes of each side a scenario has: a function of its size, never of the machine.
  static func laneCount(for scenario: Scenario) -> Int {
    // More lanes would share out better among many processors, but each has buckets of its own to keep
    // in the cache: sixteen cost a third more than four at 25 million visits.
    scenario.expectedVisits < 100_000 ? 1 : 4
  }

  /// Whether nobody is here and nobody is still to come.
  var isFinished: Bool { begunTo == nil && lanes.allSatisfy { $0.lane.isFinished } }
  /// Errands, and people who are about to hear of late answers: whoever may ask the platform for something
  /// though nothing is offered.
  var openErrands: Int {
    shoppers.reduce(0) { $0 + $1.lane.books.errands.open + $1.lane.books.ghosts.count }
  }

  /// A lower bound of the next instant at which anything happens that is not done, in nanoseconds.
  var nextEvent: Int64 {
    let next = shoppers.reduce(.max) { min($0, $1.lane.nextEvent) }
    return min(next, begunTo == nil ? max(nextOfWatchers, watchersAt) : watchersAt)
  }

  private var nextOfWatchers: Int64 {
    let isCrossing = shoppers.contains { $0.lane.isCrossing }
    return isCrossing ? watchersAt : watchers.reduce(.max) { min($0, $1.lane.nextEvent) }
  }

  // MARK: Watchers

  /// Advances the watchers by a slice, none beyond `end`, and if there are threads that have nothing to
  /// do, begins the next one, none beyond `limit`; engagements that are certain as far as `ahead`.
  ///
  /// Shoppers must have acted up to `watchersAt`. A thread is not woken for little, unless `always`.
  func advanceWatchers(to end: Int64, limit: Int64, ahead: Int64, always: Bool) {
    if begunTo != nil {
      standStill()
    } else {
      goOver()
      let next = endOfSlice(notAfter: end)
      if team.hasHelpers && (always || isWorthAThread) {
        begin(to: next, ahead: ahead)
        team.finish()
      } else {
        for box in watchers { box.lane.advance(to: next, ahead: ahead) }
      }
      endSlice(at: next)
    }
    beginNext(notAfter: limit, ahead: ahead, always: always)
  }

  /// Begins a further slice, if the one that was begun is done; none beyond what `limit` says of where it
  /// begins.
  func goOn(ahead: Int64, always: Bool, notAfter limit: (Int64) -> Int64) {
    guard team.hasHelpers else { return }
    guard begunTo == nil || team.hasFinished else { return }
    standStill()
    beginNext(notAfter: limit(watchersAt), ahead: ahead, always: always)
  }

  private func beginNext(notAfter limit: Int64, ahead: Int64, always: Bool) {
    guard team.hasHelpers, always || isWorthAThread, !isObserved, watchersAt < limit
    else { return }
    // Whoever has gone over since the last slice acts in this one.
    goOver()
    let next = endOfSlice(notAfter: limit)
    letCross(from: next)
    begunTo = next
    begin(to: next, ahead: ahead)
  }

  /// How many parts a slice is cut into for the threads, so that none has long to wait for the last job.
  private static let parts: Int64 = 4

  private func begin(to end: Int64, ahead: Int64) {
    let count = watchers.count
    let start = watchersAt
    team.begin(count * Int(Audience.parts)) { [watchers, clock] index in
      let part = Int64(index / count) + 1
      let cut = start + (end - start) / Audience.parts * part
      let to = part == Audience.parts ? end : clock.bucketEnd(of: .watchers, notAfter: cut)
      watchers[index % count].advance(to: max(start, to), ahead: ahead)
    }
  }

  private var isWorthAThread: Bool { stepsOfLastSlice >= Audience.sharedSlice / 4 }

  private func endSlice(at end: Int64) {
    begunTo = nil
    watchersAt = end
    goOver()
    letCross(from: end)
    let steps = watchers.reduce(0) { $0 + $1.lane.steps }
    stepsOfLastSlice = steps - stepsBefore
    stepsBefore = steps
    if stepsOfLastSlice < sliceSteps.lowerBound {
      slice = min(slice * 2, Audience.longestSlice)
    } else if stepsOfLastSlice > sliceSteps.upperBound {
      slice = max(slice / 2, shortestSlice)
    }
  }

  private static let longestSlice: Int64 = 1 << 50

  /// The end of the next slice: that of a bucket, so that nobody need be put back.
  private func endOfSlice(notAfter limit: Int64) -> Int64 {
    let start = max(watchersAt, nextOfWatchers)
    guard start < limit, limit - start > slice else { return limit }
    let end = clock.bucketEnd(of: .watchers, notAfter: start + slice)
    return end > watchersAt ? end : limit
  }

  private func letCross(from end: Int64) {
    let tick = UInt32(clamping: min(clock.wideTick(atOrAfter: end), Int64(PeopleClock.never)))
    for box in shoppers { box.lane.crossesFrom = tick }
  }

  /// Lets everybody go over who has become a shopper or a watcher.
  private func goOver() {
    for (watching, shopping) in zip(watchers, shoppers) {
      shopping.lane.takeCrossing(from: &watching.lane)
      watching.lane.takeCrossing(from: &shopping.lane)
    }
  }

  // MARK: Shoppers

  /// Steps that shoppers have taken so far.
  private var steps: Int { shoppers.reduce(0) { $0 + $1.lane.steps } }

  /// Whether the last window had enough in it for threads to meet over the next one.
  var isBusy: Bool { team.hasHelpers && stepsOfLastWindow >= Audience.worthSharing }

  /// Advances every shopper through all actions before `end`, which must not be after `watchersAt`, and
  /// through engagements that are certain as far as `ahead`; the result is the same for any number of
  /// threads.
  func advance(to end: Int64, ahead: Int64) {
    let before = steps
    for box in shoppers { box.lane.advance(to: end, ahead: ahead) }
    stepsOfLastWindow = steps - before
  }

  /// The same, shared out among the threads, while one of them does something else that has nothing to do
  /// with viewers.
  func advance(to end: Int64, ahead: Int64, beside other: @escaping @Sendable () -> Void) {
    let before = steps
    // The other work comes first, for it cannot be divided.
    team.run(1 + shoppers.count) { [shoppers] index in
      if index == 0 {
        other()
      } else {
        shoppers[index - 1].lane.advance(to: end, ahead: ahead)
      }
    }
    stepsOfLastWindow = steps - before
  }

  /// Takes the requests sent since the last call.
  func takeRequests(_ take: (Request) -> Void) {
    for box in shoppers where !box.lane.books.outbox.isEmpty {
      for request in box.lane.books.outbox { take(request) }
      box.lane.books.outbox.removeAll(keepingCapacity: true)
    }
  }

  func deliver(_ answer: Answer) {
    shoppers[Int(answer.lane)].lane.deliver(answer)
  }

  // MARK: Both, when nothing is begun

  /// Finishes what is begun, so that both sides stand still.
  func standStill() {
    guard let begun = begunTo else { return }
    team.finish()
    endSlice(at: begun)
  }

  /// Takes the notes that are read from an epoch on.
  func takeNotes(of epoch: Int64) -> [Note] {
    lanes.flatMap { $0.lane.books.takeNotes(of: epoch) }
  }

  /// Takes all notes that nobody has read.
  func takeNotes() -> [Note] { lanes.flatMap { $0.lane.books.takeNotes() } }

  /// Lets the streams that are steered go on.
  func resumeArrivals() {
    for box in watchers { box.lane.resumeArrivals() }
  }

  /// Plans everybody in `room` anew.
  func sweep(room: Int) {
    goOver()
    for box in lanes { box.lane.sweep(room: room) }
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
    isObserved = true
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
