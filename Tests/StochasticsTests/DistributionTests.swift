// Every distribution against its own declaration: moments by quadrature and by sampling, the
// distribution function by Kolmogorov-Smirnov, the quantile function by round trips, and the
// registry by reading each family through it. Family-wise error 1e-3 for each sampling test.

import Stochastics
import TestSupport
import Testing

struct DistributionTests {
  @Test func `every family has a case in the table`() {
    let covered = Set(LawCase.all.map { $0.law.familyName })
    let listed = Set(Distribution.families.map { $0.name } + [Empirical.name, Mixture.name])
    #expect(covered == listed)
    #expect(listed.count == Distribution.families.count + 2, "two families share a name")
  }

  // Tanh-sinh quadrature (Takahasi and Mori, 1974) of the quantile function over (0, 1).
  private static func moment(_ law: Distribution, _ power: (Double) -> Double) -> Double {
    let step = 0x1p-6
    var sum = 0.0
    for node in -256...256 {
      let t = Double(node) * step
      let u = Elementary.logistic(Double.pi * (Elementary.exp(t) - Elementary.exp(-t)) / 2)
      guard u > 0x1p-53, u < 1 - 0x1p-53 else { continue }
      let slope = u * (1 - u) * Double.pi * (Elementary.exp(t) + Elementary.exp(-t)) / 2
      sum += power(law.value(at: u)) * slope * step
    }
    return sum
  }

  @Test(arguments: LawCase.all)
  func `declared moments are those of the quantile function`(test: LawCase) {
    if case .mixture = test.law { return }
    guard test.atoms.isEmpty else { return }
    let law = test.law
    let mean = Self.moment(law) { $0 }
    let variance = Self.moment(law) { ($0 - law.mean) * ($0 - law.mean) }
    let meanError: Double = (mean - law.mean).magnitude
    let varianceError: Double = (variance - law.variance).magnitude
    #expect(meanError <= 1e-9 * law.mean.magnitude)
    #expect(varianceError <= 1e-5 * law.variance)
  }

  @Test(arguments: LawCase.all.filter { !$0.atoms.isEmpty })
  func `a law of atoms has the moments and quantiles of its atoms`(test: LawCase) {
    let law = test.law
    let ends = test.atoms.map(law.cumulative)
    let shares = zip(ends, [0] + ends).map { $0 - $1 }
    let mean = zip(test.atoms, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(test.atoms, shares).reduce(0) {
      $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
    }
    #expect(abs(law.mean - mean) <= 1e-12 * mean)
    #expect(abs(law.variance - variance) <= 1e-11 * (variance + mean * mean))
    #expect(ends.last == 1)
    for (atom, (end, share)) in zip(test.atoms, zip(ends, shares)) {
      #expect(share > 0 && law.cumulative(atom.nextDown) <= end - share + 1e-15)
      // A value belongs to the whole stretch of uniforms below its end, and the next to what follows.
      let inside = [end - share * 0.999, end - share / 2, end - share * 0.001]
      #expect(inside.allSatisfy { law.value(at: $0) == atom }, "\(atom)")
    }
  }

  /// Zipf's probabilities summed one by one, with the table that the law itself does without.
  @Test(arguments: [(0.0, 1_000), (0.5, 100_000), (1.0, 100_000), (1.3, 20_000), (10, 200)])
  func `Zipf's sums are those of the weights`(exponent: Double, ranks: Int) {
    let law = Zipf(step: 1, exponent: exponent, ranks: ranks)
    var sums: [Double] = []
    // Small terms first lose least.
    let total = (1...ranks).reversed().reduce(0.0) { $0 + Elementary.pow(Double($1), -exponent) }
    var sum = 0.0
    for rank in 1...ranks {
      sum += Elementary.pow(Double(rank), -exponent)
      sums.append(sum / total)
    }
    var worst = 0.0
    for rank in [1, 2, 15, 16, 17, 18, 40, 199, 999, ranks / 2, ranks] where rank <= ranks {
      worst = max(worst, abs(law.cumulative(Double(rank)) - sums[rank - 1]))
      let apart = rank > 1 ? sums[rank - 1] - sums[rank - 2] : sums[0]
      #expect(abs(law.probability(ofRank: rank) - apart) < 1e-11)
    }
    #expect(worst < 1e-11, "\(worst)")
    #expect(law.probability(ofRank: 0) == 0 && law.probability(ofRank: ranks + 1) == 0)
    #expect(law.rank(at: 0x1p-53) == 1)
    #expect(exponent > 2 || law.rank(at: 1 - 0x1p-53) == ranks)
  }

  @Test func `a record must have weight and finite values`() {
    #expect(Empirical.objection(to: [(value: 1, weight: 1)]) == nil)
    #expect(Empirical.objection(to: []) == "at least one weight must be more than 0")
    #expect(
      Empirical.objection(to: [(value: 1, weight: 0)]) == "at least one weight must be more than 0")
    #expect(
      Empirical.objection(to: [(value: .infinity, weight: 1)]) == "every value must be finite")
    for weight in [-1, .nan, 1.1e12] as [Double] {
      #expect(
        Empirical.objection(to: [(value: 1, weight: weight)])
          == "every weight must be from 0 to 1000000000000")
    }
  }

  @Test func `a mixture's moments follow from its components'`() {
    let law = LawCase.exponentials
    // 0.7·1 + 0.3·20, and 0.7·2·1² + 0.3·2·20² less the squared mean.
    let meanError: Double = (law.mean - 6.7).magnitude
    let varianceError: Double = (law.variance - 196.51).magnitude
    #expect(meanError < 1e-12)
    #expect(varianceError < 1e-10)
  }

  @Test func `sampled moments and distribution functions match`() {
    var family: [TestedHypothesis] = []
    for test in LawCase.all {
      let sample = LawCase.sample(of: test.law)
      let distance = KolmogorovSmirnov.statistic(sample, test.law.cumulative)
      let pValue = KolmogorovSmirnov.pValue(distance, count: sample.count)
      family.append(TestedHypothesis("\(test.name), distribution", pValue: pValue))
      #expect(sample.allSatisfy { $0 >= test.law.minimum && $0.isFinite }, "\(test.name)")
      if !test.heavy, test.law.variance > 0 {
        family += Self.momentTests(test, sample)
      }
    }
    #expect(FamilyWise.rejected(family, alpha: LawCase.alpha) == [])
  }

  private static func momentTests(_ test: LawCase, _ sample: [Double]) -> [TestedHypothesis] {
    let n = Double(sample.count)
    let (center, variance) = (test.law.mean, test.law.variance)
    let mean = sample.reduce(0, +) / n
    let squares = sample.map { ($0 - center) * ($0 - center) }
    let second = squares.reduce(0, +) / n
    let spread = squares.reduce(0) { $0 + ($1 - second) * ($1 - second) } / n
    return [
      TestedHypothesis(
        "\(test.name), mean",
        pValue: NormalTest.pValue((mean - center) / (variance / n).squareRoot())),
      TestedHypothesis(
        "\(test.name), variance",
        pValue: NormalTest.pValue((second - variance) / (spread / n).squareRoot())),
    ]
  }

  @Test(arguments: LawCase.all)
  func `the distribution function undoes the quantile function`(test: LawCase) {
    if case .mixture = test.law { return }
    let isContinuous = test.atoms.isEmpty
    var last = -Double.infinity
    for step in 1..<1_000 {
      let u = Double(step) / 1_000
      let value = test.law.value(at: u)
      #expect(value >= last, "not monotonic at \(u)")
      last = value
      guard test.law.variance > 0, isContinuous else { continue }
      let distance: Double = (test.law.cumulative(value) - u).magnitude
      #expect(distance <= 1e-14, "at \(u)")
    }
  }

  @Test(arguments: LawCase.all)
  func `a distribution function rises from zero to one`(test: LawCase) {
    let law = test.law
    let below: Double = law.cumulative(law.minimum.nextDown)
    #expect(below == 0)
    let above: Double = law.cumulative(.greatestFiniteMagnitude)
    #expect((above - 1).magnitude <= 1e-15)
    let extremes = [0x1p-53, 1 - 0x1p-53].map(law.value)
    #expect(extremes.allSatisfy { $0.isFinite && $0 >= law.minimum })
  }

  struct Reading: Sendable {
    let family: String
    let values: [Double]
    let isValid: Bool
  }

  static let readings: [Reading] = [
    Reading(family: "deterministic", values: [3], isValid: true),
    Reading(family: "deterministic", values: [-3], isValid: true),
    Reading(family: "deterministic", values: [.infinity], isValid: false),
    Reading(family: "deterministic", values: [], isValid: false),
    Reading(family: "deterministic", values: [1, 2], isValid: false),
    Reading(family: "uniform", values: [1, 2], isValid: true),
    Reading(family: "uniform", values: [2, 1], isValid: false),
    Reading(family: "uniform", values: [-1e308, 1e308], isValid: false),
    Reading(family: "exponential", values: [2], isValid: true),
    Reading(family: "exponential", values: [0], isValid: false),
    Reading(family: "exponential", values: [.nan], isValid: false),
    Reading(family: "exponential", values: [.infinity], isValid: false),
    Reading(family: "logNormal", values: [25, 1.5], isValid: true),
    Reading(family: "logNormal", values: [25, 0], isValid: true),
    Reading(family: "logNormal", values: [0, 1], isValid: false),
    Reading(family: "logNormal", values: [25, -1], isValid: false),
    Reading(family: "logNormal", values: [25, 10.5], isValid: false),
    Reading(family: "logNormal", values: [25, .nan], isValid: false),
    Reading(family: "weibull", values: [25, 0.7], isValid: true),
    Reading(family: "weibull", values: [0, 0.7], isValid: false),
    Reading(family: "weibull", values: [25, 0.09], isValid: false),
    Reading(family: "weibull", values: [25, 101], isValid: false),
    Reading(family: "gamma", values: [25, 0.1], isValid: true),
    Reading(family: "gamma", values: [25, 1_000], isValid: true),
    Reading(family: "gamma", values: [0, 1], isValid: false),
    Reading(family: "gamma", values: [25, 0], isValid: false),
    Reading(family: "zipf", values: [1, 1.1, 1_000_000_000], isValid: true),
    Reading(family: "zipf", values: [1, 0, 1], isValid: true),
    Reading(family: "zipf", values: [0, 1, 1], isValid: false),
    Reading(family: "zipf", values: [1, -0.1, 10], isValid: false),
    Reading(family: "zipf", values: [1, 1, 0], isValid: false),
    Reading(family: "zipf", values: [1, 1, 10.5], isValid: false),
    Reading(family: "zipf", values: [1, 1, .nan], isValid: false),
  ]

  @Test(arguments: readings.indices)
  func `a family takes what it says it takes`(place: Int) throws {
    let reading = Self.readings[place]
    let family = try #require(Distribution.families.first { $0.name == reading.family })
    #expect(family.isValid(reading.values) == reading.isValid)
    guard reading.isValid else { return }
    let law = family.init(parameters: reading.values).distribution
    #expect(law.familyName == reading.family)
    #expect(law == family.init(parameters: reading.values).distribution)
  }

  @Test func `parameters describe themselves`() {
    let described = Distribution.families.map { family in
      let parameters = family.parameters.map { "\($0.name) \($0.kind) \($0.range.words)" }
      return "\(family.name): " + parameters.joined(separator: ", ")
    }
    #expect(
      described == [
        "deterministic: constant quantity a finite number",
        "uniform: from quantity a finite number, to quantity a finite number",
        "exponential: mean quantity above 0",
        "logNormal: median quantity above 0, sigma number from 0 to 10",
        "weibull: scale quantity above 0, shape number from 0.1 to 100",
        "gamma: mean quantity above 0, shape number from 0.1 to 1000",
        "zipf: step quantity above 0, exponent number from 0 to 10, ranks number from 1 to 1000000000",
      ])
    #expect(Uniform.objection(to: [2, 1]) == "\"from\" must not be above \"to\"")
  }

  @Test func `shares must be positive and sum to one`() {
    #expect(Mixture.objection(to: [0.1, 0.2, 0.7]) == nil)
    #expect(Mixture.objection(to: [1]) == nil)
    #expect(Mixture.objection(to: []) == "there must be at least one component")
    #expect(Mixture.objection(to: [0.5, 0.4]) == "the shares sum to 0.9, not to 1")
    for shares in [[0, 1], [-0.5, 1.5], [.nan, 1], [.infinity]] as [[Double]] {
      #expect(Mixture.objection(to: shares) == "every share must be above 0 and at most 1")
    }
  }

  @Test func `a mixture gives each component its slice of the uniform, stretched`() {
    let law = Mixture([
      (0.25, .uniform(Uniform(from: 0, to: 1))), (0.75, .uniform(Uniform(from: 10, to: 11))),
    ])
    #expect(law.value(at: 0.125) == 0.5)
    #expect(law.value(at: 0.25.nextDown) < 1)
    #expect(law.value(at: 0.25) >= 10)
    #expect(law.value(at: 0.625) == 10.5)
    #expect(law.value(at: 1 - 0x1p-53) <= 11)
    #expect(law.components.map { $0.share } == [0.25, 0.75])
  }
}
