// The elementary functions against the C library's, which is good to less than one unit in the
// last place, and against values computed to thirty digits; their bits against a record.

import Foundation
import Stochastics
import TestSupport
import Testing

struct ElementaryTests {
  private static func relativeError(_ value: Double, _ reference: Double) -> Double {
    value == reference ? 0 : ((value - reference) / reference).magnitude
  }

  // Arguments spread evenly over an interval by a low-discrepancy (golden ratio) sequence.
  private static func arguments(from: Double, to: Double, count: Int = 20_000) -> [Double] {
    (1...count).map { step in
      let turn = Double(step) * 0.618_033_988_749_894_9
      return from + (to - from) * (turn - turn.rounded(.down))
    }
  }

  @Test(arguments: [(1e-3, 10.0), (0.7, 1.5), (0.999, 1.001), (0, 1e300), (0, 1e-300), (0, 1e-307)])
  func `log agrees with the C library to two units in the last place`(from: Double, to: Double) {
    let worst = Self.arguments(from: from, to: to).map {
      Self.relativeError(Elementary.log($0), Foundation.log($0))
    }.max()
    #expect(worst ?? 1 <= 4e-16)
  }

  // Everywhere, at the borders of its 128 intervals and at both ends of the lattice of uniforms.
  @Test func `the unit exponential is minus the logarithm to 2⁻⁵⁰, and positive`() {
    let borders = (0..<129).flatMap { (row: Int) -> [Double] in
      let border = Double(bitPattern: 0x3fe6_a09e_0000_0000 + UInt64(row) << 45)
      return [-2, -1, 0, 1].flatMap { power in
        [border.nextDown, border].map { $0 * Elementary.exp(power * Elementary.log(2)) }
      }
    }
    let ends = [0x1p-53, 0x1.8p-52, 0x1p-33, 1 - 0x1p-53, 1 - 0x1p-33, 1 - 0x1p-10]
    let inner = Self.arguments(from: 0, to: 1) + Self.arguments(from: 0, to: 1e-6)
    for u in inner + borders + ends where u > 0 && u < 1 {
      let value = Elementary.unitExponential(u)
      let distance: Double = (value + Foundation.log(u)).magnitude
      #expect(value > 0 && distance <= max(1, value) * 0x1p-50, "\(u)")
    }
  }

  @Test(arguments: [(-1.0, 1), (-30, 30), (-708, 709), (-1e-5, 1e-5)] as [(Double, Double)])
  func `exp agrees with the C library to two units in the last place`(from: Double, to: Double) {
    let worst = Self.arguments(from: from, to: to).map {
      Self.relativeError(Elementary.exp($0), Foundation.exp($0))
    }.max()
    #expect(worst ?? 1 <= 4e-16)
  }

  @Test func `subnormal results are within one step`() {
    for x in Self.arguments(from: -745.2, to: -707) {
      let distance: Double = (Elementary.exp(x) - Foundation.exp(x)).magnitude
      #expect(distance <= max(Double.leastNonzeroMagnitude, 4e-16 * Foundation.exp(x)), "\(x)")
    }
    for power in 1022...1074 {
      let x = Foundation.scalbn(1.0, -power)
      let error: Double = Self.relativeError(Elementary.log(x), Foundation.log(x))
      #expect(error <= 4e-16)
    }
  }

  struct Special: Sendable {
    let name: String
    let value: Double
    let expected: Double
  }

  static let specials: [Special] = [
    Special(name: "log 0", value: Elementary.log(0), expected: -.infinity),
    Special(name: "log -0", value: Elementary.log(-0.0), expected: -.infinity),
    Special(name: "log 1", value: Elementary.log(1), expected: 0),
    Special(name: "log -1", value: Elementary.log(-1), expected: .nan),
    Special(name: "log inf", value: Elementary.log(.infinity), expected: .infinity),
    Special(name: "log -inf", value: Elementary.log(-.infinity), expected: .nan),
    Special(name: "log nan", value: Elementary.log(.nan), expected: .nan),
    Special(name: "exp 0", value: Elementary.exp(0), expected: 1),
    Special(name: "exp -0", value: Elementary.exp(-0.0), expected: 1),
    Special(name: "exp 710", value: Elementary.exp(710), expected: .infinity),
    Special(name: "exp inf", value: Elementary.exp(.infinity), expected: .infinity),
    Special(name: "exp -746", value: Elementary.exp(-746), expected: 0),
    Special(name: "exp -inf", value: Elementary.exp(-.infinity), expected: 0),
    Special(name: "exp nan", value: Elementary.exp(.nan), expected: .nan),
    Special(name: "pow(0, 2)", value: Elementary.pow(0, 2), expected: 0),
    Special(name: "pow(0, -2)", value: Elementary.pow(0, -2), expected: .infinity),
    Special(name: "pow(0, 0)", value: Elementary.pow(0, 0), expected: 1),
    Special(name: "pow(1, inf)", value: Elementary.pow(1, .infinity), expected: 1),
    Special(name: "pow(-1, 2)", value: Elementary.pow(-1, 2), expected: .nan),
    Special(name: "logistic 0", value: Elementary.logistic(0), expected: 0.5),
    Special(name: "logistic -800", value: Elementary.logistic(-800), expected: 0),
    Special(name: "logistic 800", value: Elementary.logistic(800), expected: 1),
    Special(name: "quantile 0", value: Elementary.normalQuantile(0), expected: -.infinity),
    Special(name: "quantile 1", value: Elementary.normalQuantile(1), expected: .infinity),
    Special(name: "quantile 0.5", value: Elementary.normalQuantile(0.5), expected: 0),
    Special(name: "quantile 2", value: Elementary.normalQuantile(2), expected: .nan),
    Special(name: "quantile nan", value: Elementary.normalQuantile(.nan), expected: .nan),
    Special(name: "cdf -inf", value: Elementary.normalCDF(-.infinity), expected: 0),
    Special(name: "cdf inf", value: Elementary.normalCDF(.infinity), expected: 1),
    Special(name: "cdf 0", value: Elementary.normalCDF(0), expected: 0.5),
    Special(name: "cdf nan", value: Elementary.normalCDF(.nan), expected: .nan),
  ]

  @Test func `special arguments give special values`() {
    for special in Self.specials {
      let same = special.value == special.expected
      let bothNaN = special.value.isNaN && special.expected.isNaN
      #expect(same || bothNaN, "\(special.name) is \(special.value)")
    }
  }

  @Test func `a power is its factors' product`() {
    for x in Self.arguments(from: 0.01, to: 100, count: 1_000) {
      let square: Double = Self.relativeError(Elementary.pow(x, 2), x * x)
      let root: Double = Self.relativeError(Elementary.pow(x, 0.5), x.squareRoot())
      #expect(square <= 4e-15 && root <= 4e-15, "\(x)")
    }
  }

  // Both tails to a relative error, which an absolute one would hide.
  @Test func `the normal distribution function agrees with erfc`() {
    for x in Self.arguments(from: -37, to: 8) {
      let reference = Foundation.erfc(-x / 2.0.squareRoot()) / 2
      // The condition of exp(-x²/2) magnifies the rounding of the reference's own argument.
      let allowed = 2e-15 + x * x * 4e-16
      let error: Double = Self.relativeError(Elementary.normalCDF(x), reference)
      #expect(error <= allowed, "\(x)")
    }
  }

  // Thirty-digit references (mpmath 1.3), for the exact decimal shown read as a binary number.
  static let quantiles: [(p: Double, z: Double)] = [
    (0x1p-53, -8.209_536_151_601_386_9), (1e-12, -7.034_483_825_301_131_9),
    (1e-5, -4.264_890_793_922_824_6), (0.01, -2.326_347_874_040_841_1),
    (0.07, -1.475_791_028_179_170_7), (0.3, -0.524_400_512_708_040_8),
    (0.975, 1.959_963_984_540_053_9),
  ]

  @Test func `normal quantiles match published values`() {
    for (p, z) in Self.quantiles {
      let error: Double = Self.relativeError(Elementary.normalQuantile(p), z)
      #expect(error <= 1e-15, "\(p)")
    }
  }

  @Test func `the normal quantile is odd, monotonic, and undone by the distribution function`() {
    var last = -Double.infinity
    for step in 1..<4_096 {
      let p = Double(step) * 0x1p-12
      let z = Elementary.normalQuantile(p)
      #expect(z > last)
      last = z
      #expect(Elementary.normalQuantile(1 - p) == -z)
      let distance: Double = (Elementary.normalCDF(z) - p).magnitude
      #expect(distance <= 1e-15)
    }
  }

  // Recorded on x86-64; any machine that disagrees by one bit anywhere fails here.
  @Test func `the bits are the same on every machine`() {
    var digest: UInt64 = 0
    let draws = Draws(seed: 1).entity(0, 0)
    for index in 0..<UInt32(20_000) {
      let u = draws.uniform(0, index)
      let results = [
        Elementary.log(u), Elementary.exp(40 * u - 20), Elementary.normalQuantile(u),
        Elementary.normalCDF(8 * u - 4), Elementary.pow(u, 1.5), Elementary.logistic(8 * u - 4),
      ]
      for result in results {
        digest = (digest ^ result.bitPattern) &* 0x0000_0100_0000_01b3
      }
    }
    #expect(digest == 0x5278_e08b_9107_5727)
  }
}
