// What a reader asks of a value, as data: the kind and the range that it would check. One case for
// each question that a `NodeReader` can ask.

/// What may stand at a place of a scenario.
package enum ValueForm: Sendable, Equatable {
  /// A length of time, in nanoseconds.
  case duration(ClosedRange<Int64>)
  /// A time of day.
  case clock
  /// Events a second.
  case rate(ClosedRange<Double>)
  /// Money, in minor units.
  case money(ClosedRange<Int64>)
  /// A part of one.
  case share(ClosedRange<Double>)
  /// A whole number.
  case count(ClosedRange<Int>)
  /// A number.
  case number(ClosedRange<Double>)
  /// A text of at most so many bytes.
  case text(allowingEmpty: Bool, limit: Int)
  /// A promise, which is a text with a grammar of its own.
  case promise(limit: Int)
  /// True or false.
  case bool
  /// One of some words.
  case word([String])
  /// A list of so many items.
  case list(ClosedRange<Int>)
  /// An object with keys of ours.
  case object
  /// An object of so many members whose keys the author chooses; as names, or freely.
  case members(ClosedRange<Int>, areNames: Bool)
  /// An object with exactly one of some keys.
  case variant([String])
  /// A distribution of lengths of time, which is described once for all.
  case law
  /// What stands under a key of the root, where it is described.
  case root(String)
}

/// A value as a scenario would write it.
package indirect enum WrittenValue: Sendable, Equatable {
  /// A number.
  case number(Double)
  /// A text, or a quantity in quotes.
  case text(String)
  /// True or false.
  case bool(Bool)
  /// A list.
  case list([WrittenValue])
  /// An object.
  case object([(key: String, value: WrittenValue)])

  /// Whether two values are written alike.
  package static func == (left: WrittenValue, right: WrittenValue) -> Bool {
    switch (left, right) {
    case (.number(let one), .number(let other)): one == other
    case (.text(let one), .text(let other)): one == other
    case (.bool(let one), .bool(let other)): one == other
    case (.list(let one), .list(let other)): one == other
    case (.object(let one), .object(let other)):
      one.map(\.key) == other.map(\.key) && one.map(\.value) == other.map(\.value)
    default: false
    }
  }
}

extension WrittenValue {
  /// A value of the kind; nil if there is none that a scenario could write.
  init?(_ value: Any, _ kind: ValueKind) {
    switch (kind, value) {
    case (.duration, let value as Int64): self = .text(Quantity.describe(duration: value))
    case (.clock, let value as Int64): self = .text(Quantity.describe(clock: value))
    case (.rate, let value as Double): self = .text(Quantity.describe(rate: value))
    case (.share, let value as Double): self = .text(Quantity.describe(share: value))
    case (.money, let value as Money): self = .text(Quantity.describe(value))
    case (.count, let value as Int): self = .number(Double(value))
    case (.number, let value as Double): self = .number(value)
    case (.text, let value as String): self = .text(value)
    case (.bool, let value as Bool): self = .bool(value)
    default: return nil
    }
  }
}
