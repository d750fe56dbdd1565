// Keys, the words `true`, `false`, `null`, and text that lacks its quotes. The last is the commonest
// slip in a file full of quantities (`dwell: 15m`), so it is named and read past, not fatal.

extension JSON5Parser {
  /// The longest stretch of unquoted text that a message looks at.
  private static let longestBareText = 64

  // MARK: Keys

  mutating func key() throws(Stop) -> String {
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try text().text
    default: break
    }
    let first = scalar(at: offset).value
    guard Self.isIdentifierStart(first) || first == "\\" else { return try unquotedKey() }
    let start = offset
    let startPosition = position
    while offset < bytes.count {
      let next = scalar(at: offset).value
      if next == "\\" { return try escapedKey(from: start) }
      guard Self.isIdentifierPart(next) else { break }
      advance()
    }
    guard !endsKeyEarly else { return try unquotedKey(from: start, at: startPosition) }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Whether what begins here goes on to a colon, as a member does.
  var beginsMember: Bool {
    var index = offset
    let limit = min(bytes.count, offset + 4 * Self.longestBareText)
    while index < limit, isBare(at: index), bytes[index] != UInt8(ascii: ":") {
      index += scalar(at: index).width
    }
    while index < limit, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index < limit && bytes[index] == UInt8(ascii: ":")
  }

  /// Whether an identifier is followed by what makes it a key like `flash-sale`.
  private var endsKeyEarly: Bool {
    [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "+")].contains(current)
  }

  /// A key with `\u` escapes in it.
  private mutating func escapedKey(from start: Int) throws(Stop) -> String {
    var key = String(decoding: bytes[start..<offset], as: UTF8.self)
    while offset < bytes.count {
      let here = position
      let next = scalar(at: offset).value
      if next != "\\" {
        guard Self.isIdentifierPart(next) else { break }
        key.unicodeScalars.append(next)
        advance()
        continue
      }
      guard peek(1) == UInt8(ascii: "u") else {
        throw stop("`\\` found in a key: only \\uXXXX may stand there, or put the key in quotes")
      }
      offset += 2
      guard let unit = hexDigits(4), let scalar = Unicode.Scalar(unit),
        key.isEmpty ? Self.isIdentifierStart(scalar) : Self.isIdentifierPart(scalar)
      else {
        throw stop("this escape is no letter or digit of a key: put the key in quotes", at: here)
      }
      key.unicodeScalars.append(scalar)
    }
    return key
  }

  /// A key that would need quotes, read up to its colon all the same.
  private mutating func unquotedKey(
    from start: Int? = nil, at startPosition: SourcePosition? = nil
  ) throws(Stop) -> String {
    let start = start ?? offset
    let startPosition = startPosition ?? position
    try refuseLookalike()
    while offset < bytes.count, isBare(at: offset), current != UInt8(ascii: ":") { advance() }
    guard offset > start else {
      throw stop("\(found) found where a key or `}` is wanted")
    }
    let key = String(decoding: bytes[start..<offset], as: UTF8.self)
    try repaired(
      "the key \(Wording.quoted(key)) needs quotes: write \"\(Wording.clipped(key))\"",
      at: startPosition)
    return key
  }

  // MARK: Words

  /// Reads `true`, `false`, `null`, `Infinity`, `NaN`, or reports what stands in their place.
  mutating func word() throws(Stop) -> JSON5Value {
    guard !atEnd else { throw stop("the end of the file found where a value is wanted") }
    let scalar = scalar(at: offset).value
    switch scalar {
    case ",", "}", "]":
      try repaired("a value is missing before \(found)")
      return .invalid
    default: break
    }
    try refuseLookalike()
    guard Self.canBegin(scalar) else { throw stop("\(found) found where a value is wanted") }
    let start = position
    let startOffset = offset
    let word = takeBareText()
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "Infinity": return .number(JSON5Number(literal: word, double: .infinity))
    case "NaN": return .number(JSON5Number(literal: word, double: .nan))
    default:
      skipRestOfValue()
      let phrase = phrase(from: startOffset) ?? word
      try repaired(Self.refusal(ofBare: phrase), at: start)
      return .invalid
    }
  }

  /// What was passed since an offset, if it looks like words that belong together.
  private func phrase(from start: Int) -> String? {
    guard offset - start <= Self.longestBareText else { return nil }
    let passed = bytes[start..<offset]
    let last = passed.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? start
    let phrase = passed[...last]
    let marks = [UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "'")]
    guard !phrase.contains(where: { marks.contains($0) }) else { return nil }
    return String(decoding: phrase, as: UTF8.self)
  }

  /// What to say of text that stands where a value is wanted.
  static func refusal(ofBare word: String) -> String {
    let shown = Wording.clipped(word)
    switch word {
    case "True", "TRUE", "yes", "on": return "`\(shown)` is no value: write true"
    case "False", "FALSE", "no", "off": return "`\(shown)` is no value: write false"
    case "Null", "NULL", "None", "nil", "undefined": return "`\(shown)` is no value: write null"
    default: return "`\(shown)` needs quotes: write \"\(shown)\""
    }
  }

  /// Refuses the quotes that word processors make, and the comments of other languages.
  private func refuseLookalike() throws(Stop) {
    switch scalar(at: offset).value {
    case "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}", "`":
      throw stop("\(found) is no quote here: write \" or '")
    case "#": throw stop("`#` begins no comment here: write //")
    default: break
    }
  }

  // MARK: Text without quotes

  /// Whether the byte can belong to text without quotes: not white space, a bracket, a comma, a
  /// quote, or the beginning of a comment.
  func isBare(at index: Int) -> Bool {
    switch bytes[index] {
    case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ";"), 0x7F:
      return false
    case UInt8(ascii: "/"):
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      return next != UInt8(ascii: "/") && next != UInt8(ascii: "*")
    case 0x80...:
      let next = scalar(at: index).value
      return !Self.isWideSpace(next) && !Self.isForeignComma(next)
        && next.properties.generalCategory != .control
    default: return true
    }
  }

  /// Whether a character is a separator on another keyboard, and none here.
  static func isForeignComma(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{FF0C}" || scalar == "\u{FF1B}" || scalar == "\u{3001}"
  }

  /// The text without quotes that begins here, cut when long.
  func bareText() -> String {
    var end = offset
    let limit = min(bytes.count, offset + 4 * Self.longestBareText)
    while end < limit, isBare(at: end) { end += scalar(at: end).width }
    return String(decoding: bytes[offset..<min(end, bytes.count)], as: UTF8.self)
  }

  /// Passes the text without quotes that begins here, and returns it.
  mutating func takeBareText() -> String {
    let start = offset
    while offset < bytes.count, isBare(at: offset) { advance() }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// After a value that was reported: passes what belongs to it, up to a comma, a bracket, a
  /// comment or the end of the line, so that one slip is reported once.
  mutating func skipRestOfValue() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"),
        UInt8(ascii: "{"), UInt8(ascii: "["):
        return
      case UInt8(ascii: "/") where !isBare(at: offset): return
      default: advance()
      }
    }
  }
}
