// Arrivals are a Poisson process with the declared profile. Three consequences, each tested with
// the mean known: counts over bins are Poisson (total; and dispersion by chi-square on both sides,
// of each run by itself and of all runs together), counts of disjoint bins do not know of each
// other (the sum of their products is centred, with variance 1 each), and in the time of the
// integrated rate gaps are unit exponential (time change; Çinlar 1975, §4.7), by Kolmogorov and
// Smirnov. Lanes add up to one stream (superposition).
//
// Family-wise error 1e-3 (Holm, half for each test); a rate 5 % off (3 % in the large session), or
// a profile shifted a little, is rejected.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct ArrivalOracleTests {
  struct Case: Sendable {
    var name: String
    var shape: ArrivalShape
    /// Share of the visits that have come by so many seconds, and what a fault would make of it.
    var share: @Sendable (Double) -> Double
    var planted: @Sendable (Double) -> Double
    var lanes = 1
  }

  static let cases: [Case] = [
    Case(
      name: "steady", shape: .steady(from: 10 * second, to: 70 * second),
      share: { min(1, max(0, ($0 - 10) / 60)) }, planted: { min(1, max(0, ($0 - 10) / 62)) }),
    Case(
      name: "exponential spike", shape: .spike(at: 20 * second, delay: .exponential(15)),
      share: { Distribution.exponential(15).cumulative(($0 - 20) * 1e9) },
      planted: { Distribution.exponential(16).cumulative(($0 - 20) * 1e9) }),
    Case(
      name: "log-normal spike", shape: .spike(at: 5 * second, delay: .logNormal(20, 0.8)),
      share: { Distribution.logNormal(20, 0.8).cumulative(($0 - 5) * 1e9) },
      planted: { Distribution.logNormal(21.5, 0.8).cumulative(($0 - 5) * 1e9) }),
    Case(
      name: "profile", shape: .profile(pieces), share: { byPiece($0, 0.2, 0.7) },
      planted: { byPiece($0, 0.24, 0.66) }),
    Case(
      name: "steady in 4 lanes", shape: .steady(from: 0, to: 100 * second),
      share: { min(1, $0 / 100) }, planted: { min(1, $0 / 104) }, lanes: 4),
    Case(
      name: "profile in 16 lanes", shape: .profile(pieces), share: { byPiece($0, 0.2, 0.7) },
      planted: { byPiece($0, 0.24, 0.66) }, lanes: 16),
    Case(
      name: "feed-like spike", shape: .spike(at: 5 * second, delay: feed),
      share: { feed.cumulative(($0 - 5) * 1e9) }, planted: { feed.cumulative(($0 - 4.8) * 1e9) }),
  ]

  /// A mixture: the one law whose value is not non-decreasing in the uniform it is given.
  static let feed = Distribution.mixture(
    Mixture([(share: 0.5, of: .logNormal(20, 0.8)), (share: 0.5, of: .uniform(0, 8))]))

  /// A quiet start, a gap, a rush, and a long end; the last stretch is cut by the close at 100 s.
  static let pieces = [
    ProfilePiece(from: 0, to: 30 * second, share: 0.2),
    ProfilePiece(from: 40 * second, to: 50 * second, share: 0.7),
    ProfilePiece(from: 50 * second, to: 200 * second, share: 0.1),
  ]

  static func byPiece(_ time: Double, _ first: Double, _ rush: Double) -> Double {
    first * min(1, max(0, time / 30)) + rush * min(1, max(0, (time - 40) / 10))
      + (1 - first - rush) * min(1, max(0, (time - 50) / 150))
  }

  static let replications: UInt64 = 11
  static let visits = 2_500.0
  static let length = 100.0
  static let bins = 20

  /// Arrivals of one replication in order, in seconds.
  static func arrivals(_ item: Case, seed: UInt64) -> [Double] {
    let scenario = Plain.scenario(
      length: Int64(length) * second, traffic: [Plain.stream(visits, item.shape)])
    let rules = AudienceRules(scenario: scenario, seed: seed, replication: 0)
    var instants: [Double] = []
    for lane in 0..<item.lanes {
      var cursor = ArrivalCursor(stream: 0, lane: lane, laneCount: item.lanes, rules: rules)
      while cursor.next != PeopleClock.never {
        instants.append(Double(rules.clock.instant(cursor.next)) * 1e-9)
        cursor.advance(rules)
      }
    }
    return item.lanes == 1 ? instants : instants.sorted()
  }

  static func family(
    _ name: String, _ runs: [[Double]], scale: Double, _ share: (Double) -> Double
  ) -> [TestedHypothesis] {
    let width = length / Double(bins)
    let means = (0..<bins).map { bin in
      scale * visits * (share(Double(bin + 1) * width) - share(Double(bin) * width))
    }
    let used = means.indices.filter { means[$0] > 5 }
    let counts = runs.map { run in
      run.reduce(into: [Int](repeating: 0, count: bins)) { $0[Int($1 / width)] += 1 }
    }
    var product = 0.0
    for count in counts {
      let scores = used.map { (Double(count[$0]) - means[$0]) / means[$0].squareRoot() }
      product += zip(scores, scores.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let pairs = Double((used.count - 1) * runs.count)
    let gaps = runs.flatMap { run in
      let changed = run.map { scale * visits * share($0) }
      return zip(changed, [0] + changed).map { $0 - $1 }
    }
    return Oracle.poisson(
      name, counts.flatMap { count in used.map { count[$0] } },
      means: runs.flatMap { _ in used.map { means[$0] } })
      + Oracle.poisson(
        "\(name), all runs", used.map { bin in counts.reduce(0) { $0 + $1[bin] } },
        means: used.map { means[$0] * Double(runs.count) })
      + [
        TestedHypothesis(
          "\(name), neighbours", pValue: NormalTest.pValue(product / pairs.squareRoot())),
        Oracle.law("\(name), gaps", gaps) { $0 > 0 ? 1 - Elementary.exp(-$0) : 0 },
      ]
  }

  @Test func `arrivals are Poisson with the declared profile, in any number of lanes`() {
    var truth: [TestedHypothesis] = []
    for item in Self.cases {
      let runs = Seeds.first(Self.replications).map { Self.arrivals(item, seed: $0) }
      #expect(runs.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 } }, "\(item.name)")
      truth += Self.family(item.name, runs, scale: 1, item.share)
      let more = Self.family(item.name, runs, scale: 1.05, item.share)
      #expect(!FamilyWise.rejected(more, alpha: Oracle.alpha / 10).isEmpty, "\(item.name), rate")
      let moved = Self.family(item.name, runs, scale: 1, item.planted)
      #expect(!FamilyWise.rejected(moved, alpha: Oracle.alpha / 10).isEmpty, "\(item.name), shape")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 2) == [])
  }

  @Test func `a session large enough for four lanes has the arrivals of one`() throws {
    let visits = 100_000.0
    let cohort = Plain.cohort { $0.dwell = .fixed(0.01) }
    let scenario = Plain.scenario(
      length: 200 * second,
      traffic: [Plain.stream(visits, .steady(from: 0, to: 200 * second))], cohorts: [cohort])
    #expect(Audience.laneCount(for: scenario) == 4)
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    let counts = record.audience.entersBySecond.counts
    #expect(counts.count == 200)
    let mean = visits / 200
    let truth = Oracle.poisson("by second", counts, means: counts.map { _ in mean })
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 2) == [])
    let planted = Oracle.poisson("by second", counts, means: counts.map { _ in mean * 1.03 })
    #expect(!FamilyWise.rejected(planted, alpha: Oracle.alpha / 10).isEmpty)
  }
}
