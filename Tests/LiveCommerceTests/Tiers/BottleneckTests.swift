// What the analysis names as the bottleneck is what holds the session up: it is found where it was
// planted, what it says of twice as much comes true, and an innocent tier is not blamed.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct BottleneckTests {
  /// Orders come at an even rate for a minute, each a read and an update of the one row.
  static func bottleneck(
    rate: Int = 100, workers: Int, connections: Int, read: Double, update: Double,
    own: Double = 0
  ) -> Bottleneck? {
    let scenario = Plain.scenario(length: 60 * second, traffic: []) {
      $0.orders.workers.count = workers
      $0.orders.workers.service = .fixed(own)
      $0.orders.database.connections = connections
      $0.orders.database.read = .fixed(read)
      $0.orders.database.update = .fixed(update)
    }
    let checkout = Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [ReadAndUpdate.self])
    for number in 0..<(60 * rate) {
      checkout.accept(
        TierOracleTests.request(UInt64(number), at: Int64(number) * second / Int64(rate)))
    }
    checkout.advance(to: 3_600 * second)
    var orders = checkout.books.workers
    orders.stalled = checkout.world.database.stalled
    #expect(orders.waiting.level == 0 && orders.stalled.level == 0)
    checkout.executor.shutdown()
    return Bottleneck(
      tiers: [orders, checkout.world.database.tier, checkout.books.payment],
      rows: checkout.world.database.rowLoads, length: 60 * second)
  }

  @Test func `the tier that is full is found, and what is next comes next`() throws {
    // A worker takes 5 + 10 + 5 ms: 100/s need two of them, and 1.5 connections, and half the row.
    let roomy = try #require(
      Self.bottleneck(workers: 5, connections: 6, read: 0.01, update: 0.005, own: 0.005))
    #expect(!roomy.isFull && roomy.full == 0)
    #expect(roomy.tier == "row" && abs(roomy.utilisation - 0.5) < 0.01)
    #expect(abs(roomy.headroom - 2) < 0.05)

    let few = try #require(
      Self.bottleneck(workers: 1, connections: 6, read: 0.01, update: 0.005, own: 0.005))
    #expect(few.tier == "orders" && few.isFull && few.full > 55 && few.from == 0)
    // One worker does 50/s: the row is a quarter busy then, the worker would be half busy of two.
    #expect(few.next == "orders" && abs(few.gain - 2) < 0.05)

    let narrow = try #require(
      Self.bottleneck(workers: 40, connections: 1, read: 0.01, update: 0.005, own: 0.005))
    // One connection does 66.7/s; the row is a third busy then, the forty workers wait for it.
    #expect(narrow.tier == "stock" && narrow.isFull)
    #expect(narrow.next == "stock")
  }

  @Test func `workers that wait for a row are not blamed for it`() throws {
    let hot = try #require(
      Self.bottleneck(workers: 8, connections: 20, read: 0.001, update: 0.02, own: 0.001))
    #expect(hot.tier == "row" && hot.isFull)
    // At 50/s the workers themselves are 50 · 22 ms of 8 busy, the connections 50 · 21 ms of 20.
    #expect(hot.next == "row" && hot.gain == hot.utilisation / max(hot.utilisation / 2, 0.1375))
  }

  @Test(arguments: [(10, true), (45, false)])
  func `connections that wait for a row are not blamed either, and said to be gone`(
    connections: Int, isEmpty: Bool
  ) throws {
    let hot = try #require(
      Self.bottleneck(
        workers: 40, connections: connections, read: 0.001, update: 0.02, own: 0.001))
    #expect(hot.tier == "row" && hot.isFull && hot.next == "row")
    #expect(isEmpty ? hot.emptyPool > 50 : hot.emptyPool == 0)
  }

  @Test func `workers that are shared are nobody's while an order waits`() throws {
    let scenario = Plain.scenario(
      length: 60 * second, traffic: [Plain.stream(1_000, .steady(from: 0, to: second))],
      cohorts: [Plain.cohort { $0.dwell = .fixed(1_000) }]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 10_000
      $0.orders.workers.count = 2
      $0.orders.workers.service = .fixed(0.001)
      $0.orders.workers.queueing.discipline = .processorSharing
      $0.orders.database.update = .fixed(0.01)
    }
    let record = try Session.run(scenario)
    let orders = try #require(record.tier("orders"))
    #expect(orders.stalled.maximum == 0 && orders.busy.maximum == 2)
    #expect(record.bottleneck?.tier == "row")
  }

  @Test func `twice as much of the bottleneck lets through what was said`() throws {
    func throughput(_ workers: Int) -> Double {
      let scenario = Plain.scenario(length: 60 * second, traffic: []) {
        $0.orders.workers.count = workers
        $0.orders.database.connections = 3
        $0.orders.database.read = .fixed(0.01)
        $0.orders.database.update = .fixed(0)
      }
      let checkout = Checkout(
        scenario: scenario, seed: 1, replication: 0, logicTypes: [ReadAndUpdate.self])
      for number in 0..<60_000 {
        checkout.accept(
          TierOracleTests.request(UInt64(number), at: Int64(number) * second / 1_000))
      }
      checkout.advance(to: 60 * second)
      defer { checkout.executor.shutdown() }
      return Double(checkout.books.workers.served) / 60
    }
    // Two workers do 200/s, four could do 400, but three connections do 300.
    let two = try #require(
      Self.bottleneck(rate: 1_000, workers: 2, connections: 3, read: 0.01, update: 0))
    #expect(two.tier == "orders" && two.next == "stock")
    #expect(abs(two.gain - 1.5) < 0.01)
    #expect(abs(throughput(4) / throughput(2) - two.gain) < 0.01)
  }

  @Test func `connections kept for a row that is not full are the bottleneck`() throws {
    // With two connections somebody who holds the row or reads is half of the pool, and the row rests.
    let two = try #require(
      Self.bottleneck(rate: 250, workers: 40, connections: 2, read: 0.005, update: 0.005))
    #expect(two.tier == "stock" && two.isFull && two.full > 55)
    #expect(two.next == "row" && two.emptyPool == 0)
    let eight = try #require(
      Self.bottleneck(rate: 250, workers: 40, connections: 8, read: 0.005, update: 0.005))
    #expect(eight.tier == "row" && eight.isFull)
  }

  @Test func `a channel is kept while what it has charged is settled, and can be the bottleneck`()
    throws
  {
    let scenario = Plain.scenario(
      length: 60 * second,
      traffic: [Plain.stream(1_000, .steady(from: 0, to: second))],
      cohorts: [
        Plain.cohort {
          $0.dwell = .fixed(1_000)
          $0.abandonment = 0
        }
      ]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].logic = PayTime.name
      $0.products[0].variants[0].stock = 10_000
      $0.orders.database.connections = 1_000
      $0.orders.payment.capacity = 2
      $0.orders.payment.latency = .fixed(0.01)
      $0.orders.database.read = .fixed(0.04)
      $0.orders.database.update = .fixed(0)
      $0.orders.database.write = .fixed(0)
    }
    let record = try Session.run(scenario)
    let payment = try #require(record.tier("payment"))
    let bottleneck = try #require(record.bottleneck)
    #expect(bottleneck.tier == "payment" && bottleneck.isFull && bottleneck.full > 10)
    #expect(payment.busy.level == 0 && payment.stalled.level == 0)
    // A charge takes 10 ms, a settlement that reads twice 80.
    #expect(payment.latency.minimum == 10_000_000)
    let (kept, settling) = (payment.busy.total, payment.stalled.total)
    #expect(kept - settling == Int128(payment.served) * 10_000_000)
    #expect(settling > 3 * (kept - settling))
  }

  /// Twelve hundred order at once, and pay half a minute later.
  ///
  /// Five workers wait for a row that does a hundred a second; two channels do 95 a second.
  @Test(arguments: [(0.010, "row"), (0.001, "payment")])
  func `a queue before those who wait for a row is the row's`(update: Double, limit: String) throws
  {
    let scenario = Plain.scenario(
      length: 60 * second,
      traffic: [Plain.stream(1_200, .steady(from: 0, to: second))],
      cohorts: [
        Plain.cohort {
          $0.dwell = .fixed(1_000)
          $0.abandonment = 0
          $0.payDelay = .fixed(30)
          $0.client.timeout = 100 * second
        }
      ]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 10_000
      $0.orders.workers.count = 5
      $0.orders.payment.capacity = 2
      $0.orders.payment.latency = .fixed(0.021 - update)
      $0.orders.database.read = .fixed(0)
      $0.orders.database.write = .fixed(0)
      $0.orders.database.update = .fixed(update)
    }
    let record = try Session.run(scenario)
    let bottleneck = try #require(record.bottleneck)
    #expect(bottleneck.tier == limit && bottleneck.isFull)
    #expect(try #require(bottleneck.waitShare) > 0.5)
    // Three in five of the workers wait for the row, and so does as much of the queue before them.
    let waits = try ["orders", "payment"].map { try #require(record.tier($0)).waiting.total }
    #expect((waits[0] > waits[1]) == (limit == "row"))
  }

  /// Three thousand want to order at the same instant, twenty may; half of the rest is the way.
  static func behindRoom(workers: Int, own: Double) throws -> Bottleneck? {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.network = Delay(floor: second / 10, rest: .fixed(0))
    }
    let scenario = Plain.scenario(
      length: 60 * second,
      traffic: [Plain.stream(3_000, .steady(from: 0, to: second))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 10_000
      $0.orders.workers.count = workers
      $0.orders.workers.service = .fixed(own)
      $0.orders.gateway.waitingRoom = OrderPath.WaitingRoom(
        active: 20, policy: .fifo, gather: 2 * second, winners: 1, session: 10 * second,
        patience: 1_000 * second)
    }
    return try Session.run(scenario).bottleneck
  }

  @Test func `the waiting room is the bottleneck if its places are, not if its people wait`() throws
  {
    // A place is held for two crossings of 100 ms: twenty do 100/s.
    let room = try #require(try Self.behindRoom(workers: 100, own: 0.01))
    #expect(room.tier == "room" && room.isFull && room.next == "room")
    // One worker does 20/s, and most of the twenty wait for it.
    let worker = try #require(try Self.behindRoom(workers: 1, own: 0.05))
    #expect(worker.tier == "orders" && worker.isFull)
  }

  @Test func `as many places as a room may have, for an hour, are not too many to count`() throws {
    let scenario = Plain.scenario(
      length: 3_600 * second, traffic: [Plain.stream(5, .steady(from: 0, to: second))]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.orders.gateway.waitingRoom = OrderPath.WaitingRoom(
        active: 10_000_000, policy: .fifo, gather: second, winners: 1, session: second,
        patience: second)
    }
    let bottleneck = try Session.run(scenario).bottleneck
    #expect(bottleneck?.isFull == false)
  }

  @Test func `rows are held for as long as they are`() {
    var rows = RowLoads(rows: 3)
    let tenth = second / 10
    rows.held(0, from: 5 * tenth, until: 25 * tenth)
    rows.held(1, from: 10 * tenth, until: 14 * tenth)
    rows.held(1, from: 22 * tenth, until: 29 * tenth)
    rows.waited(2, 7)
    #expect(rows.heldBySecond == [5, 10, 7].map { $0 * Int(tenth) })
    #expect(rows.waited == 7 && RowLoads(rows: 2).heldBySecond == [])
  }

  @Test func `a level is cut into seconds exactly`() {
    var level = LevelSeries(level: 2)
    level.add(1, at: second / 2)
    level.add(-3, at: 3 * second + 1)
    #expect(level.bySecond == [2_500_000_000, 3_000_000_000, 3_000_000_000, 3])
    #expect(level.bySecond.reduce(0, +) == Int(level.integral(until: 10 * second)))
    #expect(level.level == 0 && level.maximum == 3 && level.timeOfMaximum == second / 2)
    level.add(1, at: 5 * second)
    #expect(level.bySecond.suffix(3) == [3, 0, Int(second)])
  }
}

/// Reads, updates the one stock row by nothing, and refuses.
struct ReadAndUpdate: SaleLogic {
  static let name = "readAndUpdate"
  static let summary = "reads and updates the stock row by nothing, for tests of the tiers"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.read(.stock(order.sku), for: order)
    _ = await world.database.update(.stock(order.sku), by: 0, if: .always, for: order)
    return .tooEarly
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}
