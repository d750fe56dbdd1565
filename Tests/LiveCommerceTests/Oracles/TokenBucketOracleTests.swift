// A token bucket of rate r and burst b admits at most r·t + b in every stretch of length t, and, when
// always asked, no less than r·t + b − 1 from the start (J. Turner, "New directions in
// communications", 1986: the leaky bucket as a meter). Both bounds hold on every path, so there is
// no error level; the slack is what rounding in double precision could add up to.
//
// Planted faults: a bucket 1 % faster or one token deeper breaks the bound.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct TokenBucketOracleTests {
  struct Case: Sendable {
    var rate: Double
    var burst: Double
    /// Requests per second; far above the rate, so that the bucket is always asked.
    var asked: Double
    /// Requests that come at once.
    var volley = 1
  }

  static let cases: [Case] = [
    Case(rate: 50, burst: 1, asked: 5_000),
    Case(rate: 50, burst: 20, asked: 2_000),
    Case(rate: 3.7, burst: 10, asked: 300, volley: 7),
    Case(rate: 1_000, burst: 250, asked: 1_500, volley: 400),
    Case(rate: 200, burst: 40, asked: 190),
    Case(rate: 0.9, burst: 0.5, asked: 100),
  ]

  /// Instants of requests, some of them the same, and with pauses now and then.
  static func requests(_ item: Case, seed: UInt64) -> [Int64] {
    let own = Draws(seed: seed).entity(0xFFFF, 3)
    var now = 0.0
    var instants: [Int64] = []
    for index in 0..<UInt32(6_000 / item.volley) {
      now += own.unitExponential(1, index) * 1e9 * Double(item.volley) / item.asked
      if own.uniform(2, index) < 0.001 { now += 3e9 * own.uniform(3, index) }
      for _ in 0..<item.volley { instants.append(Int64(now)) }
    }
    return instants
  }

  /// The most that any stretch has admitted beyond rate · length, in tokens.
  static func excess(_ admitted: [Int64], rate: Double) -> Double {
    var least = Double.infinity
    var most = 0.0
    for (index, instant) in admitted.enumerated() {
      let line = Double(index) - rate * Double(instant) * 1e-9
      least = min(least, line)
      most = max(most, line + 1 - least)
    }
    return most
  }

  static func admitted(_ instants: [Int64], rate: Double, burst: Double) -> [Int64] {
    var bucket = TokenBucket(rate: rate, burst: burst)
    return instants.filter { bucket.take(at: $0) }
  }

  @Test func `no stretch admits more than rate times length plus burst`() {
    for (item, seed) in zip(Self.cases, Seeds.first(6)) {
      let instants = Self.requests(item, seed: seed)
      let bound = max(1, item.burst) + 1e-6
      let passed = Self.admitted(instants, rate: item.rate, burst: item.burst)
      #expect(passed.count > 20, "\(item)")
      #expect(Self.excess(passed, rate: item.rate) <= bound, "\(item)")
      // A bucket that is asked less than it could give is nowhere near its bound.
      guard item.asked > item.rate else { continue }
      let deeper = Self.admitted(instants, rate: item.rate, burst: max(1, item.burst) + 1)
      #expect(Self.excess(deeper, rate: item.rate) > bound, "\(item), deeper")
      let faster = Self.admitted(instants, rate: item.rate * 1.01, burst: item.burst)
      #expect(Self.excess(faster, rate: item.rate) > bound, "\(item), faster")
    }
  }

  @Test func `a bucket that is always asked admits its rate`() {
    for rate in [0.5, 7.3, 400.0] {
      // Asked at least a hundred times in each inflow time of a token, from the start on.
      let gap = 1e7 / rate
      let instants = (0..<20_000).map { Int64(Double($0) * gap) }
      let count = Self.admitted(instants, rate: rate, burst: 5).count
      // 20 000 gaps are 200 inflow times; the first token of a full bucket is taken at time 0.
      #expect(count == 5 + 199)
      #expect(Self.admitted(instants, rate: rate * 1.01, burst: 5).count > 5 + 199)
    }
  }

  @Test func `the gateway of a session admits what its bucket does`() {
    let scenario = Plain.scenario(length: second, traffic: []) {
      $0.orders.gateway.rate = 80
      $0.orders.gateway.burst = 12
    }
    let instants = Self.requests(Case(rate: 80, burst: 12, asked: 900), seed: 7)
    let checkout = Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [OneStatement.self])
    for (number, instant) in instants.enumerated() {
      checkout.accept(TierOracleTests.request(UInt64(number), at: instant))
    }
    checkout.advance(to: (instants.last ?? 0) + second)
    checkout.executor.shutdown()
    var passed = Set<UInt64>()
    checkout.takeAnswers { answer in
      if answer.outcome == .tooEarly { passed.insert(answer.account) }
    }
    let times = passed.sorted().map { instants[Int($0)] }
    #expect(checkout.books.gateway.served == times.count)
    #expect(checkout.books.gateway.count(.rateLimited) == instants.count - times.count)
    #expect(Self.excess(times, rate: 80) <= 12 + 1e-6)
    #expect(times == Self.admitted(instants, rate: 80, burst: 12))
  }
}
