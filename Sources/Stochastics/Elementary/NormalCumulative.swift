// The standard normal distribution function.
// Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
// Computation 23 (1969) 631-637, in the form of his ANORM (Algorithm 715, ACM Transactions on
// Mathematical Software 19 (1993) 22-32). Invariant: the lower tail keeps its relative accuracy.

extension Elementary {
  /// The probability that a standard normal variate is at most `x`.
  public static func normalCDF(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    guard x.magnitude > 0.674_489_75 else { return 0.5 + centralArea(x) }
    let tail = upperTail(x.magnitude)
    return x < 0 ? tail : 1 - tail
  }

  // The area between zero and x.
  private static func centralArea(_ x: Double) -> Double {
    let square = x * x
    let numerator = polynomial(
      square,
      [
        0.065_682_337_918_207_449_113, 2.235_252_035_460_683_928_7,
        161.028_231_068_555_878_81, 1_067.689_485_460_370_958_2,
        18_154.981_253_343_561_249,
      ])
    let denominator = polynomial(
      square,
      [
        1.0, 47.202_581_904_688_241_87, 976.098_551_737_776_693_22,
        10_260.932_208_618_978_205, 45_507.789_335_026_729_956,
      ])
    return x * numerator / denominator
  }

  private static func upperTail(_ y: Double) -> Double {
    guard y < 38.5 else { return 0 }
    let ratio = y * y <= 32 ? middleRatio(y) : farRatio(y)
    // exp(-y²/2) with y cut to sixteenths, so that its square is exact and the rest is small.
    let coarse = Double(Int64(y * 16)) / 16
    let rest = (y - coarse) * (y + coarse)
    return exp(-0.5 * coarse * coarse) * exp(-0.5 * rest) * ratio
  }

  // The tail divided by exp(-y²/2), for y up to √32.
  private static func middleRatio(_ y: Double) -> Double {
    let numerator = polynomial(
      y,
      [
        1.076_557_677_372_019_231_7e-8, 0.398_941_512_088_134_667_64,
        8.883_149_794_388_375_941_2, 93.506_656_132_177_855_979,
        597.270_276_394_800_262_26, 2_494.537_585_290_372_671_1,
        6_848.190_450_536_282_332_6, 11_602.651_437_647_350_124,
        9_842.714_838_383_978_021_8,
      ])
    let denominator = polynomial(
      y,
      [
        1.0, 22.266_688_044_328_115_691, 235.387_901_782_624_998_61,
        1_519.377_599_407_554_805, 6_485.558_298_266_760_755,
        18_615.571_640_885_098_091, 34_900.952_721_145_977_266,
        38_912.003_286_093_271_411, 19_685.429_676_859_990_727,
      ])
    return numerator / denominator
  }

  // The same beyond √32, in powers of 1/y².
  private static func farRatio(_ y: Double) -> Double {
    let z = 1 / (y * y)
    let numerator = polynomial(
      z,
      [
        0.023_073_441_764_940_173_03, 0.215_898_534_057_956_99,
        0.127_401_161_160_247_363_9, 0.022_235_277_870_649_807,
        0.001_421_619_193_227_893_466, 2.911_287_495_116_879_2e-5,
      ])
    let denominator = polynomial(
      z,
      [
        1.0, 1.284_260_096_144_911_21, 0.468_238_212_480_865_118,
        0.065_988_137_868_928_551_5, 0.003_782_396_332_027_582_44,
        7.297_515_550_839_662_05e-5,
      ])
    return (0.398_942_280_401_432_677_94 - z * numerator / denominator) / y
  }
}
