// The readers of an object's values by kind, each in two forms: required (or with a default) and
// optional. The harmless value returned after a problem lies in the range, so what a caller
// computes from it is harmless as well.

extension ObjectReader {
  // MARK: Quantities

  /// Nanoseconds.
  func duration(
    _ key: String, default fallback: Int64? = nil, in range: ClosedRange<Int64> = 0...Int64.max
  ) -> Int64 {
    value(key, .duration, fallback, clamped(0, range)) { $0.duration(in: range) }
  }

  /// Nanoseconds, if the key is there.
  func optionalDuration(_ key: String, in range: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
    optional(key)?.duration(in: range)
  }

  /// Events a second.
  func rate(
    _ key: String, default fallback: Double? = nil,
    in range: ClosedRange<Double> = 0...Double.infinity
  ) -> Double {
    value(key, .rate, fallback, clamped(0, range)) { $0.rate(in: range) }
  }

  /// Events a second, if the key is there.
  func optionalRate(
    _ key: String, in range: ClosedRange<Double> = 0...Double.infinity
  ) -> Double? {
    optional(key)?.rate(in: range)
  }

  /// A part of one.
  func share(
    _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double> = 0...1
  ) -> Double {
    value(key, .share, fallback, clamped(0, range)) { $0.share(in: range) }
  }

  /// A part of one, if the key is there.
  func optionalShare(_ key: String, in range: ClosedRange<Double> = 0...1) -> Double? {
    optional(key)?.share(in: range)
  }

  /// A whole number.
  func count(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = 0...Int.max
  ) -> Int {
    value(key, .count, fallback, clamped(0, range)) { $0.count(in: range) }
  }

  /// A whole number, if the key is there.
  func optionalCount(_ key: String, in range: ClosedRange<Int> = 0...Int.max) -> Int? {
    optional(key)?.count(in: range)
  }

  /// A finite number.
  func number(
    _ key: String, default fallback: Double? = nil,
    in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) -> Double {
    value(key, .number, fallback, clamped(0, range)) { $0.number(in: range) }
  }

  /// A finite number, if the key is there.
  func optionalNumber(
    _ key: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) -> Double? {
    optional(key)?.number(in: range)
  }

  // MARK: Plain values

  /// A text.
  func text(_ key: String, default fallback: String? = nil, allowingEmpty: Bool = false) -> String {
    value(key, .text, fallback, "") { $0.text(allowingEmpty: allowingEmpty) }
  }

  /// A text, if the key is there.
  func optionalText(_ key: String, allowingEmpty: Bool = false) -> String? {
    optional(key)?.text(allowingEmpty: allowingEmpty)
  }

  /// True or false.
  func bool(_ key: String, default fallback: Bool? = nil) -> Bool {
    value(key, .bool, fallback, false) { $0.bool() }
  }

  /// One of the names of an enumeration; the fallback also stands in after a problem.
  func choice<Choice>(_ key: String, default fallback: Choice) -> Choice
  where Choice: CaseIterable & RawRepresentable<String> {
    log.outline?.note(fallback: .text(fallback.rawValue), at: .key(path, key))
    return optionalChoice(key, as: Choice.self) ?? fallback
  }

  /// One of the names of an enumeration; nil after a problem was reported.
  func choice<Choice>(_ key: String, as type: Choice.Type) -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    let names = type.allCases.map(\.rawValue)
    return required(key, write: "one of \(NodeReader.quotedList(names))")?
      .choice(of: names).flatMap { Choice(rawValue: $0) }
  }

  /// One of the names of an enumeration, if the key is there.
  func optionalChoice<Choice>(_ key: String, as type: Choice.Type) -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    optional(key)?.choice(of: type.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
  }

  // MARK: Structure

  /// An object; nil after a problem was reported.
  func object(_ key: String) -> ObjectReader? {
    required(key, write: "an object, \(ValueKind.object.examples)")?.object()
  }

  /// An object, if the key is there.
  func optionalObject(_ key: String) -> ObjectReader? { optional(key)?.object() }

  /// The items of a list; empty after a problem was reported.
  func list(_ key: String, count range: ClosedRange<Int> = 0...Int.max) -> [NodeReader] {
    required(key, write: "a list, \(ValueKind.list.examples)")?.list(count: range) ?? []
  }

  /// The items of a list, none if the key is not there.
  func optionalList(_ key: String, count range: ClosedRange<Int> = 0...Int.max) -> [NodeReader] {
    optional(key)?.list(count: range) ?? []
  }

  // MARK: Plumbing

  private func value<Value>(
    _ key: String, _ kind: ValueKind, _ fallback: Value?, _ harmless: Value,
    read: (NodeReader) -> Value?
  ) -> Value {
    if let outline = log.outline {
      outline.note(fallback: fallback.flatMap { WrittenValue($0, kind) }, at: .key(path, key))
    }
    if let reader = optional(key) { return read(reader) ?? fallback ?? harmless }
    if fallback == nil {
      let wanted = kind == .bool ? kind.noun : "\(kind.noun), such as \(kind.examples)"
      _ = required(key, write: wanted)
    }
    return fallback ?? harmless
  }

  private func clamped<Value: Comparable>(_ value: Value, _ range: ClosedRange<Value>) -> Value {
    min(max(value, range.lowerBound), range.upperBound)
  }
}
