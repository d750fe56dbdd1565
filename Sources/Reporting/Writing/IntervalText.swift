// Intervals as people read them: the ends of a difference with their signs, a ratio with its own.
import LiveCommerce
import Stochastics

/// How intervals are written.
enum IntervalText {
  /// "4.2 ms … 5.1 ms".
  static func range(_ interval: Interval?, _ unit: MetricUnit, _ money: MoneyStyle) -> String {
    guard let interval else { return ValueText.nothing }
    return [interval.low, interval.high].map { ValueText.text($0, unit, money) }
      .joined(separator: " … ")
  }

  /// "+4.2 ms … +5.1 ms"; differences of shares are in percentage points.
  static func difference(
    _ interval: Interval?, _ unit: MetricUnit, _ money: MoneyStyle
  ) -> String {
    guard let interval else { return ValueText.nothing }
    return [interval.low, interval.high].map { signed($0, unit, money) }.joined(separator: " … ")
  }

  /// "1.23 [1.20, 1.26]".
  static func number(_ interval: Interval?) -> String {
    guard let interval else { return ValueText.nothing }
    let ends = [interval.low, interval.high].map { ValueText.significant($0) }
    return "\(ValueText.significant(interval.estimate)) [\(ends.joined(separator: ", "))]"
  }

  private static func signed(_ value: Double, _ unit: MetricUnit, _ money: MoneyStyle) -> String {
    let text =
      unit == .share
      ? ValueText.significant(value * 100) + " pp" : ValueText.text(value, unit, money)
    return value > 0 && text.first?.isNumber ?? false || value > 0 && unit == .money
      ? "+" + text : text
  }
}
