// Differences and ratios of pairs: what is exact is exact, and intervals hold the truth as often as
// they say. Seeds 1 to 3000; the family-wise error of the file is 1 in 1000 (Holm).
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("Pairs")
struct PairedSampleTests {
  @Test func `equal values differ by exactly nothing`() throws {
    let values = [0.1, 0.7, 1.0 / 3, 2e-9, 5e11]
    let sample = PairedSample(values, values)
    #expect(sample.isIdentical)
    #expect(sample.difference() == Interval(estimate: 0, low: 0, high: 0, level: 0.95))
    #expect(sample.pValue == 1)
    #expect(sample.varianceRatio == 0)
    let close = [9.1, 9.7, 9.3, 8.9]
    let ratio = try #require(PairedSample(close, close).ratio())
    #expect(ratio == Interval(estimate: 1, low: 1, high: 1, level: 0.95))
  }

  @Test func `a worked example`() throws {
    // Differences 1, 2, 3, 2: mean 2, deviation √(2/3), t = 2 ÷ (0.8165 ÷ 2), 3 degrees of freedom.
    let sample = PairedSample([10, 11, 12, 13], [11, 13, 15, 15])
    let difference = try #require(sample.difference())
    #expect(abs(difference.estimate - 2) < 1e-12)
    #expect(abs(difference.high - 2 - 3.182446 * (2.0 / 3 / 4).squareRoot()) < 1e-5)
    #expect(abs((sample.t ?? 0) - 2 / (2.0 / 3 / 4).squareRoot()) < 1e-12)
    #expect(abs((sample.correlation ?? 0) - 0.9438798) < 1e-6)
    #expect(abs((sample.varianceRatio ?? 0) - (2.0 / 3) / (5.0 / 3 + 11.0 / 3)) < 1e-12)
    #expect(abs((sample.pValue ?? 0) - 0.0163) < 5e-4)
    #expect(sample.relativeChange == 2 / 13.5)
  }

  @Test func `Fieller's ends are where the ratio is just not refuted`() throws {
    let (a, b) = ([10.0, 11, 12, 13, 9], [11.0, 13, 15, 15, 12])
    let ratio = try #require(PairedSample(a, b).ratio(level: 0.9))
    let t = StudentT.quantile(0.95, degreesOfFreedom: 4)
    for end in [ratio.low, ratio.high] {
      let rest = PairedSample(a.map { end * $0 }, b)
      #expect(abs(abs(rest.t ?? 0) - t) < 1e-9)
    }
    #expect(ratio.low < ratio.estimate && ratio.estimate < ratio.high)
  }

  @Test func `no ratio to what may be nothing, and no interval from one pair`() {
    #expect(PairedSample([0, 0, 0, 1], [1, 2, 1, 1]).ratio() == nil)
    #expect(PairedSample([0, 0], [1, 2]).ratio() == nil)
    let single = PairedSample([3], [4])
    #expect(single.difference() == nil && single.ratio() == nil && single.pValue == nil)
    #expect(single.meanB == 4 && single.correlation == nil)
  }

  @Test func `differences that are all the same are judged by their signs`() {
    #expect(PairedSample([1, 2], [2, 3]).pValue == 0.5)
    #expect(PairedSample([1, 2, 7, 4], [2, 3, 8, 5]).pValue == 0.125)
    // Rounding does not make them different.
    #expect(PairedSample([0.1, 0.2, 0.7, 0.4], [1.1, 1.2, 1.7, 1.4]).pValue == 0.125)
  }

  @Test func `a difference is found from the other side as well`() {
    var normals = Normals(seed: 1)
    let a = (0..<12).map { _ in normals.next() }
    let b = (0..<12).map { _ in normals.next() + 0.5 }
    let (there, back) = (PairedSample(a, b), PairedSample(b, a))
    #expect(there.difference()?.estimate == back.difference().map { -$0.estimate })
    #expect(there.pValue == back.pValue)
    #expect(there.correlation == back.correlation)
  }

  /// How often intervals of 12 pairs hold the truth, and the p-values if there is no difference.
  private func coverage(_ seeds: [UInt64]) -> (
    difference: Int, ratio: Int, narrow: Int, pValues: [Double]
  ) {
    var (difference, ratio, narrow) = (0, 0, 0)
    var pValues: [Double] = []
    for seed in seeds {
      var normals = Normals(seed: seed)
      let pairs = (0..<12).map { _ in normals.pair(0.8) }
      let sample = PairedSample(pairs.map { 10 + 2 * $0.0 }, pairs.map { 13 + 3 * $0.1 })
      if let interval = sample.difference() {
        if interval.low <= 3 && 3 <= interval.high { difference += 1 }
        // The planted fault: an interval too narrow by a sixth.
        if abs(interval.estimate - 3) <= interval.halfWidth * 5 / 6 { narrow += 1 }
      }
      if let interval = sample.ratio(), interval.low <= 1.3, 1.3 <= interval.high { ratio += 1 }
      let equal = PairedSample(pairs.map(\.0), pairs.map { $0.1 })
      pValues.append(equal.pValue ?? .nan)
    }
    return (difference, ratio, narrow, pValues)
  }

  @Test func `intervals hold the truth as often as they say`() {
    let seeds = Seeds.first(3000)
    let found = coverage(seeds)
    let family = [
      Exact.test("difference", found.difference, of: seeds.count, share: 0.95),
      Exact.test("ratio", found.ratio, of: seeds.count, share: 0.95),
      TestedHypothesis(
        "p-values are uniform",
        pValue: KolmogorovSmirnov.pValue(
          KolmogorovSmirnov.statistic(found.pValues) { max(0, min(1, $0)) }, count: seeds.count)),
    ]
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
    let planted = [Exact.test("too narrow", found.narrow, of: seeds.count, share: 0.95)]
    #expect(FamilyWise.rejected(planted, alpha: 1e-3).count == 1)
  }
}
