// The chi-square test of counts, with its p-value from the incomplete gamma function.

import Stochastics

/// The chi-square test.
public enum ChiSquare {
  /// The probability that a chi-square variate exceeds a statistic.
  public static func pValue(_ statistic: Double, degreesOfFreedom: Int) -> Double {
    IncompleteGamma.upper(statistic / 2, Double(degreesOfFreedom) / 2)
  }

  /// The probability of a statistic this far out on either side: too uneven, or too even.
  public static func twoSidedPValue(_ statistic: Double, degreesOfFreedom: Int) -> Double {
    let above = pValue(statistic, degreesOfFreedom: degreesOfFreedom)
    return min(1, 2 * min(above, 1 - above))
  }

  /// The statistic of counts that should all be alike.
  public static func statistic(evenly counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { sum, count in
      let distance = Double(count) - expected
      return sum + distance * distance / expected
    }
  }

  /// The probability that a Poisson variate is as far from its mean as `count`, on either side.
  public static func poissonPValue(_ count: Int, mean: Double) -> Double {
    // P(X ≤ k) is the upper incomplete gamma function of k + 1 at the mean.
    let atMost = IncompleteGamma.upper(mean, Double(count) + 1)
    let atLeast = count == 0 ? 1 : IncompleteGamma.lower(mean, Double(count))
    return min(1, 2 * min(atMost, atLeast))
  }
}
