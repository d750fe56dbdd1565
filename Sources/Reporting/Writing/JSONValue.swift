// JSON as a value and as text. Members keep the order in which they are given, so equal reports are
// equal bytes; numbers are written with the fewest digits that give them back, and what is no number
// is null.

/// A value of JSON.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int128)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A member of an object.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// An integer.
  package static func int(_ value: some BinaryInteger) -> JSONValue { .integer(Int128(value)) }

  /// A number, or null when there is none.
  package static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  /// The value as text with indentation; arrays of plain values stand on one line.
  package var text: String {
    var writer = Writer()
    writer.write(self)
    return writer.text + "\n"
  }

  /// The value as text on one line, with nothing that could be left out.
  package var dense: String {
    var writer = Writer(isDense: true)
    writer.write(self)
    return writer.text
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private struct Writer {
    var text = ""
    private let isDense: Bool
    private var depth = 0

    init(isDense: Bool = false) { self.isDense = isDense }

    mutating func write(_ value: JSONValue) {
      switch value {
      case .null: text += "null"
      case .bool(let value): text += value ? "true" : "false"
      case .integer(let value): text += String(value)
      case .number(let value): text += value.isFinite ? JSONValue.digits(value) : "null"
      case .string(let value): JSONValue.append(value, to: &text)
      case .array(let elements): write(elements)
      case .object(let members): write(members)
      }
    }

    private mutating func write(_ elements: [JSONValue]) {
      let isFlat = elements.allSatisfy(\.isPlain)
      list(elements, "[", "]", isFlat: isFlat) { $0.write($1) }
    }

    private mutating func write(_ members: [Member]) {
      list(members, "{", "}", isFlat: false) { writer, member in
        JSONValue.append(member.name, to: &writer.text)
        writer.text += writer.isDense ? ":" : ": "
        writer.write(member.value)
      }
    }

    private mutating func list<Element>(
      _ elements: [Element], _ open: String, _ close: String, isFlat: Bool,
      _ write: (inout Writer, Element) -> Void
    ) {
      let isFlat = isFlat || isDense
      text += open
      depth += 1
      for (index, element) in elements.enumerated() {
        if index > 0 { text += isFlat && !isDense ? ", " : "," }
        if !isFlat { newLine() }
        write(&self, element)
      }
      depth -= 1
      if !isFlat && !elements.isEmpty { newLine() }
      text += close
    }

    private mutating func newLine() {
      text += "\n" + String(repeating: "  ", count: depth)
    }
  }

  /// The shortest digits that give a finite number back.
  static func digits(_ value: Double) -> String {
    let text = value == 0 ? "0" : value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func append(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || isLineEnd(scalar):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  // Two characters end a line in JavaScript and not in JSON; escaped, they are safe in both.
  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x2028 || scalar.value == 0x2029
  }
}
