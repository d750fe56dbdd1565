// The one-sample Kolmogorov-Smirnov test.
// Sources: A. Kolmogorov (1933) for the limit; J. Vrbik, "Small-sample corrections to
// Kolmogorov-Smirnov test statistic", Pioneer Journal of Theoretical and Applied Statistics 15
// (2018) 15-23, which makes the limit good to three digits from a few dozen values on.

import Foundation

/// The greatest distance between a sample and the distribution it should come from.
public enum KolmogorovSmirnov {
  /// The greatest distance between the sample's and the given distribution function.
  ///
  /// Jumps of the distribution function are allowed: values that tie are compared on both sides.
  public static func statistic(_ sample: [Double], _ cumulative: (Double) -> Double) -> Double {
    let sorted = sample.sorted()
    let n = Double(sorted.count)
    var greatest = 0.0
    var start = 0
    while start < sorted.count {
      let value = sorted[start]
      var end = start + 1
      while end < sorted.count, sorted[end] == value { end += 1 }
      greatest = max(greatest, abs(Double(end) / n - cumulative(value)))
      greatest = max(greatest, abs(Double(start) / n - cumulative(value.nextDown)))
      start = end
    }
    return greatest
  }

  /// The probability of a statistic at least this large; an upper bound where there are jumps.
  public static func pValue(_ statistic: Double, count: Int) -> Double {
    let root = Double(count).squareRoot()
    let raw = statistic * root
    return limitTail(raw + 1 / (6 * root) + (raw - 1) / (4 * Double(count)))
  }

  /// The probability that the limit distribution exceeds `x`.
  public static func limitTail(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    return x < 1 ? 1 - limitBody(x) : alternatingTail(x)
  }

  // Two forms of the same theta function, each where it converges at once.
  private static func alternatingTail(_ x: Double) -> Double {
    (1...12).reduce(0) { sum, k in
      let term = 2 * exp(-2 * Double(k * k) * x * x)
      return k.isMultiple(of: 2) ? sum - term : sum + term
    }
  }

  private static func limitBody(_ x: Double) -> Double {
    let factor = (2 * Double.pi).squareRoot() / x
    return (1...12).reduce(0) { sum, k in
      let odd = Double(2 * k - 1)
      return sum + factor * exp(-odd * odd * Double.pi * Double.pi / (8 * x * x))
    }
  }
}
