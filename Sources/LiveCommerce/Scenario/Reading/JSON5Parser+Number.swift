// Numbers: decimal with an optional point at either end, hexadecimal, signed, Infinity and NaN.
// A number is one stretch of characters up to white space, a comma, a bracket or a comment; when
// that stretch is no number, the whole of it is named (`15m` is a quantity that lacks quotes).

extension JSON5Parser {
  /// The longest number that is read.
  static let longestNumber = 1024

  mutating func number() throws(Stop) -> JSON5Value {
    let startPosition = position
    let start = offset
    while offset < bytes.count, isBare(at: offset) { advance() }
    let token = bytes[start..<offset]
    guard token.count <= Self.longestNumber else {
      try repaired(
        "a number of \(token.count) characters is too long: \(Self.longestNumber) are read",
        at: startPosition)
      return .invalid
    }
    guard let number = Self.number(token) else {
      try repaired(Self.refusal(ofNumber: token), at: startPosition)
      return .invalid
    }
    let isSpelled = token.last == UInt8(ascii: "y")
    guard isSpelled || !number.double.isInfinite else {
      try repaired(
        "\(Wording.quoted(number.literal)) is too large a number: the limit is 1.7e308",
        at: startPosition)
      return .invalid
    }
    if try takesUnit(after: number.literal, at: startPosition) { return .invalid }
    return .number(number)
  }

  /// Reports a number whose unit follows after a space, `15 min`, and passes the unit.
  private mutating func takesUnit(
    after literal: String, at start: SourcePosition
  ) throws(Stop) -> Bool {
    guard current == 0x20, offset + 1 < bytes.count, isBare(at: offset + 1) else { return false }
    let before = self
    offset += 1
    let quantity = "\(literal) \(bareText())"
    guard ValueKind.recognised(in: quantity) != nil else {
      self = before
      return false
    }
    _ = takeBareText()
    try repaired(Self.refusal(ofBare: quantity), at: start)
    return true
  }

  /// The number that a token spells, if it spells one.
  private static func number(_ token: ArraySlice<UInt8>) -> JSON5Number? {
    var digits = token
    let sign = digits.first
    let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    if isSigned { digits = digits.dropFirst() }
    let isNegative = sign == UInt8(ascii: "-")
    let literal = String(decoding: token, as: UTF8.self)
    if isSigned, let first = digits.first, first > UInt8(ascii: "9") {
      switch String(decoding: digits, as: UTF8.self) {
      case "Infinity":
        return JSON5Number(literal: literal, double: isNegative ? -.infinity : .infinity)
      case "NaN": return JSON5Number(literal: literal, double: .nan)
      default: return nil
      }
    }
    if digits.first == UInt8(ascii: "0"), digits.count > 1,
      digits[digits.startIndex + 1] | 0x20 == UInt8(ascii: "x")
    {
      return hexadecimal(digits.dropFirst(2), isNegative: isNegative, literal: literal)
    }
    guard isDecimal(digits) else { return nil }
    guard let decimal = ExactDecimal(ascii: token) else {
      return JSON5Number(literal: literal, double: longDecimal(digits, isNegative: isNegative))
    }
    guard case .exact(let whole) = decimal.scaled(by: 1) else {
      return JSON5Number(literal: literal, double: decimal.double)
    }
    return JSON5Number(literal: literal, double: decimal.double, integer: whole)
  }

  /// Whether the bytes are `digits [. digits] [e digits]` with a digit somewhere before the `e`.
  private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    let whole = takeDigits(&rest)
    // 01 would be octal in some languages, so JSON5 leaves it undefined.
    guard whole <= 1 || bytes.first != UInt8(ascii: "0") else { return false }
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = takeDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
      rest = rest.dropFirst()
    }
    return takeDigits(&rest) > 0 && rest.isEmpty
  }

  private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> Int {
    let rest = bytes.drop { isDigit($0) }
    defer { bytes = rest }
    return bytes.count - rest.count
  }

  /// The nearest `Double` to a decimal of more than 19 significant digits.
  private static func longDecimal(_ bytes: ArraySlice<UInt8>, isNegative: Bool) -> Double {
    let mark = bytes.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? bytes.endIndex
    let mantissa = bytes[..<mark]
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    let places = max(0, mantissa.endIndex - point - 1)
    let digits = String(decoding: mantissa.filter { isDigit($0) }, as: UTF8.self)
    // The exponent alone, as a number of its own.
    let power = ExactDecimal(ascii: bytes[mark...].dropFirst())?.scaled(by: 1) ?? .tooLarge
    var exponent = bytes[mark...].contains(UInt8(ascii: "-")) ? -1_000_000 : 1_000_000
    if case .exact(let value) = power { exponent = Int(max(-1_000_000, min(1_000_000, value))) }
    let magnitude = ExactDecimal.double(digits: digits, exponent: exponent - places)
    return isNegative ? -magnitude : magnitude
  }

  private static func hexadecimal(
    _ digits: ArraySlice<UInt8>, isNegative: Bool, literal: String
  ) -> JSON5Number? {
    guard !digits.isEmpty else { return nil }
    var whole: UInt64? = 0
    for byte in digits {
      guard let digit = hexValue(byte) else { return nil }
      whole = whole.flatMap { $0 >> 60 == 0 ? $0 << 4 | UInt64(digit) : nil }
    }
    let text = "0x" + String(decoding: digits, as: UTF8.self)
    let double = whole.map { Double($0) } ?? Double(text) ?? .infinity
    let integer = whole.flatMap { Int64(exactly: $0) }.map { isNegative ? -$0 : $0 }
    return JSON5Number(literal: literal, double: isNegative ? -double : double, integer: integer)
  }

  /// What to say of a token that begins like a number and is none.
  private static func refusal(ofNumber token: ArraySlice<UInt8>) -> String {
    let text = String(decoding: token, as: UTF8.self)
    let plain = text.filter { $0 != "_" }
    let digits = plain.drop { $0 == "0" }
    if isDecimal(ArraySlice(digits.utf8)), digits != text {
      return "\(Wording.quoted(text)) is no number: write \(Wording.clipped(digits))"
    }
    if ValueKind.recognised(in: text) != nil { return refusal(ofBare: text) }
    return "\(Wording.quoted(text)) is no number; put text in quotes"
  }
}
