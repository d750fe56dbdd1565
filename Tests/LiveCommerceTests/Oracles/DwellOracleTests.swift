// Patience spent at a constant rate r comes back as the declared dwell: P(visit ≤ x) = F(r·x), by
// Kolmogorov and Smirnov; r falls by exp(weight·(match − ½)) and the like. And a visit with errands
// is patience plus the time spent on them, for the clock of patience stands still meanwhile
// (proportional hazards; Cox 1972).
//
// Family-wise error 1e-3 (Holm, half for each test). Each law is also put beside one a few per cent
// off, which the same data must reject.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct DwellOracleTests {
  struct Case: Sendable {
    var name: String
    var dwell: Distribution
    var planted: Distribution
    /// Factor of the rundown, and weights of a match of 0.8 and a trust of 0.9.
    var factor = 1.0
    var match = 0.0
    var trust = 0.0
    /// Personal deviation from the match, and the dwell that it makes of `dwell`.
    var taste = 0.0
    var found: Distribution?
  }

  static let cases: [Case] = [
    Case(name: "exponential", dwell: .exponential(20), planted: .exponential(21)),
    Case(name: "uniform", dwell: .uniform(5, 50), planted: .uniform(5, 52)),
    Case(name: "log-normal", dwell: .logNormal(20, 1), planted: .logNormal(21.2, 1)),
    Case(
      name: "feed", dwell: .feed(bounce: 0.4, within: 3, median: 25, sigma: 1.2),
      planted: .feed(bounce: 0.43, within: 3, median: 25, sigma: 1.2)),
    Case(
      name: "spent at half", dwell: .exponential(20), planted: .exponential(21), factor: 0.5),
    Case(
      name: "good match", dwell: .logNormal(20, 0.5), planted: .logNormal(20.6, 0.5), factor: 1.5,
      match: 0.7, trust: 0.5),
    // exp(0.8 · 0.5 · Z) times a log-normal of 0.6 is a log-normal of √(0.6² + 0.4²).
    Case(
      name: "personal match", dwell: .logNormal(20, 0.6), planted: .logNormal(20, 0.68), match: 0.8,
      taste: 0.5, found: .logNormal(20, 0.52.squareRoot())),
  ]

  static let visits = 36_000.0

  static func scenario(_ item: Case) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = item.dwell
      $0.interests = [0.8]
      $0.taste = item.taste
    }
    return Plain.scenario(
      length: 1_000_000 * second,
      traffic: [Plain.stream(visits, .steady(from: 0, to: 200 * second))], cohorts: [cohort]
    ) {
      $0.patience.talking = item.factor
      $0.patience.match = item.match
      $0.patience.trust = item.trust
      $0.rooms[0].host.trust = 0.9
    }
  }

  @Test func `visits last as long as the declared dwell says`() throws {
    var truth: [TestedHypothesis] = []
    for (item, seed) in zip(Self.cases, Seeds.first(10)) {
      let lengths = try Observed(Self.scenario(item), seed: seed).visitLengths.map { Double($0) }
      let stay = item.match * (0.8 - 0.5) + item.trust * (0.9 - 0.5)
      let rate = item.factor / Elementary.exp(stay)
      let dwell = item.found ?? item.dwell
      truth.append(Oracle.law(item.name, lengths) { dwell.cumulative($0 * rate) })
      let planted = Oracle.law(item.name, lengths) { item.planted.cumulative($0 * rate) }
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(item.name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 2) == [])
  }

  /// Slow answers, refusals, time-outs and retries, so that errands take many seconds.
  static var busyScenario: Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .logNormal(20, 1)
      $0.reaction = .exponential(1)
      // Whoever hears late of an order is done with it at an instant of which no event tells.
      $0.client = Client(
        timeout: 2 * second, retries: 2, backoff: second, backoffFactor: 2, jitter: 0.5,
        doubleClick: 0, hearsLate: false)
      $0.network = Delay(floor: second / 1_000, rest: .exponential(0.4))
    }
    return Plain.scenario(
      length: 1_000_000 * second,
      traffic: [Plain.stream(12_000, .steady(from: 0, to: 100 * second))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 90 * second)]
      $0.decision.atLinkUp = 0.8
      $0.decision.order = 0.9
      $0.orders.gateway.rate = 150
      $0.orders.gateway.burst = 30
      $0.orders.database.update = .exponential(0.02)
    }
  }

  @Test func `a visit with errands is patience plus the time they took`() throws {
    let session = try Observed(Self.busyScenario, seed: 1)
    let ends: Set<ViewerEvent> = [.answer, .timeout, .giveUp, .click]
    let occupied = session.stretch(from: .hear, to: ends)
    let visits = session.stretch(from: .enter, to: [.leave])
    let patience = visits.map { Double($0.value - (occupied[$0.key] ?? 0)) }
    let dwell = Distribution.logNormal(20, 1)
    #expect(session.record.audience.count(.retry) > 500)
    #expect(session.record.audience.count(.timeout) > 200)
    let truth = Oracle.law("patience", patience, dwell.cumulative)
    #expect(FamilyWise.rejected([truth], alpha: Oracle.alpha / 2) == [])
    // Time spent on errands counted as patience: the planted fault.
    let watch = Oracle.law("watch", visits.values.map { Double($0) }, dwell.cumulative)
    #expect(!FamilyWise.rejected([watch], alpha: Oracle.alpha / 10).isEmpty)
  }

  @Test func `a constant dwell comes back to two ticks, and so does each one's patience`()
    throws
  {
    let constant = 7.25e9
    let cohort = Plain.cohort { $0.dwell = .fixed(7.25) }
    let scenario = Plain.scenario(
      length: 1_000 * second,
      traffic: [Plain.stream(500, .steady(from: 0, to: 100 * second))], cohorts: [cohort])
    // Patience is kept with 24 bits, and a visit ends with the tick after the one in which it is
    // spent.
    let tick = Double(PeopleClock(length: scenario.length).tick)
    let slack = constant * 0x1p-24 + 2 * tick
    let lengths = try Observed(scenario, seed: 1).visitLengths
    #expect(lengths.count > 400)
    #expect(lengths.allSatisfy { abs(Double($0) - constant) <= slack })

    let session = try Observed(Self.busyScenario, seed: 2)
    let occupied = session.stretch(
      from: .hear, to: [.answer, .timeout, .giveUp, .click])
    let busyTick = Double(PeopleClock(length: Self.busyScenario.length).tick)
    let draws = Draws(seed: 2)
    let dwell = Distribution.logNormal(20, 1)
    for (account, length) in session.stretch(from: .enter, to: [.leave]) {
      let own = draws.entity(UInt32(account >> 32), account & 0xFFFF_FFFF)
      let patience = dwell.value(at: own.uniform(Purpose.patience))
      let watched = Double(length - (occupied[account] ?? 0))
      // A few roundings, one for each time the record is put away.
      guard abs(watched - patience) > 16 * patience * 0x1p-24 + 2 * busyTick else { continue }
      Issue.record("account \(account) brought \(patience) ns and spent \(watched) ns")
      return
    }
  }
}
