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

  /// Nanoseconds since midnight.
  func clock(_ key: String, default fallback: Int64? = nil) -> Int64 {
    value(key, .clock, fallback, 0) { $0.clock() }
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

  /// Money whose minor units lie in the range.
  func money(
    _ key: String, default fallback: Money? = nil, in range: ClosedRange<Int64> = 0...Int64.max
  ) -> Money {
    let harmless = Money(currency: "CNY", minorUnits: clamped(0, range))
    return value(key, .money, fallback, harmless) { $0.money(in: range) }
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

  /// One of some names.
  func choice(_ key: String, of names: [String], default fallback: String? = nil) -> String {
    let harmless = fallback ?? names.first ?? ""
    log.outline?.note(fallback: fallback.map { .text($0) }, at: .key(path, key))
    guard let reader = optional(key) else {
      if fallback == nil { _ = required(key, write: "one of \(NodeReader.quotedList(names))") }
      return harmless
    }
    return reader.choice(of: names) ?? harmless
  }

  /// One of some names, if the key is there.
  func optionalChoice(_ key: String, of names: [String]) -> String? {
    optional(key)?.choice(of: names)
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

  /// The value of a key that must be there, for readers that accept several kinds.
  func node(_ key: String, write wanted: @autoclosure () -> String) -> NodeReader? {
    required(key, write: wanted())
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
