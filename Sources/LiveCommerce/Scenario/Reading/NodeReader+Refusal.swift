// What is said of a value that is not what its key wants: what it is, what is wanted, how that is
// written. A value that only lacks its unit is shown with units, since that is what to type.

extension NodeReader {
  /// Reads a quantity from text, and explains what cannot be read.
  func quantity<Value>(
    _ kind: ValueKind, read: (String) throws(Quantity.Refusal) -> Value
  ) -> Value? {
    guard case .text(let text) = node.value else {
      reportWrong(kind)
      return nil
    }
    do {
      return try read(text)
    } catch {
      report(Self.refusal(of: text, for: kind, error))
      return nil
    }
  }

  /// What to say of a text that does not spell the kind, or not soundly.
  private static func refusal(
    of text: String, for kind: ValueKind, _ refusal: Quantity.Refusal
  ) -> String {
    let shown = Wording.quoted(text)
    let recognised = ValueKind.recognised(in: text)
    if let recognised, recognised == .count, kind != .number {
      return "\(shown) needs \(missingPart(of: kind)): write \(kind.examples)"
    }
    if let recognised, recognised != kind {
      return "\(shown) is \(recognised.noun); \(kind.noun) is wanted, such as \(kind.examples)"
    }
    if case .because(let reason) = refusal { return "\(shown) \(reason)" }
    if kind == .share, Self.isPlainNumber(text) { return withoutQuotes(text) }
    let hint = text.contains { $0 == "," || $0 == "_" } ? " (digits are not grouped)" : ""
    return "\(shown) is not \(kind.noun); write \(kind.examples)\(hint)"
  }

  private static func withoutQuotes(_ text: String) -> String {
    let shown = Wording.clipped(text)
    return "\"\(shown)\" is a text; write \(shown) without quotes"
  }

  private static func isPlainNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= Wording.longestQuote
      && text.unicodeScalars.allSatisfy { $0.isASCIIDigit || $0 == "." }
      && text.unicodeScalars.contains { $0.isASCIIDigit }
  }

  /// What a bare number lacks to be a quantity of the kind.
  private static func missingPart(of kind: ValueKind) -> String {
    switch kind {
    case .money: "a currency"
    case .share: "a percent sign"
    default: "a unit"
    }
  }

  /// Reports a value whose kind of node is wrong.
  func reportWrong(_ kind: ValueKind) {
    switch (kind, node.value) {
    case (.duration, .number), (.rate, .number), (.money, .number):
      report("needs \(Self.missingPart(of: kind)): write \(kind.examples)")
    case (.number, .text(let text)) where Self.isPlainNumber(text),
      (.bool, .text(let text)) where text == "true" || text == "false":
      report(Self.withoutQuotes(text))
    case (_, .text(let text)) where kind != .bool:
      let what = ValueKind.recognised(in: text)?.noun ?? "a text"
      report("\(Wording.quoted(text)) is \(what); write \(kind.noun), such as \(kind.examples)")
    case (.bool, _):
      report("write true or false; this is \(described)")
    case (_, .null):
      report("null stands for nothing here; write \(kind.examples), or leave the key out")
    default:
      report("write \(kind.noun), such as \(kind.examples); this is \(described)")
    }
  }

  /// What stands here, with its article.
  var described: String {
    switch node.value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let number): "the number \(Wording.quoted(number.literal))"
    case .text(let text): "the text \(Wording.quoted(text))"
    case .list: "a list"
    case .object: "an object"
    case .invalid: "unreadable"
    }
  }

  // MARK: Ranges

  /// Refuses Infinity and NaN, which are numbers to JSON5 and to nobody here.
  func isFinite(_ number: JSON5Number) -> Bool {
    if number.double.isFinite { return true }
    report("must be a finite number; it is \(Wording.quoted(number.literal))")
    return false
  }

  /// The value if it lies in the range; `lowest` and `highest` stand for no bound.
  func within<Value: Comparable>(
    _ range: ClosedRange<Value>, _ value: Value, _ lowest: Value, _ highest: Value,
    _ describe: (Value) -> String
  ) -> Value? {
    if range.contains(value) { return value }
    let (low, high) = (range.lowerBound, range.upperBound)
    let allowed =
      if low == lowest {
        "at most \(describe(high))"
      } else if high == highest {
        "at least \(describe(low))"
      } else if low == high {
        describe(low)
      } else {
        ""
      }
    let between = "lie between \(describe(low)) and \(describe(high))"
    report("must \(allowed.isEmpty ? between : "be \(allowed)"); it is \(describe(value))")
    return nil
  }

  /// The same for numbers, where the bounds may be infinite or just above zero.
  func within(
    _ range: ClosedRange<Double>, _ value: Double, _ describe: (Double) -> String
  ) -> Double? {
    if range.contains(value) { return value }
    if range.lowerBound == .leastNonzeroMagnitude, value <= 0 {
      report("must be more than 0; it is \(describe(value))")
      return nil
    }
    return within(range, value, -.infinity, .infinity, describe)
  }
}
