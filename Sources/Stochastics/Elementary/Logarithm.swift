// The natural logarithm: x = 2ᵏ·m with m in [√½, √2), then log m by a series in
// s = (m - 1)/(m + 1). Method and coefficients: FDLIBM e_log.c (Sun Microsystems, 1993).
// Invariant: the error is below one unit in the last place, and log 1 is exactly zero.

extension Elementary {
  /// The natural logarithm, to within one unit in the last place.
  ///
  /// Zero gives -∞, a negative argument NaN.
  @inlinable
  public static func log(_ x: Double) -> Double {
    guard x >= 0x1p-1022, x < .infinity else { return unusualLog(x) }
    // Moving the exponent's border from 1 to √½ before it is cut off keeps m near one.
    let shifted = x.bitPattern &+ 0x0009_5f62_0000_0000
    let k = Double(Int64(shifted >> 52) &- 1023)
    let f = Double(bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_0000_0000) - 1
    let s = f / (2 + f)
    let half = 0.5 * f * f
    let tail = s * (half + logSeries(s * s)) + k * 1.908_214_929_270_587_700_02e-10
    // log 2 is split so that k times its high part is exact.
    return k * 6.931_471_803_691_238_164_90e-1 - ((half - tail) - f)
  }

  // (log((1 + s)/(1 - s)) - 2s)/s as a minimax polynomial in z = s². Even and odd powers are
  // summed apart to shorten the chain of dependent operations.
  @inlinable @inline(__always)
  static func logSeries(_ z: Double) -> Double {
    let w = z * z
    let odd = polynomial(
      w,
      [
        1.479_819_860_511_658_591e-1, 1.818_357_216_161_805_012e-1,
        2.857_142_874_366_239_149e-1, 6.666_666_666_666_735_130e-1,
      ])
    let even = polynomial(
      w,
      [
        1.531_383_769_920_937_332e-1, 2.222_219_843_214_978_396e-1,
        3.999_999_999_940_941_908e-1,
      ])
    return z * odd + w * even
  }

  // Zero, negative, subnormal, infinite, not a number.
  @usableFromInline
  static func unusualLog(_ x: Double) -> Double {
    guard x != 0 else { return -.infinity }
    guard x > 0 else { return .nan }
    guard x < .infinity else { return x }
    return log(x * 0x1p54) - 54 * 0.693_147_180_559_945_309_42
  }
}
