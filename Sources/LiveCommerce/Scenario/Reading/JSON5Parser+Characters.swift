// The parser's view of bytes as characters: positions, white space, comments, identifiers. The
// bytes are known to be UTF-8. `lineStart` moves by one for every continuation byte passed, so a
// column is a subtraction and a long line costs no more than a short one.

extension JSON5Parser {
  /// Whether every byte was read.
  var atEnd: Bool { offset >= bytes.count }

  /// The byte here, or 0 at the end.
  var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  /// The byte `distance` further on, or 0 beyond the end.
  func peek(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  /// The position here.
  var position: SourcePosition {
    SourcePosition(
      file: file, line: line, column: UInt32(clamping: offset - lineStart + 1),
      offset: UInt32(clamping: offset))
  }

  /// The character that begins at a byte, and how many bytes it takes.
  func scalar(at index: Int) -> (value: Unicode.Scalar, width: Int) {
    let lead = bytes[index]
    guard lead >= 0x80 else { return (Unicode.Scalar(lead), 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard index + width <= bytes.count else { return ("\u{FFFD}", 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(width))
    for byte in bytes[(index + 1)..<(index + width)] {
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
  }

  /// Passes one character that is not a line break.
  mutating func advance() {
    let width = scalar(at: offset).width
    offset += width
    lineStart += width - 1
  }

  // MARK: Before parsing

  func checkSize() throws(Stop) {
    guard bytes.count <= Self.sizeLimit else {
      throw stop(
        "the file has \(bytes.count) bytes; a scenario may have \(Self.sizeLimit) (16 MiB)",
        at: SourcePosition(file: file, line: 1, column: 1, offset: 0))
    }
  }

  /// Refuses bytes that are not UTF-8, at the first that is not.
  mutating func checkEncoding() throws(Stop) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let bad = min(error.byteOffsets.lowerBound, bytes.count)
      skipByteOrderMark()
      while offset < bad {
        if isLineBreak(current) { lineBreak() } else { advance() }
      }
      let shown = bad < bytes.count ? String(bytes[bad], radix: 16, uppercase: true) : "end"
      throw stop("the byte 0x\(shown) (offset \(bad)) is not UTF-8: save the file as UTF-8")
    }
  }

  /// Passes the mark that some editors put before UTF-8; it takes no column.
  mutating func skipByteOrderMark() {
    guard offset == 0, current == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF else { return }
    offset = 3
    lineStart = 3
  }

  // MARK: White space

  /// Whether a byte is a line feed or a carriage return: what ends a line for an editor.
  func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Passes a line feed, a carriage return, or both as one.
  mutating func lineBreak() {
    offset += current == 0x0D && peek(1) == 0x0A ? 2 : 1
    line &+= 1
    lineStart = offset
  }

  /// Passes white space and comments.
  mutating func skipTrivia() throws(Stop) {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0B, 0x0C: offset += 1
      case 0x0A, 0x0D: lineBreak()
      case UInt8(ascii: "/"): guard try skipComment() else { return }
      case 0x80...:
        guard Self.isWideSpace(scalar(at: offset).value) else { return }
        advance()
      default: return
      }
    }
  }

  static func isWideSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0xFEFF, 0x2028, 0x2029: true
    default: scalar.properties.generalCategory == .spaceSeparator
    }
  }

  private mutating func skipComment() throws(Stop) -> Bool {
    switch peek(1) {
    case UInt8(ascii: "/"):
      skipToEndOfLine()
      return true
    case UInt8(ascii: "*"):
      let opening = position
      offset += 2
      while offset < bytes.count {
        let byte = bytes[offset]
        if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
          offset += 2
          return true
        }
        step(byte)
      }
      throw stop("this comment is never closed: write `*/`", at: opening)
    default:
      return false
    }
  }

  /// Passes what is left of the line, up to any of the four line ends of JSON5.
  private mutating func skipToEndOfLine() {
    while offset < bytes.count, !isLineBreak(bytes[offset]) {
      // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
      if bytes[offset] == 0xE2, peek(1) == 0x80, peek(2) & 0xFE == 0xA8 { return }
      step(bytes[offset])
    }
  }

  /// Passes one byte, minding lines and columns.
  mutating func step(_ byte: UInt8) {
    if isLineBreak(byte) { return lineBreak() }
    if byte & 0xC0 == 0x80 { lineStart += 1 }
    offset += 1
  }

  // MARK: Identifiers

  static func isIdentifierStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "$", "_": return true
    case _ where scalar.isASCII: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber:
      return true
    default: return false
    }
  }

  static func isIdentifierPart(_ scalar: Unicode.Scalar) -> Bool {
    if isIdentifierStart(scalar) || scalar.isASCIIDigit { return true }
    guard !scalar.isASCII else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
    default: return scalar == "\u{200C}" || scalar == "\u{200D}"
    }
  }

  /// Whether a character can begin a key, a word, a number or a quantity that lacks its quotes.
  static func canBegin(_ scalar: Unicode.Scalar) -> Bool {
    isIdentifierPart(scalar) || scalar == "\\" || scalar == "+" || scalar == "-" || scalar == "."
      || scalar.properties.generalCategory == .currencySymbol || scalar == "\u{FFE5}"
  }
}
