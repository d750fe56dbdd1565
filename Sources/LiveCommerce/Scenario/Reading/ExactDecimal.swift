// A decimal number held exactly, ± significand × 10^exponent, so that "2.5s" becomes 2 500 000 000
// nanoseconds and "¥19.99" 1999 fen with no rounding on the way. In normal form: the significand
// does not end in a zero digit, and zero has exponent 0.

/// A decimal number of at most 19 significant digits.
struct ExactDecimal: Sendable, Equatable {
  var isNegative = false
  var significand: UInt64 = 0
  var exponent = 0

  /// What multiplying gave.
  enum Scaled: Equatable {
    case exact(Int64)
    case fractional
    case tooLarge
  }

  /// Exponents beyond this are held at it; every result is long out of range by then.
  private static let exponentLimit = 1_000_000

  /// Reads `[+-] digits [. digits] [e [+-] digits]`, or returns nil beyond 19 significant digits.
  ///
  /// The caller has checked the syntax; other bytes are passed over.
  init?(ascii: some Sequence<UInt8>) {
    var afterPoint = false
    var zeros = 0
    var power: Int?
    var powerIsNegative = false
    for byte in ascii {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = UInt64(byte - UInt8(ascii: "0"))
        if let value = power {
          power = min(value * 10 + Int(digit), Self.exponentLimit)
        } else {
          if afterPoint { exponent -= 1 }
          guard append(digit, zeros: &zeros) else { return nil }
        }
      case UInt8(ascii: "."): afterPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): power = 0
      case UInt8(ascii: "-"): if power == nil { isNegative = true } else { powerIsNegative = true }
      default: break
      }
    }
    exponent += zeros + (powerIsNegative ? -(power ?? 0) : power ?? 0)
    if significand == 0 { exponent = 0 }
  }

  /// Adds a digit, holding zeros back until a digit follows that makes them count.
  private mutating func append(_ digit: UInt64, zeros: inout Int) -> Bool {
    guard digit != 0 else {
      if significand != 0 { zeros += 1 }
      return true
    }
    if significand != 0 {
      for _ in 0...zeros {
        let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
        guard !overflow else { return false }
        significand = product
      }
    }
    zeros = 0
    let (sum, overflow) = significand.addingReportingOverflow(digit)
    significand = sum
    return !overflow
  }

  /// The number times `factor` as an integer, exactly or not at all.
  func scaled(by factor: UInt64) -> Scaled {
    var value = UInt128(significand) * UInt128(factor)
    guard value != 0 else { return .exact(0) }
    if exponent < 0 {
      for _ in 0..<(-exponent) {
        // A whole UInt128 ends in at most 38 zeros, so this leaves early.
        guard value % 10 == 0 else { return .fractional }
        value /= 10
      }
    }
    if exponent > 0 {
      for _ in 0..<exponent {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return .tooLarge }
        value = product
      }
    }
    guard let magnitude = UInt64(exactly: value) else { return .tooLarge }
    if isNegative, magnitude == Int64.min.magnitude { return .exact(.min) }
    guard let whole = Int64(exactly: magnitude) else { return .tooLarge }
    return .exact(isNegative ? -whole : whole)
  }

  /// The nearest `Double`; infinite when the number is too large for one.
  var double: Double {
    let magnitude: Double
    if significand <= 1 << 53, -22...22 ~= exponent {
      // Both operands are exact, so the one operation rounds correctly.
      let power = Self.powers[abs(exponent)]
      magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
    } else {
      magnitude = Self.double(digits: String(significand), exponent: exponent)
    }
    return isNegative ? -magnitude : magnitude
  }

  /// The nearest `Double` to `digits` × 10^`exponent`, for any number of digits.
  static func double(digits: String, exponent: Int) -> Double {
    if let value = Double("\(digits)e\(exponent)") { return value }
    return exponent < 0 ? 0 : .infinity
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The number times ten to `places`.
  func shifted(by places: Int) -> ExactDecimal {
    var copy = self
    if significand != 0 { copy.exponent += places }
    return copy
  }
}
