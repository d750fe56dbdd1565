// Intervals hold the truth as often as they say: each kind over seeds 1…2000 against the exact
// binomial 99.9 % region of its exact coverage. Eight such regions in this file, so the family errs
// with probability below 0.8 %. Beside each stands an interval that is wrong and is caught.
import TestSupport
import Testing

@testable import Stochastics

@Suite("Intervals")
struct IntervalTests {
  private static let seeds = Seeds.first(2_000)

  private static func draws(_ seed: UInt64) -> EntityDraws { Draws(seed: seed).entity(0x17, 0) }

  private static func normals(_ seed: UInt64, _ count: UInt32) -> [Double] {
    let draws = draws(seed)
    return (0..<count).map { draws.standardNormal(1, $0) }
  }

  private static func exponentials(_ seed: UInt64, _ count: UInt32) -> [Double] {
    let draws = draws(seed)
    return (0..<count).map { draws.unitExponential(2, $0) }
  }

  /// How many seeds give an interval that holds the truth.
  private static func covered(_ truth: Double, _ interval: (UInt64) -> Interval?) -> Int {
    seeds.count { seed in interval(seed).map { $0.low <= truth && truth <= $0.high } ?? false }
  }

  private static func region(_ share: Double) -> ClosedRange<Int> {
    BinomialRegion.counts(of: seeds.count, share: share)
  }

  // MARK: Means

  @Test func `Student's t covers 95 in 100 for normal values, and the normal quantile does not`() {
    let covered = Self.covered(0) { MeanEstimate(Self.normals($0, 6)).interval }
    #expect(Self.region(0.95).contains(covered), "\(covered)")
    let planted = Self.covered(0) { seed in
      guard let right = MeanEstimate(Self.normals(seed, 6)).interval else { return nil }
      let reach = right.halfWidth * 1.96 / StudentT.quantile(0.975, degreesOfFreedom: 5)
      return Interval(
        estimate: right.estimate, low: right.estimate - reach, high: right.estimate + reach,
        level: 0.95)
    }
    #expect(planted < Self.region(0.95).lowerBound, "\(planted)")
  }

  /// The bootstrap-t is exact in the limit only; twenty exponential values reach 94 %, t 91.5 %.
  @Test func `the bootstrap-t keeps its word for skewed values, where t breaks it`() {
    let bootstrap = Self.covered(1) { seed in
      BootstrapT.interval(Self.exponentials(seed, 20), level: 0.95, resamples: 199)
    }
    #expect(bootstrap >= Self.region(0.94).lowerBound, "\(bootstrap)")
    #expect(bootstrap <= Self.region(0.95).upperBound, "\(bootstrap)")
    let student = Self.covered(1) { seed in
      var tally = Tally()
      for value in Self.exponentials(seed, 20) { tally.add(value) }
      return tally.interval()
    }
    #expect(student < Self.region(0.95).lowerBound, "\(student)")
  }

  @Test func `the method follows the values`() throws {
    #expect(MeanEstimate([]).interval == nil && MeanEstimate([]).method == nil)
    let one = MeanEstimate([7])
    #expect(one.interval == nil && one.method == nil && one.tally.mean == 7)
    #expect(MeanEstimate([3, 3, 3]).method == .constant && MeanEstimate([3, 3]).interval == nil)
    #expect(MeanEstimate([1, 2, 4, 3, 2, 1, 3, 2, 4, 3]).method == .studentT)
    // Few values: their skewness cannot be told.
    #expect(MeanEstimate([0, 0, 0, 0, 9]).method == .studentT)
    let skewed = Self.exponentials(1, 40)
    let estimate = MeanEstimate(skewed)
    #expect(25 * (estimate.skewness ?? 0) * (estimate.skewness ?? 0) > 40)
    #expect(estimate.method == .bootstrapT)
    let interval = try #require(estimate.interval)
    #expect(interval == BootstrapT.interval(skewed))
    // Skewed to the right, so there is more room above.
    #expect(interval.high - interval.estimate > interval.estimate - interval.low)
    // One that differs among twenty: resamples without it have no spread, so no end is known.
    let lone = MeanEstimate([Double](repeating: 0, count: 19) + [5])
    #expect(lone.interval == nil && lone.method == nil)
  }

  @Test func `an end that errs less lies farther out, or is not told`() throws {
    let skewed = Self.exponentials(1, 12)
    func interval(_ error: Double) -> Interval? {
      BootstrapT.interval(skewed, level: 1 - 2 * error)
    }
    let (usual, less) = try (#require(interval(5e-5)), #require(interval(1e-5)))
    #expect(less.low < usual.low && usual.high < less.high)
    // No resample lies beyond, so any end would err more than it is told to.
    #expect(interval(4e-6) == nil)
    let few = BootstrapT.interval(skewed, level: 1 - 2 * 4e-3, resamples: 199)
    #expect(few == nil)
    // Where the usual number of resamples tells an end, it is taken.
    for error in [2.6e-4, 1e-3, 0.025] {
      let resamples = min(19_999, max(1_999, Int(20 / ((1 - (1 - 2 * error)) / 2))))
      #expect(
        interval(error)
          == BootstrapT.interval(skewed, level: 1 - 2 * error, resamples: resamples))
    }
  }

  // MARK: Shares

  /// Computed with scipy 1.17 (beta.ppf).
  @Test func `shares have the published ends`() throws {
    let seven = try #require(Proportion.interval(7, of: 20))
    #expect(abs(seven.low - 0.153_909_2) < 1e-6 && abs(seven.high - 0.592_188_5) < 1e-6)
    #expect(seven.estimate == 0.35 && seven.level == 0.95)
    let none = try #require(Proportion.interval(0, of: 10))
    #expect(none.low == 0 && abs(none.high - 0.308_497_1) < 1e-6)
    let all = try #require(Proportion.interval(10, of: 10))
    #expect(all.high == 1 && abs(all.low - (1 - none.high)) < 1e-12)
    #expect(Proportion.interval(0, of: 0) == nil)
  }

  @Test(arguments: [(20, 0.3), (59, 0.95), (5, 0.5)])
  func `a share is covered as often as the binomial law says, and never less than told`(
    _ trials: Int, _ share: Double
  ) {
    let exact = (0...trials).reduce(0.0) { sum, k in
      guard let interval = Proportion.interval(k, of: trials),
        interval.low <= share, share <= interval.high
      else { return sum }
      return sum + BinomialRegion.term(k, of: trials, share)
    }
    #expect(exact >= 0.95)
    let covered = Self.covered(share) { seed in
      let draws = Self.draws(seed)
      let successes = (0..<UInt32(trials)).count { draws.chance(share, 3, $0) }
      return Proportion.interval(successes, of: trials)
    }
    #expect(Self.region(exact).contains(covered), "\(covered)")
  }

  @Test func `the least number of trials is the least`() {
    #expect(Proportion.trialsNeeded(toShow: 0.95, error: 0.05) == 59)
    #expect(Proportion.trialsNeeded(toShow: 0.5, error: 0.25) == 2)
    for (share, error) in [(0.95, 0.05), (0.99, 0.005), (0.9, 0.1), (0.5, 0.3)] {
      let least = Proportion.trialsNeeded(toShow: share, error: error)
      let low = Proportion.interval(least, of: least, level: 1 - 2 * error)?.low ?? 0
      #expect(low >= share - 1e-12)
      if least > 1 {
        let fewer = Proportion.interval(least - 1, of: least - 1, level: 1 - 2 * error)?.low ?? 1
        #expect(fewer < share)
      }
    }
  }

  // MARK: Quantiles

  @Test(arguments: [(50, 0.5), (100, 0.9), (30, 0.25)])
  func `a quantile is covered as often as the binomial law says, whatever the law of the values`(
    _ count: Int, _ share: Double
  ) throws {
    // Which order statistics they are, from values that are their own ranks.
    let ranks = try #require(
      QuantileInterval.interval((1...count).map { Double($0) }, share: share))
    let (l, u) = (Int(ranks.low), Int(ranks.high))
    let exact = (l..<u).reduce(0.0) { $0 + BinomialRegion.term($1, of: count, share) }
    #expect(exact >= 0.95)
    // One rank less on either side, and it errs too often on that side.
    let below = (0...l).reduce(0.0) { $0 + BinomialRegion.term($1, of: count, share) }
    let above = (u - 1...count).reduce(0.0) { $0 + BinomialRegion.term($1, of: count, share) }
    #expect(below > 0.025 && above > 0.025)
    let truth = -Elementary.log(1 - share)
    let covered = Self.covered(truth) { seed in
      QuantileInterval.interval(Self.exponentials(seed, UInt32(count)), share: share)
    }
    #expect(Self.region(exact).contains(covered), "\(covered)")
  }

  @Test func `too few values leave an end open`() throws {
    #expect(QuantileInterval.interval([], share: 0.5) == nil)
    let few = try #require(QuantileInterval.interval([3, 1, 2], share: 0.5))
    #expect(few.low == -.infinity && few.high == .infinity && few.estimate == 2)
    // 0.95⁷¹ > 0.025 ≥ 0.95⁷².
    let values = (1...72).map { Double($0) }
    #expect(QuantileInterval.interval(values, share: 0.95)?.high == 72)
    #expect(QuantileInterval.interval(Array(values.dropLast()), share: 0.95)?.high == .infinity)
    // A whole product of share and count is that place, in spite of rounding.
    #expect(QuantileInterval.interval((1...60).map { Double($0) }, share: 1 - 0.95)?.estimate == 3)
  }
}
