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

  /// The mean of independent replications against its expectation, by Student's t (an even number
  /// of degrees of freedom; Abramowitz and Stegun 1964, 26.7.4).
  static func mean(_ name: String, _ values: [Double], is expected: Double) -> TestedHypothesis {
    var tally = Tally()
    for value in values { tally.add(value) }
    guard let mean = tally.mean, let deviation = tally.standardDeviation, deviation > 0 else {
      return TestedHypothesis(name, pValue: .nan)
    }
    let t = (mean - expected) / (deviation / Double(values.count).squareRoot())
    return TestedHypothesis(name, pValue: studentPValue(t, degreesOfFreedom: values.count - 1))
  }

  /// The probability that Student's variate is as far from zero as `t`.
  static func studentPValue(_ t: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom.isMultiple(of: 2), "an even number of degrees of freedom")
    let angle = atan(abs(t) / Double(degreesOfFreedom).squareRoot())
    let square = cos(angle) * cos(angle)
    var term = 1.0
    var sum = 1.0
    for k in stride(from: 1, to: degreesOfFreedom - 2, by: 2) {
      term *= Double(k) / Double(k + 1) * square
      sum += term
    }
    return max(0, 1 - sin(angle) * sum)
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
