// The tests of hypotheses that the oracles share, each giving one line of a family. Sums of Poisson
// and binomial counts are tested by their exact or normal law; counts over many cells by chi-square
// on both sides, so that too even is as suspect as too uneven.
import Foundation
import Stochastics
import TestSupport

enum Oracle {
  /// The family-wise error of each file.
  static let alpha = 1e-3

  /// A continuous sample against its distribution function.
  static func law(_ name: String, _ sample: [Double], _ cumulative: (Double) -> Double)
    -> TestedHypothesis
  {
    let statistic = KolmogorovSmirnov.statistic(sample, cumulative)
    return TestedHypothesis(
      name, pValue: KolmogorovSmirnov.pValue(statistic, count: sample.count))
  }

  /// Independent Poisson counts: their total, and their distances from their means.
  static func poisson(_ name: String, _ counts: [Int], means: [Double]) -> [TestedHypothesis] {
    let total = counts.reduce(0, +)
    let statistic = zip(counts, means).reduce(0) { sum, cell in
      sum + (Double(cell.0) - cell.1) * (Double(cell.0) - cell.1) / cell.1
    }
    return [
      TestedHypothesis(
        "\(name), total", pValue: ChiSquare.poissonPValue(total, mean: means.reduce(0, +))),
      TestedHypothesis(
        "\(name), dispersion",
        pValue: ChiSquare.twoSidedPValue(statistic, degreesOfFreedom: counts.count)),
    ]
  }

  /// Counts of one sample over cells of known shares.
  static func shares(_ name: String, _ counts: [Int], _ shares: [Double]) -> TestedHypothesis {
    let total = Double(counts.reduce(0, +))
    let statistic = zip(counts, shares).reduce(0) { sum, cell in
      let expected = total * cell.1
      return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
    }
    return TestedHypothesis(
      name, pValue: ChiSquare.pValue(statistic, degreesOfFreedom: counts.count - 1))
  }

  /// Successes among independent trials.
  static func binomial(_ name: String, _ successes: Int, of trials: Int, share: Double)
    -> TestedHypothesis
  {
    let n = Double(trials)
    let z = (Double(successes) - n * share) / (n * share * (1 - share)).squareRoot()
    return TestedHypothesis(name, pValue: NormalTest.pValue(z))
  }

  /// The mean of independent replications against its expectation, by Student's t.
  static func mean(_ name: String, _ values: [Double], is expected: Double) -> TestedHypothesis {
    var tally = Tally()
    for value in values { tally.add(value) }
    return TestedHypothesis(name, pValue: tally.pValue(ofMean: expected))
  }

  /// The integral of a function by Simpson's rule.
  static func integral(
    from low: Double, to high: Double, steps: Int = 400, _ function: (Double) -> Double
  ) -> Double {
    let h = (high - low) / Double(2 * steps)
    let inner = (1..<2 * steps).reduce(0.0) { sum, k in
      sum + (k.isMultiple(of: 2) ? 2 : 4) * function(low + Double(k) * h)
    }
    return (function(low) + inner + function(high)) * h / 3
  }
}
