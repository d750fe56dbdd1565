// The table of distributions that the tests go through, and the way they sample.

import Stochastics
import TestSupport
import Testing

/// A distribution with the parameters it is tested at.
struct LawCase: Sendable, CustomTestStringConvertible {
  let name: String
  let law: Distribution
  // A law with atoms has steps for a quantile function, which no quadrature and no round trip suits;
  // its moments are summed over the atoms instead.
  var atoms: [Double] = []
  // Fourth moments exist but are so large that no affordable sample's variance is nearly normal;
  // such laws are held to quadrature and to the Kolmogorov-Smirnov test instead.
  var heavy = false

  var testDescription: String { name }

  /// The probability that a family of tests in one function fails although all is well.
  static let alpha = 1e-3

  static let all: [LawCase] = [
    LawCase(name: "deterministic 5", law: .deterministic(Deterministic(5))),
    LawCase(name: "uniform 2 to 7", law: .uniform(Uniform(from: 2, to: 7))),
    LawCase(name: "uniform -1e9 to 3", law: .uniform(Uniform(from: -1e9, to: 3))),
    LawCase(name: "uniform at a point", law: .uniform(Uniform(from: 4, to: 4))),
    LawCase(name: "exponential 1", law: .exponential(Exponential(mean: 1))),
    LawCase(name: "exponential 25 s", law: .exponential(Exponential(mean: 2.5e10))),
    LawCase(name: "logNormal 1, 0.25", law: .logNormal(LogNormal(median: 1, sigma: 0.25))),
    LawCase(name: "logNormal 80 ms, 0.6", law: .logNormal(LogNormal(median: 8e7, sigma: 0.6))),
    LawCase(
      name: "logNormal 25 s, 1.5", law: .logNormal(LogNormal(median: 2.5e10, sigma: 1.5)),
      heavy: true),
    LawCase(name: "logNormal 3, 0", law: .logNormal(LogNormal(median: 3, sigma: 0))),
    LawCase(name: "weibull 3, 0.7", law: .weibull(Weibull(scale: 3, shape: 0.7)), heavy: true),
    LawCase(name: "weibull 25 s, 2.5", law: .weibull(Weibull(scale: 2.5e10, shape: 2.5))),
    LawCase(name: "weibull 1, 80", law: .weibull(Weibull(scale: 1, shape: 80))),
    LawCase(name: "gamma 2, 0.3", law: .gamma(Gamma(mean: 2, shape: 0.3))),
    LawCase(name: "gamma 25 s, 1", law: .gamma(Gamma(mean: 2.5e10, shape: 1))),
    LawCase(name: "gamma 8 s, 4.5", law: .gamma(Gamma(mean: 8e9, shape: 4.5))),
    LawCase(name: "gamma 3, 900", law: .gamma(Gamma(mean: 3, shape: 900))),
    LawCase(
      name: "zipf 1.1 of 500", law: .zipf(Zipf(step: 1, exponent: 1.1, ranks: 500)),
      atoms: (1...500).map { Double($0) }),
    LawCase(
      name: "zipf 0.8 of 40, 3 s", law: .zipf(Zipf(step: 3e9, exponent: 0.8, ranks: 40)),
      atoms: (1...40).map { 3e9 * Double($0) }),
    LawCase(
      name: "zipf of one", law: .zipf(Zipf(step: 2, exponent: 2, ranks: 1)), atoms: [2]),
    LawCase(name: "empirical", law: .empirical(record), atoms: [0, 1.5, 2, 40]),
    LawCase(
      name: "empirical of one", law: .empirical(Empirical([(value: 7, weight: 0.1)])), atoms: [7]),
    LawCase(name: "mixture of exponentials", law: .mixture(exponentials)),
    LawCase(
      name: "mixture with an atom",
      law: .mixture(
        Mixture([
          (0.25, .deterministic(Deterministic(5))), (0.5, .uniform(Uniform(from: 0, to: 10))),
          (0.25, .logNormal(LogNormal(median: 8, sigma: 0.5))),
        ]))),
    LawCase(
      name: "mixture of mixtures",
      law: .mixture(
        Mixture([(0.9, .mixture(exponentials)), (0.1, .uniform(Uniform(from: 50, to: 51)))]))),
  ]

  /// Values out of order, one twice, and one that never comes.
  static let record = Empirical([
    (value: 40, weight: 1), (value: 1.5, weight: 2), (value: 0, weight: 3), (value: 2, weight: 3.5),
    (value: 7, weight: 0), (value: 1.5, weight: 0.5),
  ])

  static let exponentials = Mixture([
    (0.7, .exponential(Exponential(mean: 1))), (0.3, .exponential(Exponential(mean: 20))),
  ])

  /// A hundred thousand variates: five seeds, a hundred entities each, two hundred draws each.
  static func sample(of law: Distribution) -> [Double] {
    var sample: [Double] = []
    sample.reserveCapacity(100_000)
    for seed in Seeds.first(5) {
      for entity in 0..<UInt64(100) {
        let draws = Draws(seed: seed).entity(1, entity)
        for index in 0..<UInt32(200) {
          sample.append(law.value(at: draws.uniform(2, index)))
        }
      }
    }
    return sample
  }
}
