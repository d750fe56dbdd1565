// A retry storm heals or it does not. A station of capacity C under demand λ < C loses half of its
// capacity for a while; whoever has waited for longer than the client's timeout is served for nothing
// and asks again, up to r times. If λ(1 + r) > C the storm feeds itself and outlives its trigger
// (N. Bronson et al., "Metastable failures in distributed systems", HotOS 2021; L. Huang et al., OSDI
// 2022); without retries, with a retry budget, or if expired requests are dropped unserved, it ends.
//
// The oracle is the fluid limit of the same station, worked out beside the product: inflow of each
// attempt, backlog, and the instant at which an arrival is served. The simulated recovery is held
// against it. Both count answers in time in windows of two seconds, so a recovery is known to ±2 s;
// around the fluid path the recovery of one session varies as the first passage of a backlog with
// drift μ and Poisson arrivals of rate a: variance (aT + a·S) ÷ μ² for a trigger of T and a recovery
// of S; budget 9 s, without retries 4 s. Means of three sessions are held to four of their own standard
// errors and 2 s more. Planted faults: no budget at all, a trigger 10 s longer.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

/// Works 10 ms on every attempt, whether or not it has been served before, and holds a unit for it.
struct FixedWork: SaleLogic {
  static let name = "fixedWork"
  static let summary = "one read and a unit for each attempt, for tests of overload alone"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.read(.stock(order.sku), for: order)
    return .held(order: order.id, price: order.shownPrice)
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { true }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}

@Suite struct MetastabilityOracleTests {
  struct Policy: Sendable {
    var name: String
    var retries = 0
    var budget: Double?
    var deadline: Double?
  }

  static let none = Policy(name: "no retries")
  static let storm = Policy(name: "three retries at once", retries: 3)
  static let budgeted = Policy(name: "a budget of 10 %", retries: 3, budget: 0.1)
  static let dropping = Policy(name: "expired requests dropped", retries: 3, deadline: 1.9)

  static let demand = 80.0
  static let capacity = 100.0
  static let timeout = 2.0
  static let begins = 20.0
  static let ends = 50.0
  static let length = 170

  // MARK: The fluid limit

  /// Answers in time, in each second.
  static func fluid(_ policy: Policy, ends: Double = ends) -> [Double] {
    let step = 0.05
    let steps = Int(Double(length) / step)
    func capacity(_ at: Int) -> Double {
      let now = Double(at) * step
      return (now >= begins && now < ends ? 0.5 : 1) * Self.capacity * step
    }
    var inflow = Array(repeating: Array(repeating: 0.0, count: 2 * steps), count: 5)
    var served = Array(repeating: 0.0, count: length + 1)
    var backlog = 0.0
    // The backlog of a step is served once the capacity from there on adds up to it.
    for now in 0..<steps {
      inflow[0][now] = demand * step
      let arriving = inflow.reduce(0) { $0 + $1[now] }
      var ahead = backlog
      var at = now
      while at < 2 * steps, ahead > capacity(at) {
        ahead -= capacity(at)
        at += 1
      }
      let wait = Double(at - now) * step
      let isDropped = policy.deadline.map { wait > $0 } ?? false
      if wait <= timeout && !isDropped {
        served[min(length, Int(Double(at) * step))] += arriving
      } else {
        for attempt in 0..<min(policy.retries, 4) {
          let share = policy.budget.map { attempt == 0 ? $0 : 0 } ?? 1
          inflow[attempt + 1][now + Int(timeout / step)] += share * inflow[attempt][now]
        }
      }
      // What is dropped takes no time.
      backlog = max(0, backlog + (isDropped ? 0 : arriving) - capacity(now))
    }
    return Array(served.prefix(length))
  }

  /// How long after `ends` nine tenths of the demand are answered in time again, and stay so for ten
  /// seconds; nil if never.
  static func recovery(_ answers: [Double], after ends: Double = ends) -> Double? {
    let start = Int(ends)
    let windows = stride(from: start, to: answers.count - 12, by: 1)
    let first = windows.first { second in
      stride(from: second, to: second + 10, by: 2).allSatisfy {
        answers[$0] + answers[$0 + 1] >= 0.8 * 2 * demand
      }
    }
    return first.map { Double($0 - start) }
  }

  // MARK: The product

  static func scenario(
    _ policy: Policy, _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    let cohort = Plain.cohort {
      // Long enough for everybody to click, at most twice a second; arrivals displaced are Poisson too.
      $0.dwell = .fixed(5)
      $0.client = Client(
        timeout: Int64(timeout * 1e9), retries: policy.retries, backoff: 0, backoffFactor: 1,
        jitter: 0, doubleClick: 0, retryBudget: policy.budget, hearsLate: false)
    }
    let end = Int64(length) * second
    return Plain.scenario(
      length: end,
      traffic: [Plain.stream(demand * Double(length), .steady(from: 0, to: end))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 1_000_000
      $0.products[0].logic = FixedWork.name
      $0.orders.workers.count = 1
      $0.orders.workers.deadline = policy.deadline.map { Int64($0 * 1e9) }
      $0.orders.database.read = .fixed(1 / capacity)
      $0.orders.faults = [
        Fault(
          from: Int64(begins * 1e9), until: Int64(ends * 1e9), tier: .database,
          kind: .brownout(left: 0.5))
      ]
      change(&$0)
    }
  }

  /// Answers in time, in each second.
  static func answers(_ scenario: Scenario, seed: UInt64) throws -> [Double] {
    var options = SessionOptions()
    options.seed = seed
    options.keepsLog = true
    options.logics = [FixedWork.self]
    let driver = try SessionDriver(scenario, options)
    try driver.advance(to: .max)
    var counts = Array(repeating: 0.0, count: length)
    // What a client hears, or does not, lets it ask again, give up, or be content, all at once.
    let weights: [ViewerEvent: Double] = [.answer: 1, .timeout: 1, .retry: -1, .giveUp: -1]
    for line in driver.log() ?? [] {
      let at = Int(line.instant / second)
      if at < length { counts[at] += weights[line.event] ?? 0 }
    }
    return counts
  }

  static let seeds = Seeds.first(3)

  static func recoveries(
    _ policy: Policy, seeds: [UInt64] = seeds, _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> [Double?] {
    try seeds.map { recovery(try answers(scenario(policy, change), seed: $0)) }
  }

  /// Whether the mean recovery is the oracle's, within four standard errors of a session's and 2 s.
  static func agrees(_ found: [Double?], _ expected: Double, deviation: Double) -> Bool {
    let known = found.compactMap(\.self)
    guard known.count == found.count else { return false }
    let mean = known.reduce(0, +) / Double(known.count)
    return abs(mean - expected) <= 4 * deviation / Double(known.count).squareRoot() + 2
  }

  @Test func `the fluid limit knows the published regimes`() throws {
    #expect(Self.recovery(Self.fluid(Self.storm)) == nil)
    let plain = try #require(Self.recovery(Self.fluid(Self.none)))
    // (λ − C/2)·30 s = 900 wait at the end; 200 of them are two seconds' work: 700 ÷ (C − λ).
    #expect((33...37).contains(plain))
    let budgeted = try #require(Self.recovery(Self.fluid(Self.budgeted)))
    // With 1.1 λ: (88 − 50)·30 less the first seconds, to 200, at 100 − 88 a second.
    #expect((70...80).contains(budgeted))
    #expect(try #require(Self.recovery(Self.fluid(Self.dropping))) <= 4)
  }

  @Test func `unlimited retries stay down`() throws {
    for seed in Seeds.first(1) {
      let answers = try Self.answers(Self.scenario(Self.storm), seed: seed)
      let before = answers[5..<20].reduce(0, +) / 15
      #expect(before > 0.9 * Self.demand, "healthy before the trigger")
      // λ(1 + r) = 320 > 100: nobody is served in time for the last minute and a half.
      #expect(answers[70..<Self.length].reduce(0, +) < 0.02 * Self.demand * 100)
    }
  }

  @Test func `without retries the backlog is worked off in the time of the fluid limit`() throws {
    let expected = try #require(Self.recovery(Self.fluid(Self.none)))
    let found = try Self.recoveries(Self.none)
    #expect(Self.agrees(found, expected, deviation: 4), "\(found), not \(expected)")
    let longer = try Self.recoveries(Self.none, seeds: [1]) {
      $0.orders.faults[0].until += 10 * second
    }
    #expect(!Self.agrees(longer, expected, deviation: 4), "\(longer): a longer trigger must show")
  }

  @Test func `a retry budget heals in the time of the fluid limit`() throws {
    let expected = try #require(Self.recovery(Self.fluid(Self.budgeted)))
    let found = try Self.recoveries(Self.budgeted)
    #expect(Self.agrees(found, expected, deviation: 9), "\(found), not \(expected)")
    let frugal = try Self.recoveries(Self.budgeted, seeds: [1]) {
      $0.cohorts[0].client.retryBudget = 0
    }
    #expect(!Self.agrees(frugal, expected, deviation: 9), "\(frugal): another budget must show")
  }

  @Test func `dropping what has expired serves at capacity and heals within seconds`() throws {
    for seed in Seeds.first(1) {
      let answers = try Self.answers(Self.scenario(Self.dropping), seed: seed)
      // Of half the capacity, all in time: 50 a second, but for the first seconds.
      let during = answers[25..<50].reduce(0, +) / 25
      #expect((44...52).contains(during), "\(during) a second")
      #expect((Self.recovery(answers) ?? 99) <= 5)
    }
  }
}
