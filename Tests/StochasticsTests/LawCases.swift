// The table of distributions that the tests go through, and the way they sample.

import Stochastics
import TestSupport
import Testing

/// A distribution with the parameters it is tested at.
struct LawCase: Sendable, CustomTestStringConvertible {
  let name: String
  let law: Distribution
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
