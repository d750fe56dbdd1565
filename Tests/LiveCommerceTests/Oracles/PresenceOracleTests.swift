// People present are the customers of M/G/∞: at time t their number is Poisson with mean
// ∫ λ(s)·P(dwell > t − s) ds, from empty on and for any profile of arrivals (Eick, Massey and Whitt
// 1993, Theorem 1; steady state: Palm 1943). Tested at several instants over replications: the
// total, and the dispersion on both sides.
//
// Family-wise error 1e-3 (Holm); a dwell 5 % longer is rejected.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct PresenceOracleTests {
  struct Case: Sendable {
    var name: String
    var shape: ArrivalShape
    /// Arrivals per second, of one visit.
    var density: @Sendable (Double) -> Double
    /// Where the density jumps, in seconds.
    var start: Double
    var dwell: @Sendable (Double) -> Distribution
  }

  static let cases: [Case] = [
    Case(
      name: "steady, exponential", shape: .steady(from: 0, to: 30 * second),
      density: { _ in 1.0 / 30 }, start: 0, dwell: { .exponential(5 * $0) }),
    Case(
      name: "steady, feed", shape: .steady(from: 0, to: 30 * second),
      density: { _ in 1.0 / 30 }, start: 0,
      dwell: { .feed(bounce: 0.3, within: 2 * $0, median: 5 * $0, sigma: 0.7) }),
    Case(
      name: "notified, uniform", shape: .spike(at: 2 * second, delay: .exponential(8)),
      density: { Elementary.exp(-($0 - 2) / 8) / 8 }, start: 2, dwell: { .uniform(2 * $0, 10 * $0) }
    ),
  ]

  static let replications: UInt64 = 40
  static let visits = 1_500.0
  static let instants = [3.0, 6, 12, 18, 28]

  static func mean(_ item: Case, at time: Double, stretch: Double) -> Double {
    let dwell = item.dwell(stretch)
    return visits
      * Oracle.integral(from: item.start, to: time, steps: 2_000) { moment in
        item.density(moment) * (1 - dwell.cumulative((time - moment) * 1e9))
      }
  }

  static func present(_ item: Case, seed: UInt64) throws -> [Int] {
    let cohort = Plain.cohort { $0.dwell = item.dwell(1) }
    let scenario = Plain.scenario(
      length: 30 * second, traffic: [Plain.stream(visits, item.shape)], cohorts: [cohort])
    let session = try Observed(scenario, seed: seed)
    let entered = session.instants(of: .enter)
    let left = session.instants(of: .leave)
    return instants.map { time in
      let now = Int64(time * 1e9)
      return entered.count { $0 <= now } - left.count { $0 <= now }
    }
  }

  static func family(_ item: Case, _ runs: [[Int]], stretch: Double) -> [TestedHypothesis] {
    instants.indices.flatMap { index in
      let mean = mean(item, at: instants[index], stretch: stretch)
      return Oracle.poisson(
        "\(item.name), \(instants[index]) s", runs.map { $0[index] }, means: runs.map { _ in mean })
    }
  }

  @Test func `the number present is that of an infinite-server queue at every instant`() throws {
    var truth: [TestedHypothesis] = []
    for item in Self.cases {
      let runs = try Seeds.first(Self.replications).map { try Self.present(item, seed: $0) }
      truth += Self.family(item, runs, stretch: 1)
      let planted = Self.family(item, runs, stretch: 1.05)
      #expect(!FamilyWise.rejected(planted, alpha: Oracle.alpha / 10).isEmpty, "\(item.name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }
}
