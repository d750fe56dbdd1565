// Autoscaling: what a step of load does to the number of servers is arithmetic, to the second.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct ScalingTests {
  /// Half of the servers busy, judged every 10 s, 30 s to come, one minute to go.
  static func setting(_ target: Autoscaling.Target = .utilisation(0.5)) -> Autoscaling {
    Autoscaling(
      target: target, every: 10 * second, delay: 30 * second, atLeast: 2, atMost: 16,
      downAfter: 60 * second)
  }

  /// Servers in each second: two, doubled 40 s after they were full for ten.
  static let doubling = [2, 4, 8, 16].flatMap { Array(repeating: $0, count: 40) }

  static func sizes(_ counter: TierCounter, _ seconds: Int) -> [Int] {
    let known = counter.size.bySecond.map { $0 / 1_000_000_000 }
    return (0..<seconds).map { $0 < known.count ? known[$0] : Int(counter.size.level) }
  }

  /// Order workers of one second an order, flooded at first.
  static func flooded(
    _ flood: Int, shared: Bool = false, _ change: (inout Autoscaling) -> Void = { _ in }
  ) -> Checkout {
    let scenario = Plain.scenario(length: 300 * second, traffic: []) {
      var setting = setting()
      change(&setting)
      $0.orders.workers.count = 2
      $0.orders.workers.service = .fixed(1)
      $0.orders.workers.queueing = Queueing(
        discipline: shared ? .processorSharing : .fifo, autoscaling: setting)
      $0.orders.database.read = .fixed(0)
    }
    let checkout = Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [OneStatement.self])
    for number in 0..<flood {
      checkout.accept(TierOracleTests.request(UInt64(number), at: 0))
    }
    checkout.advance(to: 300 * second)
    return checkout
  }

  @Test(arguments: [false, true])
  func `full workers are doubled, a period and a delay after they were full`(shared: Bool) {
    let checkout = Self.flooded(100_000, shared: shared)
    #expect(Self.sizes(checkout.books.workers, 160) == Self.doubling)
    #expect(Self.sizes(checkout.books.workers, 300).dropFirst(160).allSatisfy { $0 == 16 })
    #expect(checkout.books.workers.busy.level == 16)
    // What the servers did: two for 40 s, four for 40 s, and so on.
    let served = 40 * (2 + 4 + 8) + 16 * 180
    if !shared { #expect((served - 16...served).contains(checkout.books.workers.served)) }
    checkout.executor.shutdown()
    // Another period or delay is seen.
    let other = Self.flooded(100_000) { $0.delay += second }
    #expect(Self.sizes(other.books.workers, 160) != Self.doubling)
    other.executor.shutdown()
  }

  @Test func `servers go when fewer have been enough for a while, and finish what they do`() {
    // 16 servers come at 120 s; the last of 1 160 orders ends by then plus 38 s.
    let checkout = Self.flooded(1_160)
    let sizes = Self.sizes(checkout.books.workers, 300)
    #expect(Array(sizes.prefix(160)) == Self.doubling)
    // By 160 s a mean of twelve were busy in ten seconds, for which sixteen are wanted; a minute
    // later that no longer counts.
    #expect(sizes.indices.first { $0 > 160 && sizes[$0] != 16 } == 220)
    #expect(sizes[220] == 2 && sizes[299] == 2 && checkout.books.workers.served == 1_160)
    #expect(checkout.books.workers.busy.level == 0)
    checkout.executor.shutdown()
  }

  @Test func `a rule by queue asks for as many servers as those present need`() {
    var scaler = Autoscaler(Self.setting(.perServer(4)), servers: 2)
    #expect(scaler.decide(at: 10 * second, serving: 2, busy: 0, present: 8) == .nothing)
    #expect(scaler.decide(at: 20 * second, serving: 2, busy: 0, present: 9) == .order(1))
    #expect(scaler.decide(at: 30 * second, serving: 2, busy: 0, present: 12) == .nothing)
    #expect(scaler.decide(at: 40 * second, serving: 2, busy: 0, present: 1_000) == .order(13))
    #expect(scaler.ordered == 16)
    // A minute after the last time that so many were wanted.
    #expect(scaler.decide(at: 90 * second, serving: 16, busy: 0, present: 4) == .nothing)
    #expect(scaler.decide(at: 100 * second, serving: 16, busy: 0, present: 4) == .dismiss(14))
  }

  @Test func `servers on their way cannot be sent back`() {
    var quick = Self.setting(.perServer(1))
    quick.downAfter = 0
    var scaler = Autoscaler(quick, servers: 3)
    #expect(scaler.decide(at: 10 * second, serving: 3, busy: 0, present: 10) == .order(7))
    // Three are there, of which one may go; seven come all the same.
    #expect(scaler.decide(at: 20 * second, serving: 3, busy: 0, present: 0) == .dismiss(1))
    #expect(scaler.ordered == 9)
  }

  @Test func `a fluid station scales by the same arithmetic`() {
    let station = OpenStation(
      servers: 2, rate: 100, queue: 1_000_000_000, autoscaling: Self.setting())
    var tier = FluidTier(name: "edge", station, end: 300 * second)
    for second in 0..<300 { _ = tier.step(second == 0 ? 10_000_000 : 0) }
    #expect(Self.sizes(tier.counter, 160) == Self.doubling)
    #expect(tier.counter.served == 100 * (40 * (2 + 4 + 8) + 16 * 180))
  }

  @Test func `connections and channels scale too, and hand their line on`() {
    let scenario = Plain.scenario(length: 100 * second, traffic: []) {
      $0.orders.workers.count = 100
      $0.orders.database.connections = 2
      $0.orders.database.read = .fixed(1)
      $0.orders.database.queueing.autoscaling = Self.setting()
      $0.orders.payment = OrderPath.Payment(
        capacity: 2, latency: .fixed(1), decline: 0,
        queueing: Queueing(autoscaling: Self.setting()))
    }
    let checkout = Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [OneStatement.self])
    for number in 0..<1_000 {
      checkout.accept(TierOracleTests.request(UInt64(number), at: 0))
      checkout.accept(TierOracleTests.request(UInt64(number), at: 0, isPayment: true))
    }
    checkout.advance(to: 100 * second)
    let expected = Array(Self.doubling.prefix(100))
    #expect(Self.sizes(checkout.world.database.tier, 100) == expected)
    #expect(Self.sizes(checkout.books.payment, 100) == expected)
    for tier in [checkout.world.database.tier, checkout.books.payment] {
      #expect((390...400).contains(tier.served) && tier.busy.level == 8, "\(tier.name)")
    }
    checkout.executor.shutdown()
  }
}
