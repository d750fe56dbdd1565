// Where settings stand on the axis of a chart: at distances that are in proportion to what they are, or
// to their logarithms if the largest is many times the least. What are no numbers, or not of one unit,
// stand side by side.
//
// Invariant: as many places as settings, each in 0...1.
import Stochastics

/// The horizontal axis of a chart of settings.
struct ChartAxis {
  /// From this ratio of the largest to the least on an axis is logarithmic.
  private static let wide = 20.0

  /// The settings as they are written.
  let ticks: [String]
  /// Where each stands.
  let places: [Double]
  /// Whether equal distances are equal ratios.
  let isLogarithmic: Bool

  init(_ ticks: [String]) {
    self.ticks = ticks
    let last = Double(max(1, ticks.count - 1))
    guard let numbers = ChartAxis.numbers(ticks), let least = numbers.min(),
      let most = numbers.max(), least < most
    else {
      places = ticks.indices.map { Double($0) / last }
      isLogarithmic = false
      return
    }
    isLogarithmic = least > 0 && most / least > ChartAxis.wide
    let bent = isLogarithmic ? numbers.map { Elementary.log($0 / least) } : numbers
    let (low, high) = (bent.min() ?? 0, bent.max() ?? 1)
    places = bent.map { min(1, max(0, ($0 - low) / (high - low))) }
  }

  /// What a chart is told of its axis.
  func members(_ title: String) -> [JSONValue.Member] {
    [
      .init("x", .string(title)), .init("isLogarithmic", .bool(isLogarithmic)),
      .init("ticks", .array(ticks.map { .string($0) })),
      .init("places", .array(places.map { .number($0) })),
    ]
  }

  /// The settings as numbers of one unit; nil if they are none.
  private static func numbers(_ ticks: [String]) -> [Double]? {
    let parts = ticks.map { tick in
      let number = tick.prefix { "0123456789.-".contains($0) }
      return (number: Double(number), unit: tick.dropFirst(number.count))
    }
    let numbers = parts.compactMap { part in part.number.map { $0 * (lengths[part.unit] ?? 1) } }
    let isTime = parts.allSatisfy { lengths[$0.unit] != nil }
    guard numbers.count == ticks.count, numbers.allSatisfy(\.isFinite),
      isTime || Set(parts.map(\.unit)).count == 1
    else { return nil }
    return numbers
  }

  /// Units of time, in seconds.
  private static let lengths: [Substring: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600, "d": 86_400,
  ]
}
