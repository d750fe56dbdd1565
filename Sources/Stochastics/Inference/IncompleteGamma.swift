// The regularised incomplete gamma functions, by which the gamma, chi-square and Poisson laws are
// computed. Series below the mean, continued fraction above it: M. Abramowitz and I. A. Stegun,
// "Handbook of Mathematical Functions" (1964), 6.5.29 and 6.5.31, the fraction by the modified Lentz
// method. The factor xᵃe⁻ˣ ÷ Γ(a + 1) is written around x = a for large a, as in A. R. DiDonato and
// A. H. Morris, ACM Transactions on Mathematical Software 12 (1986) 377, so that large terms do not
// cancel.
//
// Invariant: lower + upper = 1, each non-negative and accurate to about 10⁻¹³ of itself for `a` from
// 10⁻² to 10⁵.

/// The regularised incomplete gamma functions and their inverse.
public enum IncompleteGamma {
  /// The probability that a gamma variate of shape `a`, above 0, and scale 1 is at most `x`.
  public static func lower(_ x: Double, _ a: Double) -> Double {
    tails(x, a).lower
  }

  /// The probability that a gamma variate of shape `a`, above 0, and scale 1 exceeds `x`.
  public static func upper(_ x: Double, _ a: Double) -> Double {
    tails(x, a).upper
  }

  /// The `x` that a gamma variate of shape `a` stays below with probability `p`.
  ///
  /// Halley's method from the approximation of E. B. Wilson and M. M. Hilferty (1931), between bounds
  /// that only close in: three or four evaluations of the function, seldom more.
  public static func quantile(_ p: Double, _ a: Double) -> Double {
    guard p > 0 else { return p == 0 ? 0 : .nan }
    guard p < 1 else { return p == 1 ? .infinity : .nan }
    var (low, high) = (0.0, Double.infinity)
    var x = start(p, a)
    for _ in 0..<200 {
      let tails = tails(x, a)
      // The smaller tail keeps its accuracy.
      let excess = p < 0.5 ? tails.lower - p : (1 - p) - tails.upper
      if excess < 0 { low = x } else { high = x }
      let next = step(from: x, excess, a)
      guard abs(next - x) > 0x1p-52 * x, low.nextUp < high else { return x }
      // A step out of the bounds is replaced by halving them.
      let middle = high < .infinity ? low + (high - low) / 2 : 2 * x
      x = next > low && next < high ? next : middle
    }
    return x
  }

  /// One step of Halley's method.
  private static func step(from x: Double, _ excess: Double, _ a: Double) -> Double {
    let newton = excess / (front(x, a) * a / x)
    let bend = min(1, newton * ((a - 1) / x - 1))
    return x - newton / (1 - 0.5 * bend)
  }

  private static func start(_ p: Double, _ a: Double) -> Double {
    if a > 1 {
      let ninth = 1 / (9 * a)
      let root = 1 - ninth + Elementary.normalQuantile(p) * ninth.squareRoot()
      if root > 0.1 { return a * root * root * root }
    }
    // Near zero the law is xᵃ ÷ Γ(a + 1); far out, for a up to 1, nearly exponential.
    let power = Elementary.exp((Elementary.log(p) + Elementary.logGamma(a + 1)) / a)
    return max(a > 1 || power < 0.5 ? power : Elementary.unitExponential(1 - p), 0x1p-1021)
  }

  private static func tails(_ x: Double, _ a: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return x.isNaN ? (.nan, .nan) : (0, 1) }
    guard x < .infinity else { return (1, 0) }
    if x < a + 1 {
      let lower = min(1, front(x, a) * series(x, a))
      return (lower, 1 - lower)
    }
    let upper = min(1, front(x, a) * a * fraction(x, a))
    return (1 - upper, upper)
  }

  /// xᵃe⁻ˣ ÷ Γ(a + 1).
  private static func front(_ x: Double, _ a: Double) -> Double {
    guard a >= 12 else {
      return Elementary.exp(a * Elementary.log(x) - x - Elementary.logGamma(a + 1))
    }
    let offset = (x - a) / a
    // log(1 + offset) without the rounding of the sum (W. Kahan).
    let sum = 1 + offset
    let log = sum == 1 ? offset : Elementary.log(sum) * (offset / (sum - 1))
    let square = 1 / (a * a)
    // Stirling's series of log Γ(a + 1).
    let correction = (1 - square * (1.0 / 30 - square * (1.0 / 105 - square / 140))) / (12 * a)
    return Elementary.exp(-a * (offset - log) - correction) / (2 * Double.pi * a).squareRoot()
  }

  /// Σ xⁿ ÷ (a + 1)…(a + n).
  private static func series(_ x: Double, _ a: Double) -> Double {
    var (term, sum, n) = (1.0, 1.0, a)
    while term > sum * 1e-17 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum
  }

  private static func fraction(_ x: Double, _ a: Double) -> Double {
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var product = d
    for step in 1...100_000 {
      let n = Double(step)
      let coefficient = -n * (n - a)
      b += 2
      d = 1 / (coefficient * d + b)
      c = b + coefficient / c
      product *= c * d
      if abs(c * d - 1) < 1e-16 { break }
    }
    return product
  }
}
