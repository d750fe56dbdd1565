// Quoted text and its escapes. Text without an escape is taken in one piece; the rest is put
// together byte by byte. A surrogate pair becomes its character, half of one is refused.

extension JSON5Parser {
  /// Reads the quoted text that begins here; not sound when an escape in it was reported.
  mutating func text() throws(Stop) -> (text: String, isSound: Bool) {
    let opening = position
    let quote = current
    offset += 1
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == quote {
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        offset += 1
        return (text, true)
      }
      if byte == UInt8(ascii: "\\") || isLineBreak(byte) { break }
      if byte & 0xC0 == 0x80 { lineStart += 1 }
      offset += 1
    }
    return try escapedText(Array(bytes[start..<offset]), quote: quote, opening: opening)
  }

  private mutating func escapedText(
    _ beginning: [UInt8], quote: UInt8, opening: SourcePosition
  ) throws(Stop) -> (text: String, isSound: Bool) {
    var text = beginning
    var isSound = true
    while offset < bytes.count, !isLineBreak(bytes[offset]) {
      let byte = bytes[offset]
      if byte == quote {
        offset += 1
        return (String(decoding: text, as: UTF8.self), isSound)
      }
      if byte == UInt8(ascii: "\\") {
        if try !escape(into: &text) { isSound = false }
      } else {
        text.append(byte)
        step(byte)
      }
    }
    let quoted = Wording.quoted(String(Unicode.Scalar(quote)))
    throw stop(
      "this text is not closed on its line: write \(quoted) at its end, \\n for a line break",
      at: opening)
  }

  /// Reads an escape; false when it was reported.
  private mutating func escape(into text: inout [UInt8]) throws(Stop) -> Bool {
    let start = position
    offset += 1
    guard !atEnd else { return true }
    let byte = current
    if isLineBreak(byte) {
      lineBreak()
      return true
    }
    switch byte {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "x"), UInt8(ascii: "u"): return try numericEscape(into: &text, at: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard byte == UInt8(ascii: "0"), !Self.isDigit(peek(1)) else {
        try repaired("a backslash before a digit means nothing: write \\x00 to \\xFF", at: start)
        offset += 1
        return false
      }
      text.append(0)
    case 0x80...:
      let (scalar, width) = scalar(at: offset)
      if scalar != "\u{2028}", scalar != "\u{2029}" {
        text.append(contentsOf: bytes[offset..<(offset + width)])
      }
      advance()
      return true
    default: text.append(byte)
    }
    offset += 1
    return true
  }

  /// Reads `\xHH` or `\uHHHH`, with the other half when it is half a surrogate pair.
  private mutating func numericEscape(
    into text: inout [UInt8], at start: SourcePosition
  ) throws(Stop) -> Bool {
    let isShort = current == UInt8(ascii: "x")
    offset += 1
    guard let unit = hexDigits(isShort ? 2 : 4) else {
      try repaired(
        isShort ? "\\x takes two hexadecimal digits" : "\\u takes four hexadecimal digits",
        at: start)
      return false
    }
    var value = unit
    if 0xD800..<0xDC00 ~= unit, current == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
      let before = offset
      offset += 2
      if let low = hexDigits(4), 0xDC00..<0xE000 ~= low {
        value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      } else {
        offset = before
      }
    }
    guard let scalar = Unicode.Scalar(value) else {
      try repaired("this \\u escape is half a surrogate pair: write both halves", at: start)
      return false
    }
    text.append(contentsOf: Array(String(scalar).utf8))
    return true
  }

  /// Takes exactly that many hexadecimal digits, or none.
  mutating func hexDigits(_ count: Int) -> UInt32? {
    guard offset + count <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[offset..<(offset + count)] {
      guard let digit = Self.hexValue(byte) else { return nil }
      value = value << 4 | digit
    }
    offset += count
    return value
  }

  // MARK: Marks

  /// The accents that may follow one letter, as the Stream-Safe Text Format of Unicode has it.
  private static let markLimit = 30

  static let markRefusal = "a letter with more than \(markLimit) accents is no text"

  /// Whether comparing the text takes linear time.
  ///
  /// Swift compares texts by canonical equivalence, which sorts the marks on a letter; millions of
  /// marks on one letter would make a comparison take for ever.
  static func isStreamSafe(_ text: String) -> Bool {
    guard text.utf8.count > markLimit else { return true }
    var marks = 0
    for scalar in text.unicodeScalars {
      // No mark comes before U+0300.
      let isMark =
        scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
      marks = isMark ? marks + 1 : 0
      if marks > markLimit { return false }
    }
    return true
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
