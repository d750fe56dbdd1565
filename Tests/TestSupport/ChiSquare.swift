// The chi-square test of counts, with its p-value from the incomplete gamma function.
// Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions" (1964), 6.5.29
// (series) and 6.5.31 (continued fraction, evaluated by Lentz's method).

import Foundation

/// The chi-square test.
public enum ChiSquare {
  /// The probability that a chi-square variate exceeds a statistic.
  public static func pValue(_ statistic: Double, degreesOfFreedom: Int) -> Double {
    upperGamma(Double(degreesOfFreedom) / 2, statistic / 2)
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
    let atMost = upperGamma(Double(count) + 1, mean)
    let atLeast = count == 0 ? 1 : 1 - upperGamma(Double(count), mean)
    return min(1, 2 * min(atMost, atLeast))
  }

  /// The regularised upper incomplete gamma function Q(a, x).
  public static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    let scale = exp(a * log(x) - x - lgamma(a))
    return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
  }

  private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * 1e-17 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum
  }

  private static func upperFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var product = d
    for n in 1...10_000 {
      let an = -Double(n) * (Double(n) - a)
      b += 2
      d = 1 / (an * d + b)
      c = b + an / c
      product *= c * d
      if abs(c * d - 1) < 1e-15 { break }
    }
    return product
  }
}
