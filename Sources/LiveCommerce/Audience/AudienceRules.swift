// The rules of people: what a viewer does next, and what follows from doing it. Pure functions of
// the viewer's record, the viewer's draws and what the viewer will have heard; they know nothing of
// lanes, buckets, windows or threads, and the naive reference session in the tests uses the same.
//
// Invariant: `outlook` never depends on when it is asked, only on the record and the stage, so a
// viewer may be looked at as often as convenient without changing a result.
import Stochastics

/// What became of a viewer after an action.
enum Disposition: Sendable, Equatable {
  /// Acts again at `next`.
  case stays
  /// Is parked in an errand until an answer comes or the marker with this record wakes it.
  case waits(marker: ViewerRecord)
  /// Is gone for good.
  case gone
}

/// What a watching viewer does next, and what is left of the budgets then.
struct Outlook {
  enum Action { case leave, close, click, engage, hear, announced }
  var at: Int64
  var action: Action
  var entry: Int
  var patience: Double
  var click: Double
  var engage: Double
}

/// The rules, with the tables they read.
final class AudienceRules: Sendable {
  let scenario: Scenario
  let draws: Draws
  let hazards: [HazardModel]
  /// Streams of all rooms, in order; `ViewerRecord.stream` is an index into these.
  let streams: [StreamRules]
  /// First stock row of each product.
  let firstSKU: [Int]

  init(scenario: Scenario, seed: UInt64, replication: UInt32) {
    self.scenario = scenario
    draws = Draws(seed: seed, replication: replication)
    hazards = scenario.rooms.map { HazardModel(scenario: scenario, room: $0) }
    streams = scenario.rooms.enumerated().flatMap { room, description in
      description.traffic.map { StreamRules($0, room: room, scenario: scenario) }
    }
    firstSKU = scenario.products.indices.map { product in
      scenario.products[..<product].reduce(0) { $0 + $1.variants.count }
    }
  }

  /// The key of a viewer's draws.
  @inline(__always)
  func draws(of viewer: ViewerRecord) -> EntityDraws {
    draws.entity(UInt32(viewer.stream), UInt64(viewer.number))
  }

  /// Performs the action due at `viewer.next`.
  func step(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    switch viewer.state {
    case .watching: return watch(&viewer, stage, &books)
    case .reacting: return tap(&viewer, stage, &books)
    case .considering: return orderAfterConsidering(&viewer, stage, &books)
    case .backingOff: return askAgain(&viewer, &books)
    case .answered: return takeAnswer(&viewer, stage, &books)
    case .away: return enterAgain(&viewer, stage, &books)
    case .timeoutMarker: return wakeUnanswered(&viewer, stage, &books)
    case .waiting, .vacated: return .gone
    }
  }

  /// Plans the next action of a watching viewer.
  @inline(__always)
  func plan(_ viewer: inout ViewerRecord, _ stage: StageLog) {
    viewer.next = outlook(of: viewer, stage).at
  }

  // MARK: Looking ahead

  /// What a watching viewer does next, given what will have been heard by then.
  func outlook(of viewer: ViewerRecord, _ stage: StageLog) -> Outlook {
    var now = viewer.last
    var index = Int(viewer.heard)
    var patience = Double(viewer.patience)
    var click = Double(viewer.click)
    var engage = Double(viewer.engage)
    let stageDelay = viewer.stageDelay
    let cardDelay = viewer.cardDelay
    while true {
      let product = stage.entries[index].product
      let nextEntry =
        index + 1 < stage.entries.count
        ? max(stage.entries[index + 1].published + stageDelay, now) : Int64.max
      let (soldOut, cardChange) = stage.cardState(of: product, seenAt: now, delay: cardDelay)
      var rates = stage.rates(entry: index, soldOut: soldOut, cohort: Int(viewer.cohort))
      if product + 1 == Int(viewer.tried) { rates.click = 0 }

      let end = min(nextEntry, cardChange)
      let leaveAt = exhausted(patience, at: rates.leave, from: now)
      let clickAt = exhausted(click, at: rates.click, from: now)
      let engageAt = exhausted(engage, at: rates.engage, from: now)
      let first = min(leaveAt, min(clickAt, engageAt))
      let until = min(first, end)
      let elapsed = Double(until - now)
      patience -= elapsed * rates.leave
      click -= elapsed * rates.click
      engage -= elapsed * rates.engage
      var found = Outlook(
        at: until, action: .leave, entry: index, patience: patience, click: click, engage: engage)
      if first < end {
        found.action = leaveAt == first ? .leave : clickAt == first ? .click : .engage
        return found
      }
      now = end
      guard end == nextEntry else { continue }
      index += 1
      if let action = response(of: viewer, to: index, stage) {
        found.entry = index
        found.action = action
        return found
      }
    }
  }

  /// When a budget spent at a constant rate is exhausted.
  @inline(__always)
  private func exhausted(_ budget: Double, at rate: Double, from now: Int64) -> Int64 {
    guard rate > 0 else { return .max }
    let wait = max(0, budget) / rate
    return wait < 2e18 ? now &+ Int64(wait) &+ 1 : .max
  }

  /// What a viewer does upon hearing an entry, if anything.
  private func response(
    of viewer: ViewerRecord, to index: Int, _ stage: StageLog
  ) -> Outlook.Action? {
    let entry = stage.entries[index]
    switch entry.kind {
    case .close: return .close
    case .linkUp where wants(viewer, entry.product): return .hear
    case .announce where isEarly(viewer) && wants(viewer, entry.product): return .announced
    default: return nil
    }
  }

  /// The one choice of a viewer for a link-up of `product`, the same however often it is asked.
  private func wants(_ viewer: ViewerRecord, _ product: Int) -> Bool {
    guard product + 1 != Int(viewer.tried) else { return false }
    let share = chance(scenario.decision.atLinkUp, viewer, product)
    return draws(of: viewer).uniform(Purpose.linkUp, UInt32(product)) < share
  }

  private func isEarly(_ viewer: ViewerRecord) -> Bool {
    let share = scenario.cohorts[Int(viewer.cohort)].earlyShare
    return share > 0 && draws(of: viewer).uniform(Purpose.early) < share
  }

  /// A reference viewer's share, moved to this viewer and product in log-odds.
  func chance(_ share: Double, _ viewer: ViewerRecord, _ product: Int) -> Double {
    guard share > 0 && share < 1 else { return share }
    let moved =
      Double(viewer.inclination)
      + hazards[Int(viewer.room)].inclination(cohort: Int(viewer.cohort), product: product)
    return Elementary.logistic(Elementary.log(share / (1 - share)) + moved)
  }
}

/// A traffic stream with what the rules need to know of it.
struct StreamRules: Sendable {
  let stream: TrafficStream
  let room: Int
  let sourceIndex: Int
  /// Cumulative shares of the cohorts.
  private let cumulative: [Double]

  /// A source delivers cohorts in proportion to share · exp(β · match with the room).
  init(_ stream: TrafficStream, room: Int, scenario: Scenario) {
    self.stream = stream
    self.room = room
    sourceIndex = stream.source.index
    let hazards = HazardModel(scenario: scenario, room: scenario.rooms[room])
    let weights = stream.cohortShares.enumerated().map { cohort, share in
      share * Elementary.exp(stream.personalisation * hazards.match(cohort: cohort, product: -1))
    }
    let total = weights.reduce(0, +)
    var sum = 0.0
    cumulative = weights.map { weight in
      sum += weight / total
      return sum
    }
  }

  /// The cohort for one uniform draw.
  func cohort(at uniform: Double) -> Int {
    cumulative.firstIndex { uniform < $0 } ?? cumulative.count - 1
  }
}
