// Student's t, the law of a mean over its own estimated error ("Student", Biometrika 6 (1908) 1-25),
// by the incomplete beta function (Abramowitz and Stegun 1964, 26.7.1).

/// Student's t distribution.
public enum StudentT {
  /// The probability that the variate is at most `t`.
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    let tail =
      IncompleteBeta.regularized(
        degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2
    return t < 0 ? tail : 1 - tail
  }

  /// The value that the variate stays below with probability `p`, between 0 and 1.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    guard p != 0.5 else { return 0 }
    let tail = min(p, 1 - p)
    let x = IncompleteBeta.quantile(2 * tail, degreesOfFreedom / 2, 0.5)
    let t = (degreesOfFreedom * (1 - x) / x).squareRoot()
    return p < 0.5 ? -t : t
  }
}

extension Tally {
  /// How surprising the mean would be if the values came from a law with the mean `expected`.
  ///
  /// Student's test, two-sided: exact for normal values, and good for means of many.
  ///
  /// - Parameter expected: The mean of the hypothesis.
  /// - Returns: The p-value; NaN for fewer than two values and for values that are all alike, of which
  ///   the test has nothing to say.
  public func pValue(ofMean expected: Double) -> Double {
    guard let mean, let deviation = standardDeviation, deviation > 0 else { return .nan }
    let t = (mean - expected) / (deviation / Double(count).squareRoot())
    return 2 * StudentT.cumulative(-abs(t), degreesOfFreedom: Double(count - 1))
  }
}
