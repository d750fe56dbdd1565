// Faults of tiers whose servers are counted or shared: what they take away, when it comes back, and how
// autoscaling acts on top; by hand, to the nanosecond.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct WorkerFaultTests {
  /// Four workers of one second an order.
  static func checkout(
    _ kind: Fault.Kind, shared: Bool = false, queue: Int = 100_000,
    _ change: (inout Scenario) -> Void = { _ in }
  ) -> Checkout {
    let scenario = Plain.scenario(length: 300 * second, traffic: []) {
      $0.orders.workers.count = 4
      $0.orders.workers.queue = queue
      $0.orders.workers.service = .fixed(1)
      $0.orders.workers.queueing.discipline = shared ? .processorSharing : .fifo
      $0.orders.database.read = .fixed(0)
      $0.orders.faults = [
        Fault(from: 95 * tenth, until: 195 * tenth, tier: .workers, kind: kind)
      ]
      change(&$0)
    }
    return Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [OneStatement.self])
  }

  static let tenth = second / 10

  static func flood(_ checkout: Checkout, _ count: Int, at instant: Int64 = 0) {
    for number in 0..<count {
      checkout.accept(
        TierOracleTests.request(UInt64(number) + UInt64(instant) * 1_000, at: instant))
    }
  }

  @Test(arguments: [false, true])
  func `a brownout takes its share of the workers away and gives it back`(shared: Bool) {
    let checkout = Self.checkout(.brownout(left: 0.5), shared: shared)
    Self.flood(checkout, 1_000)
    checkout.advance(to: 304 * Self.tenth)
    let workers = checkout.books.workers
    #expect(
      ScalingTests.sizes(workers, 9) == Array(repeating: 4, count: 9) && workers.size.level == 4)
    let halves = workers.size.bySecond.prefix(20).dropFirst(9).map { $0 / 500_000_000 }
    #expect(halves == [6] + Array(repeating: 4, count: 9) + [6])
    // Whoever is at work at 9.5 s finishes at 10 s; shared ones go at once.
    let busy: Int64 = shared ? 4 * 95 + 2 * 100 + 4 * 109 : 4 * 100 + 2 * 95 + 4 * 109
    #expect(workers.busy.integral(until: 304 * Self.tenth) == Int128(busy * Self.tenth))
    if !shared { #expect(workers.served == 40 + 40 + 20) }
    checkout.executor.shutdown()
  }

  @Test(arguments: [false, true])
  func `while workers are down nobody begins, and so many wait as may`(shared: Bool) {
    let checkout = Self.checkout(.down(silent: false), shared: shared, queue: 2)
    Self.flood(checkout, 1, at: 9 * second)
    Self.flood(checkout, 5, at: 12 * second)
    checkout.advance(to: 195 * Self.tenth)
    #expect(checkout.books.workers.served == 1 && checkout.books.workers.waiting.level == 2)
    #expect(checkout.books.workers.count(.queueFull) == 3)
    checkout.advance(to: 40 * second)
    let workers = checkout.books.workers
    #expect(workers.served == 3 && workers.waiting.level == 0 && workers.size.level == 4)
    #expect(workers.latency.minimum == second && workers.latency.maximum == 85 * Self.tenth)
    checkout.executor.shutdown()
  }

  @Test(arguments: [Fault.Kind.down(silent: false), .brownout(left: 0.25)], [false, true])
  func `a fault in two parts is the same as in one`(kind: Fault.Kind, shared: Bool) {
    func count(_ seams: [Int64]) -> TierCounter {
      let checkout = Self.checkout(kind, shared: shared) {
        let whole = $0.orders.faults[0]
        let ends = [whole.from] + seams + [whole.until]
        $0.orders.faults = zip(ends, ends.dropFirst()).map {
          Fault(from: $0, until: $1, tier: .workers, kind: kind)
        }
      }
      defer { checkout.executor.shutdown() }
      Self.flood(checkout, 1_000)
      checkout.advance(to: 304 * Self.tenth)
      return checkout.books.workers
    }
    let whole = count([])
    #expect(count([123 * Self.tenth]) == whole)
    #expect(count([120 * Self.tenth, 150 * Self.tenth]) == whole)
  }

  @Test(arguments: [false, true])
  func `who has waited for workers that were down begins when they are few`(shared: Bool) {
    let checkout = Self.checkout(.down(silent: false), shared: shared) {
      $0.orders.faults.append(
        Fault(
          from: 195 * Self.tenth, until: 300 * second, tier: .workers, kind: .brownout(left: 0.5)))
    }
    Self.flood(checkout, 8, at: 12 * second)
    checkout.advance(to: 40 * second)
    #expect(checkout.books.workers.served == 8 && checkout.books.workers.waiting.level == 0)
    checkout.executor.shutdown()
  }

  @Test func `faults at the same time multiply, and leave one worker at least`() {
    let checkout = Self.checkout(.brownout(left: 0.5)) {
      $0.orders.faults += [
        Fault(from: 12 * second, until: 30 * second, tier: .workers, kind: .brownout(left: 0.5)),
        Fault(from: 14 * second, until: 16 * second, tier: .workers, kind: .brownout(left: 0.1)),
        Fault(from: 30 * second, until: 40 * second, tier: .workers, kind: .brownout(left: 0.75)),
      ]
    }
    checkout.advance(to: 50 * second)
    let sizes = ScalingTests.sizes(checkout.books.workers, 45)
    #expect([8, 10, 12, 14, 17, 25, 35, 44].map { sizes[$0] } == [4, 2, 1, 1, 1, 3, 3, 4])
    checkout.executor.shutdown()
  }

  @Test func `autoscaling acts on top of a brownout`() {
    let checkout = Self.checkout(.brownout(left: 0.5)) {
      $0.orders.workers.count = 8
      $0.orders.workers.queueing.autoscaling = ScalingTests.setting(.perServer(1))
      $0.orders.faults[0].until = 203 * second
    }
    checkout.advance(to: 300 * second)
    let sizes = ScalingTests.sizes(checkout.books.workers, 300)
    // Two are kept at least, so of the four that are there two go when nobody has come for a minute;
    // the four that were away come back, and go.
    #expect([5, 50, 100, 205, 215].map { sizes[$0] } == [8, 4, 2, 6, 2])
    checkout.executor.shutdown()
  }

  @Test func `servers that come back after the session are no servers of the session`() throws {
    let scenario = Plain.scenario(length: 100 * second, traffic: []) {
      $0.orders.workers.count = 4
      $0.orders.faults = [
        Fault(from: 50 * second, until: 150 * second, tier: .workers, kind: .brownout(left: 0.5))
      ]
    }
    let record = try Session.run(scenario)
    #expect(Metrics.named("tier.orders.servers.mean")?.value(of: record) == 3)
  }

  @Test(arguments: [
    (Fault.Tier.database, Fault.Kind.slow(factor: 2), Int64(30)),
    (.database, .down(silent: false), 70),
    (.payment, .slow(factor: 2), 30), (.payment, .brownout(left: 0.25), 50),
  ])
  func `shared servers feel a fault from when it begins until it ends`(
    tier: Fault.Tier, kind: Fault.Kind, tenths: Int64
  ) {
    let checkout = Self.checkout(kind) {
      $0.orders.workers.service = .fixed(0)
      $0.orders.database.connections = 1
      $0.orders.database.read = .fixed(1)
      $0.orders.database.queueing.discipline = .processorSharing
      $0.orders.payment.capacity = 1
      $0.orders.payment.latency = .fixed(1)
      $0.orders.payment.queueing.discipline = .processorSharing
      $0.orders.faults = [Fault(from: 5 * second, until: 10 * second, tier: tier, kind: kind)]
    }
    for number in UInt64(0)..<2 {
      checkout.accept(
        TierOracleTests.request(number, at: 4 * second, isPayment: tier == .payment))
    }
    checkout.advance(to: 100 * second)
    // By 5 s each of the two has had half of what it needs.
    let counter = tier == .payment ? checkout.books.payment : checkout.world.database.tier
    #expect(counter.served == 2 && counter.latency.minimum == tenths * Self.tenth)
    #expect(counter.latency.maximum == tenths * Self.tenth)
    checkout.executor.shutdown()
  }
}
