// Numbers as people read them: three significant digits, or as many as tell a value from the limit
// beside it, a unit that makes the number short, and thin spaces between groups of digits. Written with integer arithmetic only, so that the same value
// is the same text everywhere.
package import LiveCommerce

/// How values of metrics are written.
package enum ValueText {
  /// What stands between groups of three digits: a narrow space at which no line is broken.
  static let groupSeparator = "\u{202F}"
  /// The size below which digits say nothing more.
  private static let smallest = 0.0005
  /// What stands for a value where there was nothing to measure.
  static let nothing = "–"

  /// How many digits are enough where nothing stands beside a value.
  package static let usualDigits = 3
  /// More digits than a number in base units has.
  private static let mostDigits = 17

  /// A metric's value with its unit.
  static func text(
    _ value: Double?, _ unit: MetricUnit, _ money: MoneyStyle, digits: Int = usualDigits
  ) -> String {
    guard let value, value.isFinite else { return nothing }
    switch unit {
    case .count: return count(value, digits: digits)
    case .seconds: return duration(value, digits: digits)
    case .perSecond: return significant(value, digits: digits) + "/s"
    case .share: return significant(value * 100, digits: digits) + " %"
    case .money: return amount(value, money, digits: digits)
    case .number: return significant(value, digits: digits)
    }
  }

  /// A value and the limit that it is held against, with as many digits as tell the two apart.
  static func texts(
    _ value: Double?, against limit: Double, _ unit: MetricUnit, _ money: MoneyStyle
  ) -> (value: String, limit: String) {
    var texts = (text(value, unit, money), text(limit, unit, money))
    guard let value, value != limit else { return texts }
    for digits in usualDigits...mostDigits where texts.0 == texts.1 {
      texts = (
        text(value, unit, money, digits: digits), text(limit, unit, money, digits: digits)
      )
    }
    return texts
  }

  /// "12 345", and "4 213.7" for a mean.
  package static func count(_ value: Double, digits: Int = usualDigits) -> String {
    value == value.rounded() ? decimal(value, places: 0) : significant(value, digits: digits)
  }

  /// "830 ns", "12.5 ms", "4.63 s", "5 m 03 s", "1 h 05 m".
  package static func duration(_ seconds: Double, digits: Int = usualDigits) -> String {
    let sign = seconds < 0 ? "-" : ""
    let length = abs(seconds)
    func text(_ scale: Double) -> String { sign + significant(length * scale, digits: digits) }
    switch length {
    case 0: return "0 s"
    // Each border lies where three significant digits would round up to the next unit.
    case ..<0.9995e-6: return text(1e9) + " ns"
    case ..<0.9995e-3: return text(1e6) + " µs"
    case ..<0.9995: return text(1e3) + " ms"
    case ..<59.95: return text(1) + " s"
    case _ where digits > usualDigits:
      return sign + fineClock(length, places: digits - usualDigits)
    default: return sign + clock(length)
    }
  }

  /// "1 h 05 m 12.3 s".
  private static func fineClock(_ length: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let whole = (length * scale).rounded() / scale
    let minutes = (whole / 60).rounded(.down)
    let seconds = withoutClosingZeros(decimal(whole - minutes * 60, places: places)) + " s"
    let hours = (minutes / 60).rounded(.down)
    guard hours > 0 else { return "\(decimal(minutes, places: 0)) m \(seconds)" }
    return "\(decimal(hours, places: 0)) h \(twoDigits(minutes - hours * 60)) m \(seconds)"
  }

  private static func clock(_ length: Double) -> String {
    guard length < 3_599.5 else {
      let minutes = (length / 60).rounded()
      let hours = (minutes / 60).rounded(.down)
      return "\(decimal(hours, places: 0)) h \(twoDigits(minutes - hours * 60)) m"
    }
    let whole = length.rounded()
    let minutes = (whole / 60).rounded(.down)
    return "\(decimal(minutes, places: 0)) m \(twoDigits(whole - minutes * 60)) s"
  }

  private static func twoDigits(_ value: Double) -> String {
    let digits = decimal(value, places: 0)
    return digits.count < 2 ? "0" + digits : digits
  }

  /// "¥12 345.60": minor units as an amount.
  package static func amount(
    _ minorUnits: Double, _ money: MoneyStyle, digits: Int = usualDigits
  ) -> String {
    let scale = (0..<money.places).reduce(1.0) { scale, _ in scale * 10 }
    let places = money.places + digits - usualDigits
    let text = decimal(abs(minorUnits) / scale, places: places)
    return (minorUnits < 0 ? "-" : "") + money.prefix + text
  }

  /// The value to so many significant digits, or to the unit where that is more; no closing zeros.
  static func significant(_ value: Double, digits: Int = usualDigits) -> String {
    let size = abs(value)
    guard size >= smallest || size == 0 || digits > usualDigits else {
      return value < 0 ? "> -0.001" : "< 0.001"
    }
    var places = 0
    var limit = (1..<digits).reduce(1.0) { limit, _ in limit * 10 } - 0.05
    while size < limit && places < 12 && size > 0 {
      places += 1
      limit /= 10
    }
    return withoutClosingZeros(decimal(value, places: places))
  }

  private static func withoutClosingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var shown = text
    while shown.hasSuffix("0") { shown.removeLast() }
    if shown.hasSuffix(".") { shown.removeLast() }
    return shown == "-0" ? "0" : shown
  }

  /// The value with so many digits after the point, grouped before it.
  static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e18 else { return value.description }
    var digits = String(Int64(scaled))
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let whole = sign + grouped(String(digits.dropLast(places)))
    return places > 0 ? "\(whole).\(digits.suffix(places))" : whole
  }

  private static func grouped(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    let head = digits.count % 3
    var groups = head > 0 ? [String(digits.prefix(head))] : []
    var rest = digits.dropFirst(head)
    while !rest.isEmpty {
      groups.append(String(rest.prefix(3)))
      rest = rest.dropFirst(3)
    }
    return groups.joined(separator: groupSeparator)
  }
}
