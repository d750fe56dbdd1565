// Each tier of the product by itself is the station of the textbooks. Order workers run a logic that
// does nothing but one database statement (connections ample), payment workers charge for orders
// that are no longer held; requests come as a Poisson process from λ's clock. Compared with theory:
// mean wait from the queue's time average and from the latencies, busy servers, share refused by a
// full queue or a deadline. Closed forms and their sources: `StationTheory`.
//
// 41 independent replications, each counted from a warm-up of 500 requests on (more than ten times
// the slowest relaxation time here), by Student's t. Family-wise error 1e-3 (Holm); a service mean
// 5 % longer is rejected, as is a station with a server, a place or a rule of its own.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing
import Validation

@testable import LiveCommerce

/// Reads once and refuses: a pure service time.
struct OneStatement: SaleLogic {
  static let name = "oneStatement"
  static let summary = "reads the stock and refuses, for tests of the workers alone"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.read(.stock(order.sku), for: order)
    return .tooEarly
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}

/// Updates the one stock row and refuses: the hot row.
struct OneUpdate: SaleLogic {
  static let name = "oneUpdate"
  static let summary = "updates the stock row by nothing and refuses, for tests of the row alone"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.update(.stock(order.sku), by: 0, if: .always, for: order)
    return .tooEarly
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}

@Suite struct TierOracleTests {
  enum Tier { case workers, payment, connections, row }

  struct Case: Sendable {
    var name: String
    var rate: Double
    var servers = 1
    var queue = 1_000_000
    var deadline: Double?
    /// Whether the deadline is that of the clients.
    var isClients = false
    var service: Distribution
    var tier = Tier.workers
    /// The closed form, for service times stretched by a factor.
    var theory: @Sendable (Double) -> StationTheory
    /// A theory of some other station.
    var planted: StationTheory
  }

  static let cases: [Case] = [
    Case(
      name: "M/M/1", rate: 60, service: .exponential(0.01),
      theory: { .erlang(servers: 1, rate: 60, service: 0.01 * $0) },
      planted: .general(rate: 60, mean: 0.01, variance: 0)),
    Case(
      name: "M/M/3", rate: 210, servers: 3, service: .exponential(0.01),
      theory: { .erlang(servers: 3, rate: 210, service: 0.01 * $0) },
      planted: .erlang(servers: 4, rate: 210, service: 0.01)),
    Case(
      name: "M/M/2/5", rate: 180, servers: 2, queue: 3, service: .exponential(0.01),
      theory: { .bounded(servers: 2, queue: 3, rate: 180, service: 0.01 * $0) },
      planted: .bounded(servers: 2, queue: 4, rate: 180, service: 0.01)),
    Case(
      name: "M/M/4/4", rate: 300, servers: 4, queue: 0, service: .exponential(0.01),
      theory: { .bounded(servers: 4, queue: 0, rate: 300, service: 0.01 * $0) },
      planted: .bounded(servers: 4, queue: 1, rate: 300, service: 0.01)),
    Case(
      name: "M/D/1", rate: 70, service: .fixed(0.01),
      theory: { .general(rate: 70, mean: 0.01 * $0, variance: 0) },
      planted: .erlang(servers: 1, rate: 70, service: 0.01)),
    Case(
      name: "M/G/1", rate: 60, service: .uniform(0.002, 0.018),
      theory: { .general(rate: 60, mean: 0.01 * $0, variance: 0.016 * 0.016 / 12 * $0 * $0) },
      planted: .erlang(servers: 1, rate: 60, service: 0.01)),
    Case(
      name: "M/M/1+D", rate: 90, deadline: 0.03, service: .exponential(0.01),
      theory: { .deadline(0.03, rate: 90, service: 0.01 * $0) },
      planted: .deadline(0.036, rate: 90, service: 0.01)),
    // What a client's patience does, if workers look at it.
    Case(
      name: "M/M/1+D of clients", rate: 80, deadline: 0.02, isClients: true,
      service: .exponential(0.01), theory: { .deadline(0.02, rate: 80, service: 0.01 * $0) },
      planted: .deadline(0.024, rate: 80, service: 0.01)),
    Case(
      name: "payment, M/M/1+D", rate: 90, deadline: 0.03, service: .exponential(0.01),
      tier: .payment, theory: { .deadline(0.03, rate: 90, service: 0.01 * $0) },
      planted: .deadline(0.036, rate: 90, service: 0.01)),
    Case(
      name: "payment, M/M/2/5", rate: 180, servers: 2, queue: 3, service: .exponential(0.01),
      tier: .payment, theory: { .bounded(servers: 2, queue: 3, rate: 180, service: 0.01 * $0) },
      planted: .bounded(servers: 2, queue: 4, rate: 180, service: 0.01)),
    Case(
      name: "payment, M/M/2", rate: 130, servers: 2, service: .exponential(0.01), tier: .payment,
      theory: { .erlang(servers: 2, rate: 130, service: 0.01 * $0) },
      planted: .erlang(servers: 3, rate: 130, service: 0.01)),
    Case(
      name: "connections, M/M/3", rate: 200, servers: 3, service: .exponential(0.01),
      tier: .connections, theory: { .erlang(servers: 3, rate: 200, service: 0.01 * $0) },
      planted: .erlang(servers: 4, rate: 200, service: 0.01)),
    // However many connections there are, a row is one server.
    Case(
      name: "hot row, M/M/1", rate: 60, servers: 30, service: .exponential(0.01), tier: .row,
      theory: { .erlang(servers: 1, rate: 60, service: 0.01 * $0) },
      planted: .erlang(servers: 2, rate: 60, service: 0.01)),
  ]

  static let replications: UInt64 = 41
  static let warmUp = 500
  static let counted = 1_000

  /// What one replication has counted after the warm-up.
  struct Outcome {
    var waitByQueue: Double
    var waitByLatency: Double
    var refused: Double
    var busy: Double
  }

  static func checkout(_ item: Case, seed: UInt64) -> Checkout {
    let isDatabase = item.tier == .connections || item.tier == .row
    let scenario = Plain.scenario(length: second, traffic: []) {
      $0.orders.workers.count = isDatabase ? 60 : item.servers
      $0.orders.workers.queue = item.queue
      let deadline = item.deadline.map { Int64($0 * 1e9) }
      $0.orders.workers.deadline = item.isClients ? nil : deadline
      $0.orders.workers.dropsExpired = item.isClients
      $0.orders.payment.deadline = deadline
      $0.orders.payment.queue = item.queue
      $0.orders.database.connections = isDatabase ? item.servers : 64
      $0.orders.database.read = item.service
      $0.orders.database.update = item.service
      $0.orders.payment.capacity = item.servers
      $0.orders.payment.latency = item.service
    }
    let logic: any SaleLogic.Type = item.tier == .row ? OneUpdate.self : OneStatement.self
    return Checkout(scenario: scenario, seed: seed, replication: 0, logicTypes: [logic])
  }

  static func request(_ number: UInt64, at instant: Int64, isPayment: Bool = false) -> Request {
    Request(
      arrival: instant, sent: instant, intention: instant, timeout: .max, downlink: 0,
      account: number, key: number << 16, order: .none, shownPrice: 10_000, sku: 0,
      slot: ViewerRecord.noSlot, ordinal: 1, product: 0, lane: 0, room: 0, stream: 0, cohort: 0,
      source: 0, kind: isPayment ? .payment : .order)
  }

  static func run(_ item: Case, seed: UInt64) -> Outcome {
    let checkout = checkout(item, seed: seed)
    let own = Draws(seed: seed).entity(0xFFFF, 2)
    var instant = 0.0
    var warmEnd: Int64 = 0
    for number in 0..<(warmUp + counted) {
      instant += own.unitExponential(1, UInt32(number)) * 1e9 / item.rate
      var request = request(
        UInt64(number), at: Int64(instant), isPayment: item.tier == .payment)
      if item.isClients { request.timeout = request.arrival + Int64((item.deadline ?? 0) * 1e9) }
      checkout.accept(request)
      if number == warmUp { warmEnd = Int64(instant) }
    }
    func tier() -> TierCounter {
      switch item.tier {
      case .workers: checkout.books.workers
      case .payment: checkout.books.payment
      case .connections, .row: checkout.world.database.tier
      }
    }
    checkout.advance(to: warmEnd)
    let before = tier()
    let end = Int64(instant) + 1
    checkout.advance(to: end)
    let after = tier()
    let (waitedAtEnd, busyAtEnd) = times(of: after, until: end)
    let (waitedBefore, busyBefore) = times(of: before, until: warmEnd)
    let (waited, busy) = (waitedAtEnd - waitedBefore, busyAtEnd - busyBefore)
    let latency = after.latency.sum - before.latency.sum
    checkout.executor.shutdown()
    let refused = after.refusals.reduce(0, +) - before.refusals.reduce(0, +)
    let requests = Double(after.requests - before.requests)
    // Those who are dropped for a deadline have waited, too; those who find no room have not.
    let waiters = item.deadline == nil ? requests - Double(refused) : requests
    return Outcome(
      waitByQueue: Double(waited) * 1e-9 / waiters,
      waitByLatency: (Double(latency) - Double(busy)) * 1e-9
        / Double(after.latency.count - before.latency.count),
      refused: Double(refused) / requests, busy: Double(busy) / Double(end - warmEnd))
  }

  /// How long was waited and worked; who waits for a row has a connection, which does nothing.
  private static func times(
    of tier: TierCounter, until end: Int64
  ) -> (waited: Int128, busy: Int128) {
    let stalled = tier.stalled.integral(until: end)
    return (tier.waiting.integral(until: end) + stalled, tier.busy.integral(until: end) - stalled)
  }

  static func family(_ item: Case, _ runs: [Outcome], _ theory: StationTheory)
    -> [TestedHypothesis]
  {
    var family = [Oracle.mean("\(item.name), busy", runs.map(\.busy), is: theory.busy)]
    if item.queue > 0 {
      let wait = theory.wait
      family += [
        Oracle.mean("\(item.name), wait by queue", runs.map(\.waitByQueue), is: wait),
        Oracle.mean("\(item.name), wait by latency", runs.map(\.waitByLatency), is: wait),
      ]
    }
    if item.queue < 100 || item.deadline != nil {
      family.append(
        Oracle.mean("\(item.name), refused", runs.map(\.refused), is: theory.refused))
    }
    return family
  }

  @Test func `a tier alone is the station of the textbooks`() {
    var truth: [TestedHypothesis] = []
    for item in Self.cases {
      let runs = Seeds.first(Self.replications).map { Self.run(item, seed: $0) }
      truth += Self.family(item, runs, item.theory(1))
      let slower = Self.family(item, runs, item.theory(1.05))
      #expect(
        !FamilyWise.rejected(slower, alpha: Oracle.alpha / 10).isEmpty, "\(item.name), service")
      let other = Self.family(item, runs, item.planted)
      #expect(!FamilyWise.rejected(other, alpha: Oracle.alpha / 10).isEmpty, "\(item.name), rule")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }

  @Test func `closed forms agree where they meet`() {
    typealias Pair = (left: StationTheory, right: StationTheory)
    let pairs: [Pair] = [
      (
        .erlang(servers: 1, rate: 60, service: 0.01),
        .general(rate: 60, mean: 0.01, variance: 0.0001)
      ),
      (
        .erlang(servers: 3, rate: 210, service: 0.01),
        .bounded(servers: 3, queue: 300, rate: 210, service: 0.01)
      ),
      (
        .erlang(servers: 1, rate: 60, service: 0.01),
        .deadline(2, rate: 60, service: 0.01)
      ),
    ]
    for (left, right) in pairs {
      #expect(abs(left.wait / right.wait - 1) < 1e-9)
      #expect(abs(left.busy / right.busy - 1) < 1e-9)
      #expect(abs(left.refused - right.refused) < 1e-9)
    }
  }
}
