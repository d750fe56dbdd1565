// A sale logic that uses all of the substrate, in whole sessions: they end, they are the same bits
// with any number of threads, and the tiers' books are whole.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

/// Pre-deducts in the cache by a script, writes the order through the queue, and reconciles.
struct BusyLogic: SaleLogic {
  static let name = "busy"
  static let summary = "uses cache, queue, lock, transaction and a background task"
  static let promises: Set<SaleCheckName> = []

  private static let held = 1
  private static let paid = 2
  private static let ended = 3
  let world: SaleWorld
  /// Rounds of the sweeper, kept where every instance sees them.
  static let rounds = Row.own(1)
  static let written = Row.own(2)

  init(world: SaleWorld) {
    self.world = world
    world.queue(BusyLogic.name).consume { message in
      let database = world.database
      guard await database.claim(message.order.key, for: message.order) == nil else { return }
      await database.write(.order(message.order.id), BusyLogic.held, for: message.order)
      await database.add(BusyLogic.written, 1, for: message.order)
    }
    world.run("sweeper") {
      while await world.pause(for: .seconds(2)) {
        guard
          let token = await world.locks.acquire(
            .own(0), lease: .seconds(1), for: .housekeeping)
        else { continue }
        await world.database.add(BusyLogic.rounds, 1, for: .housekeeping)
        await world.locks.release(.own(0), token: token, for: .housekeeping)
      }
    }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    world.cache.warm(order.sku)
    let mark = Row.purchases(account: order.account, product: order.product)
    let answer = await world.cache.script(on: .stock(order.sku), for: order) { keys in
      guard keys[mark] == nil else { return Reservation.limitReached }
      guard let left = keys[.stock(order.sku)], left > 0 else { return .soldOut }
      keys[.stock(order.sku)] = left - 1
      keys[mark] = 1
      return .held(order: order.id, price: world.offer(order.product).price)
    }
    guard let answer, case .held = answer else { return answer ?? .inProgress }
    while await world.queue(BusyLogic.name).send(order) == .unknown, !Task.isCancelled {}
    return answer
  }

  func pay(_ order: SaleOrder) async -> Settlement {
    let won = await world.database.transaction(for: order) { transaction in
      // What is not written yet is held as well.
      guard await transaction.read(.order(order.id)) <= BusyLogic.held else { return false }
      transaction.write(.order(order.id), BusyLogic.paid)
      return true
    }
    return won ?? false ? .paid : .late
  }

  func expire(_ order: SaleOrder) async -> Bool {
    let won = await world.database.locking(.order(order.id), for: order) { row in
      guard row.value <= BusyLogic.held else { return false }
      await row.write(BusyLogic.ended)
      return true
    }
    guard won ?? false else { return false }
    _ = await world.cache.add(.stock(order.sku), order.quantity, for: order)
    return true
  }

  func available(_ sku: Int) -> Int {
    world.cache.warm(sku)
    return world.cache.value(.stock(sku)) ?? 0
  }
}

/// Sells as `preHold` does, with a task beside it that never asks whether it is to go on.
struct SleeplessLogic: SaleLogic {
  static let name = "sleepless"
  static let summary = "has a watchdog that never sleeps for good"
  static let promises: Set<SaleCheckName> = []
  private let sale: PreHold

  init(world: SaleWorld) {
    sale = PreHold(world: world)
    world.run("watchdog") {
      while (try? await world.clock.sleep(for: .seconds(10))) != nil {}
    }
  }

  func reserve(_ order: SaleOrder) async throws -> Reservation { await sale.reserve(order) }
  func pay(_ order: SaleOrder) async throws -> Settlement { await sale.pay(order) }
  func expire(_ order: SaleOrder) async throws -> Bool { await sale.expire(order) }
  func available(_ sku: Int) -> Int { sale.available(sku) }
}

@Suite struct BusyLogicTests {
  private static var storm: Storm {
    var storm = Storm(visits: 300, variants: [40], logic: BusyLogic.name)
    storm.path.queue.redeliver = 0.2
    storm.path.queue.loseAcknowledgement = 0.1
    storm.path.queue.redeliverAfter = 500_000_000
    storm.path.queue.delay = .exponential(Exponential(mean: 20e6))
    return storm
  }

  private static func run(
    seed: UInt64, threads: Int = 1, windows: WindowPolicy = .adaptive
  ) throws -> SessionRecord {
    var options = SessionOptions()
    options.seed = seed
    options.threads = threads
    options.windows = windows
    options.logics = [BusyLogic.self]
    return try Session.run(storm.scenario, options: options)
  }

  @Test func `a session with consumers and sweepers ends, and oversells nothing`() throws {
    for seed in Seeds.first(10) {
      let record = try Self.run(seed: seed)
      #expect(record.stock[0].account.oversold == 0 && record.stock[0].account.sold > 10)
      #expect(record.tiers.map(\.name).contains("cache"))
      for tier in record.tiers where ["cache", "queue", "locks"].contains(tier.name) {
        #expect(tier.served == tier.requests && tier.served > 0, "\(tier.name)")
        #expect(tier.waiting.level == 0 && tier.busy.level == 0, "\(tier.name)")
        let metric = Metrics.named("tier.\(tier.name).requests")
        #expect(metric?.value(of: record) == Double(tier.requests))
      }
    }
  }

  @Test func `a logic that goes round for its own sake is told of and ends the session`() throws {
    var storm = Self.storm
    storm.logic = SleeplessLogic.name
    var options = SessionOptions()
    options.logics = [SleeplessLogic.self]
    for windows in [WindowPolicy.adaptive, .sideBySide] {
      options.windows = windows
      #expect(throws: SessionError.restless(["watchdog"])) {
        try Session.run(storm.scenario, options: options)
      }
    }
    let error = SessionError.restless(["watchdog"])
    #expect("\(error)".contains("watchdog") && "\(error)".contains("`pause`"))
  }

  @Test func `it is the same with any number of threads and however time is cut`() throws {
    for seed in Seeds.first(4) {
      let one = try Self.run(seed: seed)
      for (threads, windows) in [(2, WindowPolicy.sideBySide), (1, .minimal), (1, .ragged(seed))] {
        let other = try Self.run(seed: seed, threads: threads, windows: windows)
        #expect(other.tiers == one.tiers && other.stock[0].account == one.stock[0].account)
      }
    }
  }

  @Test func `each order is written once, and rows are kept though orders are closed`() throws {
    let storm = Self.storm
    let checkout = Checkout(
      scenario: storm.scenario, seed: 1, replication: 0, logicTypes: [BusyLogic.self])
    for account in 1...60 {
      checkout.accept(
        Storm.request(at: Storm.opening + Int64(account) * 1_000_000, account: UInt64(account)))
    }
    checkout.advance(to: 59_000_000_000)
    let database = checkout.world.database
    let rounds = database.value(BusyLogic.rounds)
    #expect(database.value(BusyLogic.written) == checkout.referee.ledger.accounts[0].released)
    // A sweep every two seconds and a few milliseconds, until the session's end.
    #expect(rounds == 29)
    let rows = (1...60).map { database.value(.order(OrderID(rawValue: UInt64($0) << 16 | 1))) }
    #expect(rows.filter { $0 == 0 }.count == 20 && rows.filter { $0 == 3 }.count >= 40 - 1)
    var last: Int64 = 0
    while checkout.nextEvent < .max {
      last = checkout.nextEvent
      checkout.advance(to: last + 1)
    }
    #expect(last < 70_000_000_000 && database.value(BusyLogic.rounds) > rounds)
    try checkout.finish(at: last)
  }
}
