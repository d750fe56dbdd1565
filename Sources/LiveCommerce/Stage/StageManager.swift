// All stages of a session, and what happens to them at epochs: hosts decide, sold-out cards are
// pushed, and viewers are planned anew where a host's decision can bring an action forward.
import DiscreteEvents

/// The stages of a session; a class, for it is asked in every window and is large to copy.
final class StageManager {
  private let scenario: Scenario
  private(set) var logs: [StageLog]
  private let space: StageSpace
  private var desks: [HostDesk]
  private var batches: Batches
  /// The rooms whose hosts depart from the plan.
  private let reacting: [Int]
  private var orderSpans: OrderSpans
  private var shownSoldOut: [Bool]
  /// When a product that is shown sold out is looked at again, by product, in nanoseconds.
  private var looksAgain: [Int64]
  /// The first epoch at which a card of a product may be pushed, if it is known to be later than the next.
  private var quiet: [Int64]
  private let choice: RoomChoice
  /// Rooms that begin after the session does, and that close before it ends, the last one first.
  private var beginning: [(room: Int, at: Int64)]
  private var closing: [(room: Int, at: Int64)]
  /// The rooms in which each product is spoken of.
  private let roomsOfProduct: [[Int]]
  /// The next instant at which aggregates are read; nil after the planned close.
  private(set) var nextEpoch: Int64?
  /// Until when nothing is published at epochs that people in the room could see.
  ///
  /// No card of what is on air, or still is for those who hear it late. The next epoch at the earliest;
  /// and no later where there are several rooms, of which one that closes is not shown any more.
  private(set) var quietUntil: Int64 = 0
  /// Departures from the plan so far.
  private(set) var unplanned = 0

  /// Makes the stages of a session; who does not foresee knows no card before the next epoch, and comes to
  /// the same.
  init(scenario: Scenario, rules: AudienceRules, foresees: Bool = true) {
    self.scenario = scenario
    let firstEpoch = scenario.epoch < scenario.length ? scenario.epoch : nil
    let space = StageSpace(
      rooms: scenario.rooms.count, products: scenario.products.count, clock: rules.clock)
    self.space = space
    logs = scenario.rooms.enumerated().map { index, room in
      StageLog(
        entries: RundownPlan.entries(of: room, in: scenario),
        products: room.products(in: scenario), model: rules.hazards[index], clock: rules.clock,
        in: space, room: index)
    }
    choice = rules.choice
    beginning = StageManager.lastFirst(scenario.rooms.map { $0.begins > 0 ? $0.begins : nil })
    closing = StageManager.lastFirst(
      logs.map { log in
        let close = log.entries.last { $0.kind == .close }
        return close.flatMap { $0.published < scenario.length ? $0.published : nil }
      })
    orderSpans = OrderSpans(logs)
    let desks = scenario.rooms.map { HostDesk($0, scenario: scenario) }
    self.desks = desks
    batches = Batches(scenario)
    reacting = desks.indices.filter { desks[$0].reacts }
    self.foresees = foresees && reacting.isEmpty
    roomsOfProduct = StageManager.roomsOfProduct(scenario)
    shownSoldOut = Array(repeating: false, count: scenario.products.count)
    looksAgain = Array(repeating: 0, count: scenario.products.count)
    quiet = looksAgain
    nextEpoch = firstEpoch
    for product in quiet.indices {
      keepQuiet(product, until: linkUps(of: product).min() ?? .max)
    }
    settle(from: 0)
  }

  /// When a product is linked up, in whichever room.
  private func linkUps(of product: Int) -> [Int64] {
    roomsOfProduct[product].flatMap { logs[$0].linkUps(of: product) }
  }

  private static func roomsOfProduct(_ scenario: Scenario) -> [[Int]] {
    var rooms = [[Int]](repeating: [], count: scenario.products.count)
    for (index, room) in scenario.rooms.enumerated() {
      for product in Set(room.rundown.compactMap(\.product)) { rooms[product].append(index) }
    }
    return rooms
  }

  /// The rooms that have an instant, the last one first.
  private static func lastFirst(_ instants: [Int64?]) -> [(room: Int, at: Int64)] {
    instants.enumerated().compactMap { room, at in at.map { (room, $0) } }
      .sorted { ($0.at, $0.room) > ($1.at, $1.room) }
  }

  /// Whether it is known for more than an epoch when a card may come; not where a host may change that.
  private let foresees: Bool

  /// Whether any host may move what is on air.
  var mayMove: Bool { !reacting.isEmpty }

  /// What viewers read; valid as long as the manager.
  var views: StageViews { space.views }

  /// Schedules the planned deliveries.
  func open(_ checkout: Checkout) {
    for step in scenario.rooms.flatMap(\.rundown) where step.kind == .restock {
      guard let product = step.product else { continue }
      checkout.restock(product, units: step.units, at: step.at)
    }
  }

  /// What was on air when, room by room.
  var timeline: [StagePeriod] {
    logs.indices.flatMap { room in
      StagePeriod.all(
        of: logs[room].entries,
        planned: RundownPlan.entries(of: scenario.rooms[room], in: scenario), room: room)
    }
  }

  /// The first instant from `instant` on at which anybody could mean to order something.
  func earliestOrder(from instant: Int64) -> Int64 {
    orderSpans.earliest(from: instant)
  }

  /// Lets every host decide, pushes cards, and shows what has begun and not what has closed; calls `sweep` for the rooms whose viewers must plan
  /// anew.
  func decide(_ checkout: Checkout, sweep: (Int) -> Void) {
    guard let instant = nextEpoch else { return }
    let departures = unplanned
    let changed = reacting.filter { decide($0, at: instant, checkout) }
    if unplanned != departures { orderSpans = OrderSpans(logs) }
    pushCards(at: instant, checkout)
    choice.change(
      begun: StageManager.take(&beginning, by: instant),
      closed: StageManager.take(&closing, by: instant))
    let next = instant + scenario.epoch
    nextEpoch = next < scenario.length ? next : nil
    settle(from: instant)
    for room in changed { sweep(room) }
  }

  /// Ends an epoch, of which nothing more is published.
  private func settle(from instant: Int64) {
    space.settle(until: nextEpoch)
    quietUntil = nextEpoch ?? .max
    guard logs.count == 1, foresees else { return }
    quietUntil = max(quietUntil, logs[0].firstCard(after: instant) { quiet[$0] })
  }

  private func decide(_ room: Int, at instant: Int64, _ checkout: Checkout) -> Bool {
    let product = logs[room].entries[logs[room].index(publishedBy: instant)].product
    let decision = desks[room].decide(
      at: instant, stage: logs[room], isSoldOut: product >= 0 && checkout.isSoldOut(product),
      &batches, created: checkout.created)
    switch decision {
    case .none:
      return false
    case .move(let index, let shift):
      unplanned += 1
      let bringsForward = logs[room].moveEntries(after: index, by: shift, at: instant)
      for product in logs[room].products {
        checkout.move(product, linkUps: linkUps(of: product))
      }
      return bringsForward
    case .release(let product, let units):
      unplanned += 1
      looksAgain[product] = 0
      checkout.restock(
        product, units: units, at: instant + scenario.rooms[room].host.reactionTime)
      return false
    }
  }

  /// Takes the rooms whose instant has come.
  private static func take(_ rooms: inout [(room: Int, at: Int64)], by instant: Int64) -> [Int] {
    var taken: [Int] = []
    while let next = rooms.last, next.at <= instant {
      taken.append(next.room)
      rooms.removeLast()
    }
    return taken
  }

  /// Pushes a card for every product whose stock state has changed since its last card.
  ///
  /// What is sold out is looked at again when units may have come back, and not before: so those who
  /// watch know for how long there will be nothing new.
  private func pushCards(at instant: Int64, _ checkout: Checkout) {
    let looked = shownSoldOut.indices.filter {
      checkout.hasOpened($0) && !(shownSoldOut[$0] && instant < looksAgain[$0])
    }
    for (product, soldOut) in zip(looked, checkout.areSoldOut(looked)) {
      if soldOut {
        looksAgain[product] = checkout.earliestReturn(of: product)
        keepQuiet(product, until: looksAgain[product])
      }
      guard soldOut != shownSoldOut[product] else { continue }
      shownSoldOut[product] = soldOut
      for room in roomsOfProduct[product] {
        logs[room].push(soldOut: soldOut, of: product, at: instant)
      }
    }
  }

  /// Notes that no card of a product is pushed before the first epoch from `instant` on.
  private func keepQuiet(_ product: Int, until instant: Int64) {
    guard foresees else { return }
    let epochs = instant / scenario.epoch + (instant % scenario.epoch > 0 ? 1 : 0)
    let (epoch, isNever) = epochs.multipliedReportingOverflow(by: scenario.epoch)
    quiet[product] = isNever || epoch >= scenario.length ? .max : epoch
    space.keepQuiet(product, until: quiet[product])
  }
}
