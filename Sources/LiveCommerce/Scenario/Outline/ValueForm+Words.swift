// A form in words: the kind with its article, and the range in the units of the format.

extension ValueForm {
  /// "a duration"; nil for what has parts of its own to be described.
  package var kindWords: String? {
    switch self {
    case .duration: ValueKind.duration.noun
    case .clock: ValueKind.clock.noun
    case .rate: ValueKind.rate.noun
    case .money: ValueKind.money.noun
    case .share: ValueKind.share.noun
    case .count: ValueKind.count.noun
    case .number: ValueKind.number.noun
    case .law: "a duration or a distribution"
    case .text, .promise, .bool, .word, .list, .object, .members, .variant, .root: nil
    }
  }

  /// "1s to 10m", "at least 1"; nil where everything of the kind is allowed.
  package var rangeWords: String? {
    switch self {
    case .duration(let range):
      Self.words(range, 0, .max) { Quantity.describe(duration: $0) }
    case .rate(let range):
      Self.words(range, 0, .infinity) { Quantity.describe(rate: $0) }
    case .share(let range):
      Self.words(range, 0, .infinity) { Quantity.describe(share: $0) }
    case .count(let range): Self.words(range, 0, .max) { Quantity.describe(count: $0) }
    case .number(let range):
      Self.words(range, -.infinity, .infinity) { Quantity.describe(number: $0) }
    case .money(let range): range.lowerBound > 0 ? "more than nothing" : nil
    default: nil
    }
  }

  private static func words<Value: Comparable>(
    _ range: ClosedRange<Value>, _ least: Value, _ most: Value, _ describe: (Value) -> String
  ) -> String? {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low == high { return describe(low) }
    if high == most { return low == least ? nil : "at least \(describe(low))" }
    return "\(describe(low)) to \(describe(high))"
  }
}

/// The names by which money is written.
package enum Currencies {
  /// Symbols and codes of all currencies.
  package static let names = Currency.all.flatMap { $0.symbols + [$0.code] }
}
