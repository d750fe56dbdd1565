// The exponential function: x = k·log 2 + r with |r| ≤ ½ log 2, then eʳ by a rational form of
// r·coth(r/2). Method and coefficients: FDLIBM e_exp.c (Sun Microsystems, 1993).
// Invariant: the error is below one unit in the last place, and exp 0 is exactly one.

extension Elementary {
  /// The exponential function, to within one unit in the last place.
  ///
  /// Overflows to +∞ above 709.78 and fades through the subnormal numbers to zero at -745.13.
  @inlinable
  public static func exp(_ x: Double) -> Double {
    guard x.magnitude <= 708 else { return unusualExp(x) }
    let (fraction, power) = reducedExp(x)
    return fraction * powerOfTwo(power)
  }

  // eˣ as fraction·2ᵖᵒʷᵉʳ, for |x| ≤ 746. Adding 1.5·2⁵² rounds to an integer and leaves that
  // integer in the low bits of the sum, at the price of one addition.
  @inlinable @inline(__always)
  static func reducedExp(_ x: Double) -> (fraction: Double, power: Int64) {
    let shifted = x * 1.442_695_040_888_963_387_00 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let high = x - k * 6.931_471_803_691_238_164_90e-1
    let low = k * 1.908_214_929_270_587_700_02e-10
    let r = high - low
    let t = r * r
    let c = r - t * expSeries(t)
    let fraction = 1 - ((low - r * c / (2 - c)) - high)
    return (fraction, Int64(bitPattern: shifted.bitPattern &- 0x4338_0000_0000_0000))
  }

  // (r - c(r))/r² where eʳ = 1 + r + r·c(r)/(2 - c(r)): a minimax polynomial in t = r².
  @inlinable @inline(__always)
  static func expSeries(_ t: Double) -> Double {
    polynomial(
      t,
      [
        4.138_136_797_057_238_460_39e-8, -1.653_390_220_546_525_153_90e-6,
        6.613_756_321_437_934_361_17e-5, -2.777_777_777_701_559_338_42e-3,
        1.666_666_666_666_660_190_37e-1,
      ])
  }

  // 2ᵏ for k in -1022 ... 1023.
  @inlinable @inline(__always)
  static func powerOfTwo(_ k: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: k &+ 1023) &<< 52)
  }

  // Results near or beyond the range of normal numbers. Scaling in two halves lets only the
  // last multiplication round.
  @usableFromInline
  static func unusualExp(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    guard x < 710 else { return .infinity }
    guard x > -746 else { return 0 }
    let (fraction, power) = reducedExp(x)
    let half = power / 2
    return fraction * powerOfTwo(half) * powerOfTwo(power - half)
  }
}
