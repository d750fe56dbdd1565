// Who is served next changes how long each waits, in ways that are known. Compared with theory:
//
// * last come first served, M/M/1: the mean wait is that of first come first served, its second moment
//   1 ÷ (1 − ρ) times as large (J. Riordan, "Delays for last-come first-served service and the busy
//   period", Bell System Technical Journal 40, 1961);
// * two classes without interruption, M/M/c of one service time: W₀ ÷ (1 − σ₁) for the first class and
//   W₀ ÷ (1 − σ₁)(1 − σ) for the other, W₀ the chance to wait times s ÷ c (A. Cobham, "Priority
//   assignment in waiting line problems", Operations Research 2, 1954);
// * sharing, M/G/1: whoever needs x stays x ÷ (1 − ρ) on average, whatever the law of x (L. Kleinrock,
//   "Time-shared systems: a theoretical treatment", Journal of the ACM 14, 1967);
// * sharing, M/M/c: the mean stay is that of M/M/c;
// * first come first served, M/M/1: exp(−(μ − λ)·t) stay longer than t.
//
// 41 independent replications of 2 000 requests after a warm-up of 500 and before 300 that are not
// counted, so that nobody who is counted sees the arrivals end. Family-wise error 1e-3 (Holm); the
// theory of another discipline is rejected for every station.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing
import Validation

@testable import LiveCommerce

/// Reads once and refuses; orders of even accounts hold a unit, as far as the database knows.
struct EvenHold: SaleLogic {
  static let name = "evenHold"
  static let summary = "reads the stock, for half of the orders as if they held a unit"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    if order.account.isMultiple(of: 2) { world.database.holds(slot: order.slot) }
    _ = await world.database.read(.stock(order.sku), for: order)
    return .tooEarly
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}

@Suite struct DisciplineOracleTests {
  enum Tier { case workers, payment, connections }

  /// A station, with what is measured of each request: a mean that theory knows.
  struct Case: Sendable {
    var name: String
    var tier: Tier
    var discipline: QueueDiscipline
    var rate: Double
    var servers = 1
    var service: Distribution
    /// What is averaged over the requests, of the time each took and needed, by the first class or not.
    var measures: [Measure]
  }

  struct Measure: Sendable {
    var name: String
    /// Nil for requests that are not counted.
    var value: @Sendable (Stay) -> Double?
    var theory: Double
    /// What another discipline would have.
    var planted: Double
  }

  /// What became of one request: how long it stayed and how much it needed, in seconds.
  struct Stay {
    var time: Double
    var need: Double
    var isFirst: Bool
  }

  // MARK: Cases

  static let exponential = Distribution.exponential(0.01)
  /// Nine short ones and a long one: varies more than an exponential.
  static let uneven = Distribution.mixture(
    Mixture([(share: 0.9, of: .fixed(0.005)), (share: 0.1, of: .fixed(0.055))]))

  static func lifo(_ tier: Tier) -> Case {
    let (rate, s) = (50.0, 0.01)
    let rho = rate * s
    let wait = rho * s / (1 - rho)
    let square = 2 * rho * s * s / ((1 - rho) * (1 - rho))
    // Of the whole stay: the wait and the service do not depend on each other.
    let rest = 2 * wait * s + 2 * s * s
    return Case(
      name: "LIFO M/M/1, \(tier)", tier: tier, discipline: .lifo, rate: rate, service: exponential,
      measures: [
        Measure(name: "stay", value: \.time, theory: wait + s, planted: (wait + s) * 1.1),
        Measure(
          name: "square", value: { $0.time * $0.time }, theory: square / (1 - rho) + rest,
          planted: square + rest),
      ])
  }

  static func priority(_ tier: Tier, servers: Int, rate: Double) -> Case {
    let s = 0.01
    let station = StationTheory.erlang(servers: servers, rate: rate, service: s)
    let rho = rate * s / Double(servers)
    let base = station.wait * (1 - rho)
    let first = base / (1 - rho / 2)
    return Case(
      name: "priority M/M/\(servers), \(tier)", tier: tier, discipline: .priority, rate: rate,
      servers: servers, service: exponential,
      measures: [
        Measure(
          name: "first class", value: { $0.isFirst ? $0.time : nil }, theory: first + s,
          planted: station.wait + s),
        Measure(
          name: "others", value: { $0.isFirst ? nil : $0.time }, theory: first / (1 - rho) + s,
          planted: station.wait + s),
      ])
  }

  static func sharing(_ tier: Tier, _ law: String, _ service: Distribution) -> Case {
    let rate = 60.0
    // The mean is 10 ms for every law here.
    let slowed = 1 / (1 - rate * 0.01)
    let wait = StationTheory.general(rate: rate, mean: 0.01, variance: 0.000225).wait
    func off(_ isShort: Bool) -> @Sendable (Stay) -> Double? {
      { ($0.need < 0.01) == isShort ? $0.time - $0.need * slowed : nil }
    }
    // First come first served would keep the short ones longer than that, and the long ones less.
    return Case(
      name: "sharing M/\(law)/1, \(tier)", tier: tier, discipline: .processorSharing, rate: rate,
      service: service,
      measures: [
        Measure(name: "short ones", value: off(true), theory: 0, planted: wait / 2),
        Measure(name: "long ones", value: off(false), theory: 0, planted: -wait),
      ])
  }

  static func sharing(servers: Int, rate: Double) -> Case {
    let station = StationTheory.erlang(servers: servers, rate: rate, service: 0.01)
    let other = StationTheory.erlang(servers: servers + 1, rate: rate, service: 0.01)
    return Case(
      name: "sharing M/M/\(servers), workers", tier: .workers, discipline: .processorSharing,
      rate: rate, servers: servers, service: exponential,
      measures: [
        Measure(
          name: "stay", value: \.time, theory: station.wait + 0.01, planted: other.wait + 0.01)
      ])
  }

  static let fifo = Case(
    name: "M/M/1", tier: .workers, discipline: .fifo, rate: 50, service: exponential,
    measures: [
      Measure(
        name: "stay longer than 30 ms", value: { $0.time > 0.03 ? 1 : 0 },
        theory: Elementary.exp(-50 * 0.03), planted: Elementary.exp(-50 * 0.033))
    ])

  static let cases: [Case] = [
    fifo, lifo(.workers), lifo(.payment), lifo(.connections),
    priority(.workers, servers: 2, rate: 140), priority(.payment, servers: 1, rate: 70),
    priority(.connections, servers: 3, rate: 220),
    sharing(.payment, "M", exponential), sharing(.payment, "G", uneven),
    sharing(.connections, "G", uneven), sharing(.workers, "M", exponential),
    sharing(servers: 3, rate: 210),
  ]

  // MARK: Running

  static let replications: UInt64 = 41
  static let (warmUp, counted, coolDown) = (500, 2_000, 300)

  static func checkout(_ item: Case, seed: UInt64) -> Checkout {
    let scenario = Plain.scenario(
      length: second, traffic: [], cohorts: [Plain.cohort(), Plain.cohort()]
    ) {
      let queueing = Queueing(discipline: item.discipline, first: [0])
      $0.orders.database.read = item.tier == .connections ? item.service : .fixed(0)
      switch item.tier {
      case .workers:
        $0.orders.workers.count = item.servers
        $0.orders.workers.service = item.service
        $0.orders.workers.queueing = queueing
      case .payment:
        $0.orders.payment = OrderPath.Payment(
          capacity: item.servers, latency: item.service, decline: 0, queueing: queueing)
      case .connections:
        $0.orders.workers.count = 200
        $0.orders.database.connections = item.servers
        $0.orders.database.queueing = queueing
      }
    }
    return Checkout(scenario: scenario, seed: seed, replication: 0, logicTypes: [EvenHold.self])
  }

  /// What a request needs of its station: the draw that decides its service time.
  static func need(_ item: Case, _ id: UInt64, _ draws: Draws) -> Double {
    let uniform =
      switch item.tier {
      case .workers: draws.entity(Purpose.workerDomain, id).uniform(Purpose.workerService)
      case .payment: draws.entity(Purpose.paymentDomain, id).uniform(Purpose.charge)
      case .connections: draws.entity(Purpose.databaseDomain, id).uniform(Purpose.databaseRead, 0)
      }
    return item.service.value(at: uniform) * 1e-9
  }

  static func run(_ item: Case, seed: UInt64) -> [Double] {
    let checkout = checkout(item, seed: seed)
    let own = Draws(seed: seed).entity(0xFFFF, 5)
    var instant = 0.0
    var requests: [Request] = []
    for number in 0..<(warmUp + counted + coolDown) {
      instant += own.unitExponential(1, UInt32(number)) * 1e9 / item.rate
      let cohort: UInt8 = own.uniform(2, UInt32(number)) < 0.5 ? 0 : 1
      var request = TierOracleTests.request(
        UInt64(number) << 1 | UInt64(cohort), at: Int64(instant),
        isPayment: item.tier == .payment)
      request.cohort = cohort
      requests.append(request)
      checkout.accept(request)
    }
    checkout.advance(to: Int64(instant) + 100 * second)
    var sums = item.measures.map { _ in (total: 0.0, count: 0) }
    var found = 0
    checkout.takeAnswers { answer in
      let number = Int(answer.account >> 1)
      guard warmUp..<(warmUp + counted) ~= number else { return }
      found += 1
      let request = requests[number]
      let stay = Stay(
        time: Double(answer.arrival - request.arrival) * 1e-9,
        need: need(item, request.id.rawValue, checkout.draws), isFirst: request.cohort == 0)
      for (index, measure) in item.measures.enumerated() {
        guard let value = measure.value(stay) else { continue }
        sums[index].total += value
        sums[index].count += 1
      }
    }
    checkout.executor.shutdown()
    #expect(found == counted, "\(item.name)")
    return sums.map { $0.total / Double($0.count) }
  }

  @Test func `each discipline is that of the textbooks`() {
    var truth: [TestedHypothesis] = []
    for item in Self.cases {
      let runs = Seeds.first(Self.replications).map { Self.run(item, seed: $0) }
      for (index, measure) in item.measures.enumerated() {
        let name = "\(item.name), \(measure.name)"
        let values = runs.map { $0[index] }
        truth.append(Oracle.mean(name, values, is: measure.theory))
        let other = Oracle.mean(name, values, is: measure.planted)
        #expect(!FamilyWise.rejected([other], alpha: Oracle.alpha / 10).isEmpty, "\(name)")
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }
}
