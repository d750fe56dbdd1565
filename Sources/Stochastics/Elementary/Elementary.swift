// Elementary functions in + - × ÷ √ alone. A C library picks fused or separate arithmetic by
// processor and so differs in the last bits; IEEE 754 fixes these five operations exactly, and
// Swift never contracts a·b + c. Invariant: the same bits on every machine.

/// Elementary and normal-distribution functions whose bits do not depend on the machine.
public enum Elementary {
  // Horner's rule, highest power first. Inlined with literal coefficients it unrolls into
  // straight-line arithmetic.
  @inlinable @inline(__always)
  static func polynomial<let count: Int>(_ x: Double, _ coefficients: [count of Double]) -> Double {
    var sum = coefficients[0]
    for power in 1..<count {
      sum = sum * x + coefficients[power]
    }
    return sum
  }

  /// The logistic function 1 / (1 + e⁻ˣ), without overflow on either side.
  @inlinable
  public static func logistic(_ x: Double) -> Double {
    guard x < 0 else { return 1 / (1 + exp(-x)) }
    let odds = exp(x)
    return odds / (1 + odds)
  }

  /// The logarithm of the odds of a share: the inverse of `logistic`, ±∞ at one and zero.
  @inlinable
  public static func logOdds(_ share: Double) -> Double { log(share / (1 - share)) }

  /// The power `x`ʸ of a base that is not negative (a negative base gives NaN).
  ///
  /// Computed as exp(y·log x), so the relative error grows as |y·log x|·2⁻⁵³: a few units in
  /// the last place for results of ordinary size.
  @inlinable
  public static func pow(_ x: Double, _ y: Double) -> Double {
    guard x != 1, y != 0 else { return 1 }
    guard x != 0 else { return y > 0 ? 0 : .infinity }
    return exp(y * log(x))
  }
}
