// One session from the first arrival to the last settled order. This file is the whole order of
// things: audience and platform advance in turns or side by side, each at most one network crossing
// ahead of the other, and at epochs both stand at the same instant while hosts decide and cards are
// pushed.
//
// Those who only watch can be reached by nobody, so they are always ahead of both.
//
// Invariant: when the audience is advanced to `end`, everything that can reach a viewer before `end`
// has been published; when the platform is advanced to `end`, every request that arrives before `end`
// is in its inbox. So the record does not depend on how time is cut, nor on the number of threads.
import DiscreteEvents
import Stochastics

/// How far apart the steps of a session are.
enum WindowPolicy: Sendable, Equatable {
  /// As far as can be proven safe.
  case adaptive
  /// One lookahead at a time.
  case minimal
  /// As far as is safe, and always side by side, whether or not it pays; for tests.
  case sideBySide
  /// A drawn share of what is safe, for tests.
  case ragged(UInt64)
}

/// How a session is run; none of this changes its record, except seed, replication and logics.
public struct SessionOptions: Sendable {
  /// The seed; nil for the scenario's own.
  public var seed: UInt64?
  /// Which replication of the seed.
  public var replication: UInt32 = 0
  /// Threads that share the audience.
  public var threads = 1
  /// Sale logics that scenarios may name, beside the built-in ones.
  public var logics: [any SaleLogic.Type] = []
  /// Called at epochs, on the thread that runs the session.
  public var progress: (@Sendable (SessionProgress) -> Void)?
  var windows = WindowPolicy.adaptive
  var keepsLog = false

  /// Creates the default options.
  public init() {}
}

/// Why a session could not be run, or not be trusted.
///
/// Only `brokenBooks` is a fault of Saleroom: the others are of the sale logic, or of a scenario that asks
/// for what it cannot have.
public enum SessionError: Error, Equatable, CustomStringConvertible {
  /// The scenario names a sale logic that is not known.
  case unknownLogic(String, known: [String])
  /// Orders are open, but every task waits for something outside virtual time, or for each other.
  case stalled([String])
  /// A sale logic did not say at once what it has left of a stock row.
  case silentStock(logic: String, row: String)
  /// So many jobs came from outside virtual time, so the session may end otherwise another time.
  case outsideJobs(Int)
  /// Orders or charges are still under way long after the close.
  case endless(orders: Int, charges: Int)
  /// Long after everything else has ended these tasks of a sale logic still go round.
  case restless([String])
  /// The run broke its own books: our fault.
  case brokenBooks(String)

  /// The error in words.
  public var description: String {
    switch self {
    case .unknownLogic(let name, let known):
      "unknown sale logic `\(name)` (known: \(known.joined(separator: ", ")))"
    case .stalled(let tasks):
      "orders are open, but nothing will ever happen again: the sale logic waits for something "
        + "outside virtual time, or its tasks wait for each other (\(tasks.joined(separator: "; ")))"
    case .silentStock(let logic, let row):
      "the sale logic `\(logic)` was asked what is available of \(row) and did not answer at once; "
        + "`available` must answer without taking time"
    case .outsideJobs(let count):
      "\(count) times a task of the sale logic came back from outside virtual time, at a moment that "
        + "is another one every time, so nothing can be said; have it sleep on the sale world's clock, "
        + "start its tasks by the sale world's `run`, and call nothing that runs elsewhere"
    case .endless(let orders, let charges):
      "\(Limit.settling / Span.day) days after the close \(orders) orders and \(charges) charges are "
        + "still under way: the order back end is too slow by far for what it was asked; shorten its "
        + "times, give it more servers or a workers.deadline, or let fewer people come"
    case .restless(let tasks):
      "everybody has gone and nothing is under way, but the sale logic goes on by itself for days "
        + "(\(tasks.joined(separator: "; "))): begin such tasks by the sale world's `run`, and go round "
        + "only while its `pause` says so"
    case .brokenBooks(let what):
      "the simulation broke its own books: \(what); this is a fault of saleroom, please report it"
    }
  }
}

/// One session of live commerce.
public enum Session {
  /// Simulates a session and returns everything that was counted.
  ///
  /// - Throws: `SessionError`: before the session, if the scenario names a sale logic that is not known; from
  ///   it, if the logic waits for what never comes or goes round for ever, does not answer what it has
  ///   left, or leaves virtual time, or if orders or charges take days beyond the close; and if the run
  ///   breaks its own books.
  public static func run(
    _ scenario: Scenario, options: SessionOptions = SessionOptions()
  ) throws(SessionError) -> SessionRecord {
    try run(scenario, options: options, arrivals: []) { _ in }
  }

  /// Simulates a session, and hands out what reaches the platform as it goes.
  ///
  /// Each arrival is handed out once, in order of time, in batches that hold what one turn of the
  /// session brought; no more than that is kept. Without kinds it costs nothing.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: How it is run.
  ///   - kinds: What is handed out.
  ///   - take: Called with each batch, on the calling thread.
  /// - Returns: The record, the same as without handing out.
  /// - Throws: `SessionError`: before the session, if the scenario names a sale logic that is not known; from
  ///   it, if the logic waits for what never comes or goes round for ever, does not answer what it has
  ///   left, or leaves virtual time, or if orders or charges take days beyond the close; and if the run
  ///   breaks its own books.
  public static func run(
    _ scenario: Scenario, options: SessionOptions = SessionOptions(),
    arrivals kinds: Set<Arrival.Kind>, to take: ([Arrival]) -> Void
  ) throws(SessionError) -> SessionRecord {
    let driver = try SessionDriver(scenario, options, arrivals: kinds)
    try driver.advance(to: .max, handingOut: take)
    return try driver.record()
  }
}

/// Drives one session.
final class SessionDriver {
  /// What is run, with every change so far.
  private(set) var scenario: Scenario
  private let options: SessionOptions
  private let seed: UInt64
  private let lookahead: Int64
  private let clock: PeopleClock
  private let rules: AudienceRules
  let audience: Audience
  let checkout: Checkout
  let stage: StageManager
  let steering: Steering
  private var feed: ArrivalFeed?
  private var facts: TraceFeed?
  private var changesMade = 0
  /// When something is changed next.
  private var nextChange = Int64.max
  /// Whether nothing will ever happen any more.
  private(set) var isOver = false
  private var audienceAt: Int64 = 0
  private var platformAt: Int64 = 0
  private var windows = 0
  /// Since when nothing is under way but what a sale logic does by itself; nil while something else is.
  private var quietSince: Int64?

  init(
    _ scenario: Scenario, _ options: SessionOptions, arrivals kinds: Set<Arrival.Kind> = [],
    following filter: TraceFilter? = nil
  ) throws(SessionError) {
    self.scenario = scenario
    self.options = options
    seed = options.seed ?? scenario.seed
    lookahead = scenario.lookahead
    rules = AudienceRules(
      scenario: scenario, seed: seed, replication: options.replication)
    checkout = Checkout(
      scenario: scenario, seed: seed, replication: options.replication,
      logicTypes: try logics(of: scenario, options))
    clock = rules.clock
    stage = StageManager(scenario: scenario, rules: rules)
    // Before the audience, which asks at once when the first of every stream come.
    steering = Steering(rules: rules)
    feed = kinds.isEmpty ? nil : ArrivalFeed(kinds, firstSKU: checkout.firstSKU)
    audience = Audience(
      rules: rules, stages: stage.views, threads: options.threads,
      keepsLog: options.keepsLog || feed?.needsLog == true)
    if feed != nil { checkout.handled = [] }
    if let filter {
      facts = TraceFeed()
      audience.follow(filter)
      checkout.follow(filter)
    }
    stage.open(checkout)
    findNextChange()
  }

  /// Advances until everything before `end` has happened.
  ///
  /// - Parameters:
  ///   - end: An instant, or `.max` for the end of the session.
  ///   - take: Called with the arrivals that are due.
  ///   - tell: Called with the facts that are due.
  /// - Returns: Whether the session goes on.
  /// - Throws: `SessionError`, if the session cannot go on.
  @discardableResult
  func advance(
    to end: Int64, handingOut take: ([Arrival]) -> Void = { _ in },
    telling tell: ([TraceFact]) -> Void = { _ in }
  ) throws(SessionError) -> Bool {
    while !isOver && (end == .max || instant < end) {
      try standStill()
      isOver = nextStop == nil && audience.isFinished && checkout.isIdle
      guard !isOver else {
        handOut(before: .max, take)
        handOutFacts(before: .max, tell)
        break
      }
      try checkForStall()
      try checkForEnd()
      try checkForRest()
      takeTurns(until: min(end, nextStop ?? lastStop), quiet: quiet(of: end), ahead: ahead(of: end))
      handOut(before: min(audienceAt, platformAt), take)
      handOutFacts(before: min(audienceAt, platformAt), tell)
    }
    return !isOver
  }

  /// The instant before which everything has happened.
  var instant: Int64 { min(audienceAt, platformAt) }

  /// The next instant at which both sides stand still; nil when there is none.
  private var nextStop: Int64? {
    let stop = min(nextChange, stage.nextEpoch ?? .max)
    return stop < .max ? stop : nil
  }

  /// Where both sides stand for the last time, if orders are under way so long after the close or nothing
  /// is but what a sale logic does by itself.
  private var lastStop: Int64 {
    let horizon = scenario.length + Limit.settling
    return min(instant < horizon ? horizon : .max, saturatingSum(quietSince ?? .max, Limit.rest))
  }

  /// How far engagements may run ahead of everything else when the session is advanced to `end`: to the
  /// next epoch, if what is counted by then decides something, or may move what is on air.
  private func ahead(of end: Int64) -> Int64 {
    guard options.windows != .minimal else { return 0 }
    return steering.isIdle && !stage.mayMove ? end : min(end, stage.nextEpoch ?? .max)
  }

  /// How far those who only watch may go when the session is advanced to `end`: beyond the next epoch, if
  /// nothing they could see changes there and nothing that is counted by then decides anything.
  private func quiet(of end: Int64) -> Int64 {
    let stop = min(end, nextStop ?? .max)
    guard options.windows != .minimal, steering.isIdle, nextChange == .max else { return stop }
    return max(stop, min(end, stage.quietUntil))
  }

  /// Makes what is to be changed at the instant at which both sides stand.
  private func makeChanges() {
    // Both sides may stand at the end of time, where nothing is changed.
    while nextChange < .max, nextChange == platformAt {
      checkout.make(scenario.changes[changesMade])
      changesMade += 1
      findNextChange()
    }
  }

  private func findNextChange() {
    nextChange = changesMade < scenario.changes.count ? scenario.changes[changesMade].at : .max
  }

  /// Does what is due at the instant at which both sides stand: first what is changed from outside,
  /// then what hosts decide.
  private func standStill() throws(SessionError) {
    guard audienceAt == platformAt else { return }
    makeChanges()
    guard let epoch = stage.nextEpoch, epoch == platformAt else { return }
    // What is shown must not change under those who look at it.
    audience.standStill()
    stage.decide(checkout) { [audience] room in audience.sweep(room: room) }
    checkout.rest()
    if !steering.isIdle {
      steering.decide(
        at: epoch, until: stage.nextEpoch ?? scenario.length, rooms: audience.rooms,
        notes: audience.takeNotes(of: epoch / scenario.epoch))
      audience.resumeArrivals()
    }
    if let failure = checkout.failure { throw failure }
    try checkPeople()
    try checkStock()
    options.progress?(progress(at: epoch))
  }

  /// Makes a change at the instant up to which the session has been advanced.
  ///
  /// - Parameter setting: What is changed.
  /// - Throws: What is wrong with the setting.
  func change(_ setting: ScenarioSetting) throws(ScenarioProblems) {
    scenario = try scenario.changed(by: setting)
    rules.retryLimits.follow(scenario)
    findNextChange()
  }

  /// Hands out the arrivals of which no more can come before `end`.
  private func handOut(before end: Int64, _ take: ([Arrival]) -> Void) {
    guard feed != nil else { return }
    if feed?.needsLog == true { audience.takeLog { feed?.add($0) } }
    for request in checkout.handled ?? [] { feed?.add(request) }
    checkout.handled?.removeAll(keepingCapacity: true)
    guard let due = feed?.take(before: end), !due.isEmpty else { return }
    take(due)
  }

  /// Hands out the facts of which no more can come before `end`.
  private func handOutFacts(before end: Int64, _ tell: ([TraceFact]) -> Void) {
    guard facts != nil else { return }
    audience.takeFacts { facts?.add(ofViewers: $0) }
    facts?.add(ofOrders: checkout.journal?.facts ?? [])
    checkout.journal?.removeAll()
    guard let due = facts?.take(before: end), !due.isEmpty else { return }
    tell(due)
  }

  private func progress(at instant: Int64) -> SessionProgress {
    SessionProgress(
      simulated: instant, length: scenario.length, present: audience.present,
      events: audience.mergedEvents.values.reduce(0, +))
  }

  /// When nobody will ever act again although orders are open, a sale logic waits for something
  /// that virtual time does not know.
  private func checkForStall() throws(SessionError) {
    guard nextStop == nil, audience.nextEvent == .max, checkout.nextEvent == .max else {
      return
    }
    throw .stalled(checkout.waitingTasks)
  }

  /// An order path that has fallen behind by months would only fill the memory with seconds.
  private func checkForEnd() throws(SessionError) {
    guard lastStop == .max, checkout.isWorking else { return }
    throw .endless(orders: checkout.orders.inHand, charges: checkout.payments.count)
  }

  /// A sale logic that goes round for its own sake would keep the session going for ever.
  private func checkForRest() throws(SessionError) {
    guard nextStop == nil, audience.isFinished, checkout.isAtRest else {
      quietSince = nil
      return
    }
    let since = quietSince ?? instant
    quietSince = since
    guard instant >= saturatingSum(since, Limit.rest) else { return }
    throw .restless(checkout.sleepingTasks)
  }

  /// Advances audience and platform as far as is safe: together where threads are worth their meeting,
  /// otherwise by turns, which makes for longer windows.
  private func takeTurns(until limit: Int64, quiet: Int64, ahead: Int64) {
    windows += 1
    if audienceAt < limit { watch(until: quiet, ahead: ahead) }
    let earliestSend = earliestSend()
    let safe = min(safeForAudience(earliestSend), audience.watchersAt)
    let audienceEnd = min(limit, align(cut(from: audienceAt, to: safe)))
    if audience.isBusy || options.windows == .sideBySide {
      let platformEnd = min(limit, safeForPlatform(earliestSend))
      audience.advance(to: max(audienceAt, audienceEnd), ahead: ahead) { [checkout, platformAt] in
        if platformEnd > platformAt { checkout.advance(to: platformEnd) }
      }
      audienceAt = max(audienceAt, audienceEnd)
      platformAt = max(platformAt, platformEnd)
    } else {
      if audienceEnd > audienceAt {
        audience.advance(to: audienceEnd, ahead: ahead)
        audienceAt = audienceEnd
        audience.takeRequests { checkout.accept($0) }
      }
      let platformEnd = min(limit, saturatingSum(audienceAt, lookahead))
      if platformEnd > platformAt {
        checkout.advance(to: platformEnd)
        platformAt = platformEnd
      }
    }
    audience.takeRequests { checkout.accept($0) }
    checkout.takeAnswers { audience.deliver($0) }
  }

  /// Lets those who only watch go ahead of everything else, where they must or a thread has nothing else
  /// to do.
  private func watch(until limit: Int64, ahead: Int64) {
    let watchersAt = audience.watchersAt
    let isMinimal = options.windows == .minimal
    let always = options.windows == .sideBySide
    if audienceAt >= watchersAt {
      let end =
        isMinimal
        ? min(limit, saturatingSum(watchersAt, lookahead)) : cut(from: watchersAt, to: limit)
      audience.advanceWatchers(
        to: end, limit: isMinimal ? end : cut(from: end, to: limit), ahead: ahead, always: always)
    } else if !isMinimal {
      audience.goOn(ahead: ahead, always: always) { cut(from: $0, to: limit) }
    }
  }

  /// A lower bound of the instant at which a viewer sends something next.
  private func earliestSend() -> Int64 {
    let next = audience.nextEvent
    return audience.openErrands > 0 ? next : max(next, stage.earliestOrder(from: audienceAt))
  }

  /// The first instant at which something that is not sent yet could reach the platform.
  ///
  /// It is sent by a viewer who acts next, or by one who hears of the platform's next act: that takes
  /// a lookahead to the viewer and another one back.
  private func safeForPlatform(_ earliestSend: Int64) -> Int64 {
    guard options.windows != .minimal else { return saturatingSum(audienceAt, lookahead) }
    let unprompted = saturatingSum(max(earliestSend, audienceAt), lookahead)
    let prompted = saturatingSum(checkout.nextEvent, 2 * lookahead)
    return min(unprompted, prompted)
  }

  /// The first instant at which something yet unknown could reach a viewer.
  ///
  /// What the platform does next it does at its next event or at the first arrival of a request
  /// that has not been sent yet, and it reaches nobody in less than one lookahead.
  private func safeForAudience(_ earliestSend: Int64) -> Int64 {
    let sure = saturatingSum(platformAt, lookahead)
    guard options.windows != .minimal else { return sure }
    let nextArrival = saturatingSum(max(earliestSend, audienceAt), lookahead)
    let nextAct = min(checkout.nextEvent, nextArrival)
    return max(sure, saturatingSum(nextAct, lookahead))
  }

  /// Where a bucket ends, the audience's lanes have nobody to put back.
  private func align(_ end: Int64) -> Int64 {
    guard options.windows == .adaptive, end < .max / 2 else { return end }
    let aligned = clock.bucketEnd(of: .shoppers, notAfter: end)
    return aligned > audienceAt ? aligned : end
  }

  private func cut(from start: Int64, to safe: Int64) -> Int64 {
    guard case .ragged(let seed) = options.windows, safe > start, safe < .max / 2 else {
      return safe
    }
    let share = Draws(seed: seed).entity(0, UInt64(windows)).uniform(0)
    return start + max(1, Int64(Double(safe - start) * share))
  }

  private func saturatingSum(_ instant: Int64, _ delta: Int64) -> Int64 {
    let (sum, overflow) = instant.addingReportingOverflow(delta)
    return overflow ? .max : sum
  }

  /// Arrived = present + left, and nobody is counted twice.
  private func checkPeople() throws(SessionError) {
    let present = audience.present
    let tally = audience.mergedEvents
    let enters = tally[ViewerEvent.enter.rawValue]
    let leaves = tally[ViewerEvent.leave.rawValue]
    guard enters == present + leaves else {
      throw .brokenBooks("\(enters) came, \(leaves) left, but \(present) are present")
    }
  }

  /// Free + held + sold + in return + scrapped = stocked, of every stock row.
  private func checkStock() throws(SessionError) {
    guard let row = checkout.referee.ledger.accounts.firstIndex(where: { !$0.isBalanced }) else {
      return
    }
    throw .brokenBooks("the units of \(checkout.skus[row].name) do not add up to those stocked")
  }

  func record() throws(SessionError) -> SessionRecord {
    let tally = audience.mergedTally()
    let end = SessionRecord.end(scenario, tally, checkout)
    let outsideJobs = checkout.executor.foreignEnqueues
    guard outsideJobs == 0 else { throw .outsideJobs(outsideJobs) }
    try checkout.finish(at: end)
    steering.close(audience.takeNotes())
    try checkPeople()
    try checkStock()
    guard tally.presence == tally.departuresMinusArrivals else {
      throw .brokenBooks(
        "time present is \(tally.presence) ns by stretches and "
          + "\(tally.departuresMinusArrivals) ns by arrivals and departures")
    }
    return SessionRecord(
      scenario: scenario, seed: seed, replication: options.replication, audience: tally,
      checkout: checkout, stage: stage, steering: steering, end: end)
  }

  func log() -> [LoggedEvent]? { audience.mergedLog() }
}

/// The sale logic of each product.
private func logics(
  of scenario: Scenario, _ options: SessionOptions
) throws(SessionError) -> [any SaleLogic.Type] {
  let known = SaleLogics.builtIn + options.logics
  var found: [any SaleLogic.Type] = []
  for product in scenario.products {
    let name = product.logic ?? scenario.orders.logic
    guard let type = known.first(where: { $0.name == name }) else {
      throw .unknownLogic(name, known: known.map { $0.name })
    }
    found.append(type)
  }
  return found
}
