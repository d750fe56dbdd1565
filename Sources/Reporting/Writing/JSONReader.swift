// A reader of JSON (RFC 8259) into `JSONValue`: strict, linear in time, and safe with any bytes. Members
// keep their order, which results mean something by and Foundation's decoders lose; whole numbers
// stay whole. The reader of scenarios repairs what it can and speaks of scenarios, so it does not serve.
//
// Invariant: what `JSONValue` has written is read back as the same value, but that a number without a
// fraction is read as an integer.

/// Why bytes are no JSON, and where.
package struct JSONProblem: Error, Equatable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The byte within the line, from 1.
  package let column: Int
  /// What is wrong.
  package let message: String

  /// "3:14: a `,` is missing".
  package var description: String { "\(line):\(column): \(message)" }
}

extension JSONValue {
  /// Reads a document; linear in its length, nesting is bounded.
  package init(reading bytes: [UInt8]) throws(JSONProblem) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.document()
  }
}

private struct JSONReader {
  /// How many objects and arrays may stand within one another.
  static let depthLimit = 64

  let bytes: [UInt8]
  private var offset = 0
  private var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONProblem) -> JSONValue {
    skipBlanks()
    guard !atEnd else { throw problem("the file is empty") }
    let value = try value()
    skipBlanks()
    guard atEnd else { throw problem("something follows the end of the value") }
    return value
  }

  // MARK: Values

  private mutating func value() throws(JSONProblem) -> JSONValue {
    guard !atEnd else { throw problem("the file ends where a value is wanted") }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(JSONProblem) -> JSONValue {
    var members: [JSONValue.Member] = []
    try list(until: UInt8(ascii: "}")) { reader throws(JSONProblem) in
      guard reader.current == UInt8(ascii: "\"") else {
        throw reader.problem("a name in double quotes is wanted")
      }
      let name = try reader.text()
      reader.skipBlanks()
      guard reader.take(UInt8(ascii: ":")) else { throw reader.problem("a `:` is missing") }
      reader.skipBlanks()
      members.append(.init(name, try reader.value()))
    }
    return .object(members)
  }

  private mutating func array() throws(JSONProblem) -> JSONValue {
    var elements: [JSONValue] = []
    try list(until: UInt8(ascii: "]")) { reader throws(JSONProblem) in
      elements.append(try reader.value())
    }
    return .array(elements)
  }

  /// Reads what stands between brackets, item by item.
  private mutating func list(
    until close: UInt8, _ item: (inout JSONReader) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    guard depth < JSONReader.depthLimit else {
      throw problem("nested more than \(JSONReader.depthLimit) deep")
    }
    depth += 1
    offset += 1
    skipBlanks()
    if take(close) { return depth -= 1 }
    repeat {
      skipBlanks()
      try item(&self)
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(close) else {
      throw problem("a `,` or `\(Character(Unicode.Scalar(close)))` is wanted")
    }
    depth -= 1
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONProblem) -> JSONValue {
    let text = word.description
    guard bytes[offset...].starts(with: text.utf8) else { throw problem("`\(text)` is wanted") }
    offset += text.utf8.count
    return value
  }

  // MARK: Numbers

  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = offset
    let isNegative = take(UInt8(ascii: "-"))
    let first = offset
    var whole: Int64 = 0
    while let digit = digit(), offset - first < 18 {
      whole = whole * 10 + digit
      offset += 1
    }
    guard offset > first else { throw problem("a value is wanted") }
    guard bytes[first] != UInt8(ascii: "0") || offset == first + 1 else {
      throw problem("a number does not begin with 0", at: first)
    }
    guard let next = current, isInNumber(next) else {
      return .integer(Int128(isNegative ? -whole : whole))
    }
    return try longNumber(from: start)
  }

  /// A number with a fraction, an exponent, or more digits than fit.
  private mutating func longNumber(from start: Int) throws(JSONProblem) -> JSONValue {
    while let next = current, isInNumber(next) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if let whole = Int128(text) { return .integer(whole) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isWhole =
      parts.count < 3 && parts.allSatisfy { $0.first?.isNumber ?? false || $0 == parts[0] }
    guard isWhole, let value = Double(text), value.isFinite else {
      throw problem("`\(text.prefix(40))` is not a number", at: start)
    }
    return .number(value)
  }

  private func digit() -> Int64? {
    guard let byte = current, byte &- UInt8(ascii: "0") < 10 else { return nil }
    return Int64(byte - UInt8(ascii: "0"))
  }

  private func isInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"),
      UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  // MARK: Text

  private mutating func text() throws(JSONProblem) -> String {
    offset += 1
    var units: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let text = String(validating: units, as: UTF8.self) else {
          throw problem("the text is no UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): units += String(try escape()).utf8
      case ..<0x20: throw problem("a line ends within a text")
      default:
        units.append(byte)
        offset += 1
      }
    }
    throw problem("the file ends within a text")
  }

  private mutating func escape() throws(JSONProblem) -> Character {
    offset += 1
    let byte = current ?? 0
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try scalar())
    default: throw problem("an escape that JSON does not know")
    }
  }

  /// A character by number; two halves of a pair are one, and a half alone is the mark of a fault.
  private mutating func scalar() throws(JSONProblem) -> Unicode.Scalar {
    let high = try unit()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let before = offset
    offset += 2
    let low = try unit()
    guard 0xDC00..<0xE000 ~= low else {
      offset = before
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func unit() throws(JSONProblem) -> UInt32 {
    let end = offset + 4
    guard end <= bytes.count,
      bytes[offset..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
    else { throw problem("four hexadecimal digits are wanted") }
    offset = end
    return unit
  }

  // MARK: Between values

  private var atEnd: Bool { offset >= bytes.count }
  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  private func problem(_ message: String, at place: Int? = nil) -> JSONProblem {
    let before = bytes[..<min(place ?? offset, bytes.count)]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONProblem(
      line: 1 + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) },
      column: before.count - lineStart + 1,
      message: message)
  }
}
