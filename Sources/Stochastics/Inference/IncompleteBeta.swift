// The regularised incomplete beta function, by which Student's t, the binomial and the beta law are
// computed. Continued fraction: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions"
// (1964), 26.5.8, evaluated by the modified Lentz method (W. J. Lentz, Applied Optics 15 (1976) 668;
// I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986) 490).
//
// Invariant: 0 at 0, 1 at 1, I(x; a, b) = 1 − I(1 − x; b, a); absolute error below 10⁻¹² for
// parameters up to 10⁵.

/// The regularised incomplete beta function and its inverse.
public enum IncompleteBeta {
  /// The probability that a beta variate with parameters `a` and `b`, both above 0, is at most `x`.
  public static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    guard x < 1 else { return 1 }
    let front = Elementary.exp(
      Elementary.logGamma(a + b) - Elementary.logGamma(a) - Elementary.logGamma(b)
        + a * Elementary.log(x) + b * Elementary.log(1 - x))
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  /// The `x` at which the regularised function is `p`, by bisection: 60 evaluations or fewer.
  public static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard p > 0 else { return 0 }
    guard p < 1 else { return 1 }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high, high - low > 1e-16 * high else { return middle }
      if regularized(middle, a, b) < p { low = middle } else { high = middle }
    }
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      let factor = d * c
      result *= factor
      if abs(factor - 1) < 1e-15 { break }
    }
    return result
  }
}
