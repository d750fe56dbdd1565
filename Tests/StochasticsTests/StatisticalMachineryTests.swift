// The tests' own instruments, against published values and planted faults: a test that cannot
// fail proves nothing, so what must be rejected is rejected here, at the size and level that the
// other files use.

import Stochastics
import TestSupport
import Testing

struct StatisticalMachineryTests {
  struct Known: Sendable {
    let name: String
    let value: Double
    let expected: Double
  }

  // Reference values from mpmath 1.3, thirty digits.
  static let known: [Known] = [
    Known(
      name: "chi-square 3.84, 1 df", value: ChiSquare.pValue(3.84, degreesOfFreedom: 1),
      expected: 0.050_043_521_248_705_10),
    Known(
      name: "chi-square 300, 255 df", value: ChiSquare.pValue(300, degreesOfFreedom: 255),
      expected: 0.027_727_522_053_904_90),
    Known(
      name: "chi-square 200, 255 df", value: ChiSquare.pValue(200, degreesOfFreedom: 255),
      expected: 0.995_425_444_541_951_9),
    Known(
      name: "Kolmogorov 0.5", value: KolmogorovSmirnov.limitTail(0.5),
      expected: 0.963_945_243_664_875_1),
    Known(
      name: "Kolmogorov 1", value: KolmogorovSmirnov.limitTail(1),
      expected: 0.269_999_671_677_354_5),
    Known(
      name: "Kolmogorov 2", value: KolmogorovSmirnov.limitTail(2),
      expected: 0.000_670_925_255_779_695_3),
    Known(
      name: "Poisson 10 of 4", value: ChiSquare.poissonPValue(10, mean: 4),
      expected: 0.016_264_485_593_867_7),
  ]

  @Test(arguments: known.indices)
  func `a p-value matches its published value`(place: Int) {
    let known = Self.known[place]
    let distance: Double = (known.value - known.expected).magnitude
    #expect(distance <= 1e-10, "\(known.name): \(known.value), expected \(known.expected)")
  }

  @Test func `Holm rejects step by step and stops at the first that stands`() {
    let family = [
      TestedHypothesis("c", pValue: 0.04), TestedHypothesis("a", pValue: 0.01),
      TestedHypothesis("d", pValue: 0.9), TestedHypothesis("b", pValue: 0.016),
    ]
    #expect(FamilyWise.rejected(family, alpha: 0.05) == ["a: p = 0.01", "b: p = 0.016"])
    #expect(FamilyWise.rejected(family, alpha: 0.01) == [])
    let broken = family + [TestedHypothesis("broken", pValue: .nan)]
    #expect(FamilyWise.rejected(broken, alpha: 0.01) == ["broken: p = nan"])
  }

  // Under the hypothesis a p-value is itself uniform: the machinery is neither shy nor eager.
  @Test func `p-values of true hypotheses are uniform`() {
    let sampleSize: UInt32 = 200
    let pValues = (1...1_000).map { entity in
      let draws = Draws(seed: 1).entity(77, UInt64(entity))
      let sample = (0..<sampleSize).map { draws.uniform(5, $0) }
      let distance = KolmogorovSmirnov.statistic(sample) { min(max($0, 0), 1) }
      return KolmogorovSmirnov.pValue(distance, count: sample.count)
    }
    let distance = KolmogorovSmirnov.statistic(pValues) { min(max($0, 0), 1) }
    #expect(KolmogorovSmirnov.pValue(distance, count: pValues.count) > 1e-4)
  }

  @Test func `an exponential with a mean three per cent off is rejected`() {
    let sample = LawCase.sample(of: .exponential(Exponential(mean: 1.03)))
    let claimed = Exponential(mean: 1)
    let distance = KolmogorovSmirnov.statistic(sample, claimed.cumulative)
    let pValue = KolmogorovSmirnov.pValue(distance, count: sample.count)
    #expect(pValue < LawCase.alpha / Double(LawCase.all.count))
  }
}
