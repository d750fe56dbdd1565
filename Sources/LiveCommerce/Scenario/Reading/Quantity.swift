// Quantities with units, as a scenario writes them in quotes: "1h30m", "8k/s", "¥12.50", "35%",
// "2.2M", "20:00". Decimal arithmetic is exact: what cannot be held exactly in nanoseconds or in
// minor units is refused, never rounded.

/// Readers of quantities, each of which takes a whole text and throws what is wrong with it.
package enum Quantity {
  /// Why a text is not the quantity that is wanted.
  package enum Refusal: Error, Equatable {
    /// It does not spell one at all.
    case malformed
    /// It nearly spells one; the reason continues "`10x` …".
    case because(String)
  }

  /// Nanoseconds in a unit, for every spelling of one.
  static func nanoseconds(inUnit unit: String) -> UInt64? {
    switch unit {
    case "ns": 1
    case "us", "µs", "μs": 1000
    case "ms": 1_000_000
    case "s", "sec": 1_000_000_000
    case "m", "min": 60_000_000_000
    case "h": 3_600_000_000_000
    case "d": 86_400_000_000_000
    default: nil
    }
  }

  /// Powers of ten of the letters that shorten large numbers.
  static func places(ofSuffix suffix: String) -> Int? {
    switch suffix {
    case "": 0
    case "k", "K": 3
    case "万": 4
    case "M": 6
    case "亿": 8
    case "B": 9
    default: nil
    }
  }

  /// Nanoseconds of "15m", "1h30m", "-2.5s".
  package static func duration(_ text: String) throws(Refusal) -> Int64 {
    var scanner = try QuantityScanner(text)
    let isNegative = scanner.takeSign()
    let magnitude = try duration(&scanner)
    guard scanner.isAtEnd else { throw .malformed }
    return isNegative ? -magnitude : magnitude
  }

  /// One or more numbers with units, the units falling; never negative.
  static func duration(_ scanner: inout QuantityScanner) throws(Refusal) -> Int64 {
    var total: Int64 = 0
    var lastUnit = UInt64.max
    repeat {
      guard let number = scanner.takeDecimal() else { throw .malformed }
      scanner.skipSpaces()
      let unit = scanner.takeWord()
      guard let factor = nanoseconds(inUnit: unit) else {
        guard scanner.isAtEnd, !unit.isEmpty else { throw .malformed }
        throw .because("has an unknown unit \(Wording.quoted(unit)): use ns, us, ms, s, m, h or d")
      }
      guard factor < lastUnit else {
        throw .because("must name its units from large to small, as in \"1h30m\"")
      }
      lastUnit = factor
      switch number.scaled(by: factor) {
      case .exact(let part):
        let (sum, overflow) = total.addingReportingOverflow(part)
        guard !overflow else { throw .because("is too long: the limit is 292 years") }
        total = sum
      case .fractional: throw .because("is finer than a nanosecond")
      case .tooLarge: throw .because("is too long: the limit is 292 years")
      }
      scanner.skipSpaces()
    } while scanner.startsNumber
    return total
  }

  /// Nanoseconds since midnight of "20:00" or "20:00:05.250".
  static func clock(_ text: String) throws(Refusal) -> Int64 {
    var scanner = try QuantityScanner(text)
    guard let hour = scanner.takeTwoDigits(), scanner.take(":"),
      let minute = scanner.takeTwoDigits()
    else { throw .malformed }
    var seconds: Int64 = 0
    if scanner.take(":") {
      guard scanner.hasTwoDigits, let decimal = scanner.takeDecimal() else { throw .malformed }
      guard case .exact(let exact) = decimal.scaled(by: 1_000_000_000) else {
        throw .because("is finer than a nanosecond")
      }
      seconds = exact
    }
    guard scanner.isAtEnd else { throw .malformed }
    guard hour < 24, minute < 60, seconds < 60_000_000_000 else {
      throw .because("is no time of day: they run from 00:00 to 23:59:59.999")
    }
    return (hour * 60 + minute) * 60_000_000_000 + seconds
  }

  /// Events a second of "8k/s", "120/min", "3/10m".
  static func rate(_ text: String) throws(Refusal) -> Double {
    var scanner = try QuantityScanner(text)
    let isNegative = scanner.takeSign()
    guard let number = scanner.takeDecimal() else { throw .malformed }
    scanner.skipSpaces()
    guard let places = places(ofSuffix: scanner.takeWord()) else { throw .malformed }
    scanner.skipSpaces()
    guard scanner.take("/") else { throw .malformed }
    scanner.skipSpaces()
    // "/min" is "/1min".
    let period: Int64
    if scanner.startsNumber {
      period = try duration(&scanner)
    } else {
      let unit = scanner.takeWord()
      guard let one = nanoseconds(inUnit: unit) else {
        throw .because("has an unknown unit \(Wording.quoted(unit)): use /s, /min, /h or /d")
      }
      period = Int64(one)
    }
    guard scanner.isAtEnd else { throw .malformed }
    guard period > 0 else { throw .because("counts over no time") }
    let events = number.shifted(by: places).double
    let whole = period.quotientAndRemainder(dividingBy: 1_000_000_000)
    let perSecond =
      whole.remainder == 0
      ? events / Double(whole.quotient) : events * 1_000_000_000 / Double(period)
    guard perSecond.isFinite else { throw .because("is too large") }
    return isNegative ? -perSecond : perSecond
  }

  /// The part of one of "35%".
  static func share(_ text: String) throws(Refusal) -> Double {
    var scanner = try QuantityScanner(text)
    let isNegative = scanner.takeSign()
    guard let number = scanner.takeDecimal() else { throw .malformed }
    scanner.skipSpaces()
    guard scanner.take("%") || scanner.take("\u{FF05}"), scanner.isAtEnd else { throw .malformed }
    let share = number.shifted(by: -2).double
    return isNegative ? -share : share
  }

  /// The whole number of "10k", "2.2M", "249M".
  static func count(_ text: String) throws(Refusal) -> Int {
    var scanner = try QuantityScanner(text)
    let isNegative = scanner.takeSign()
    guard var number = scanner.takeDecimal() else { throw .malformed }
    scanner.skipSpaces()
    guard let places = places(ofSuffix: scanner.takeWord()), scanner.isAtEnd else {
      throw .malformed
    }
    number.isNegative = isNegative
    switch number.shifted(by: places).scaled(by: 1) {
    case .exact(let value): return Int(value)
    case .fractional: throw .because("is not a whole number")
    case .tooLarge: throw .because("is too large")
    }
  }

  /// The number that a text spells, in base units.
  ///
  /// - Parameter text: A quantity or a bare number.
  /// - Returns: The number with what it counts, which is "" for bare numbers, shares and counts alike; nil
  ///   if it spells none.
  package static func number(in text: String) -> (value: Double, unit: String)? {
    if let number = Double(text), number.isFinite { return (number, "") }
    if let share = try? share(text) { return (share, "") }
    if let count = try? count(text) { return (Double(count), "") }
    if let duration = try? duration(text) { return (Double(duration), "ns") }
    if let rate = try? rate(text) { return (rate, "/s") }
    return (try? money(text)).map { (Double($0.minorUnits), $0.currency) }
  }
}
