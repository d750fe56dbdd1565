// Quantities as a person would write them, for messages: the inverse of reading them, with the unit
// that makes the number short. Everything described can be read back.

extension Quantity {
  /// "1h30m", "250ms", "2.5s".
  static func describe(duration nanoseconds: Int64) -> String {
    let sign = nanoseconds < 0 ? "-" : ""
    let magnitude = nanoseconds.magnitude
    if magnitude == 0 { return "0s" }
    if magnitude < 1000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return "\(sign)\(decimal(magnitude, places: 3))us" }
    if magnitude < 1_000_000_000 { return "\(sign)\(decimal(magnitude, places: 6))ms" }
    var text = sign
    var rest = magnitude
    for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, UInt64)] {
      let (whole, remainder) = rest.quotientAndRemainder(dividingBy: size * 1_000_000_000)
      if whole > 0 { text += "\(whole)\(unit)" }
      rest = remainder
    }
    return rest > 0 ? "\(text)\(decimal(rest, places: 9))s" : text
  }

  /// "20:00", "20:00:05.25".
  static func describe(clock nanoseconds: Int64) -> String {
    let (minutes, rest) = max(0, nanoseconds).quotientAndRemainder(dividingBy: 60_000_000_000)
    let text = "\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    guard rest > 0 else { return text }
    let padding = rest < 10_000_000_000 ? "0" : ""
    return "\(text):\(padding)\(decimal(rest.magnitude, places: 9))"
  }

  /// "8k/s", "2.5/s", "3/h": over the shortest time in which at least one comes.
  static func describe(rate perSecond: Double) -> String {
    for (unit, seconds) in [("s", 1), ("min", 60), ("h", 3600)] as [(String, Double)]
    where abs(perSecond) * seconds >= 1 || perSecond == 0 {
      return "\(shortened(perSecond * seconds))/\(unit)"
    }
    return "\(describe(number: perSecond * 86_400))/d"
  }

  /// "35%".
  static func describe(share: Double) -> String {
    // The decimal point is moved in the text, where 0.07 × 100 is 7.
    guard share.isFinite, let exact = ExactDecimal(ascii: share.description.utf8) else {
      return describe(number: share)
    }
    return plain(exact.shifted(by: 2)) + "%"
  }

  /// "10k", "2.2M", "12345".
  static func describe(count: Int) -> String {
    for (suffix, size) in [("M", 1_000_000), ("k", 1000)] {
      // With at most one place the short form is easier to read than the digits.
      if count.magnitude >= UInt(size) * 10 || count % size == 0, count != 0,
        count % (size / 10) == 0
      {
        let tenths = (count / (size / 10)).magnitude
        return (count < 0 ? "-" : "") + decimal(UInt64(tenths), places: 1) + suffix
      }
    }
    return "\(count)"
  }

  /// "¥12.50", "399 JPY".
  static func describe(_ money: Money) -> String {
    let currency = Currency.named(money.currency)
    let sign = money.minorUnits < 0 ? "-" : ""
    var amount = "\(money.minorUnits.magnitude)"
    if let places = currency?.places, places > 0 {
      let (whole, rest) = money.minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
      amount = rest == 0 ? "\(whole)" : "\(whole).\(twoDigits(Int64(rest)))"
    }
    guard let symbol = currency?.symbols.first else { return "\(sign)\(amount) \(money.currency)" }
    return sign + symbol + amount
  }

  /// "5", "0.25", "1e+20": the shortest digits that give the number back.
  static func describe(number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  // MARK: Digits

  private static func shortened(_ number: Double) -> String {
    guard number.isFinite, let exact = ExactDecimal(ascii: number.description.utf8),
      case .exact(let whole) = exact.scaled(by: 1)
    else { return describe(number: number) }
    return describe(count: Int(whole))
  }

  private static func twoDigits(_ number: Int64) -> String {
    (number < 10 ? "0" : "") + String(number)
  }

  /// A whole number with a point before its last `places` digits, without closing zeros.
  private static func decimal(_ value: UInt64, places: Int) -> String {
    var digits = String(value)
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = digits.dropLast(places)
    var fraction = digits.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }

  private static func plain(_ number: ExactDecimal) -> String {
    guard -18...18 ~= number.exponent else { return describe(number: number.double) }
    let sign = number.isNegative ? "-" : ""
    if number.exponent < 0 {
      return sign + decimal(number.significand, places: -number.exponent)
    }
    return sign + String(number.significand) + String(repeating: "0", count: number.exponent)
  }
}
