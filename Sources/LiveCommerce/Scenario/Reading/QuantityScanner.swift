// A cursor over the short text of a quantity. Only takes; knows nothing of units.

/// Takes numbers, words and marks from the front of a text.
struct QuantityScanner {
  /// No quantity is longer.
  private static let longest = 64

  private var rest: Substring.UnicodeScalarView

  /// Begins at the first character that is no space; refuses what is too long to be a quantity.
  init(_ text: String) throws(Quantity.Refusal) {
    guard text.utf8.count <= Self.longest else { throw .malformed }
    rest = Substring(text).unicodeScalars
    skipSpaces()
    while let last = rest.last, last == " " || last == "\u{A0}" { rest.removeLast() }
  }

  /// Whether everything was taken.
  var isAtEnd: Bool { rest.isEmpty }

  /// Whether a number comes next.
  var startsNumber: Bool {
    guard let next = rest.first else { return false }
    return next.isASCIIDigit || next == "."
  }

  mutating func skipSpaces() {
    while let next = rest.first, next == " " || next == "\u{A0}" { rest.removeFirst() }
  }

  /// Takes a mark if it comes next.
  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes a sign, if there is one; whether it is a minus.
  mutating func takeSign() -> Bool {
    if take("-") || take("\u{2212}") { return true }
    _ = take("+")
    return false
  }

  /// Takes digits with at most one point among them.
  mutating func takeDecimal() -> ExactDecimal? {
    var ascii: [UInt8] = []
    var digits = 0
    var points = 0
    var lookahead = rest
    while let next = lookahead.first, next.isASCIIDigit || (next == "." && points == 0) {
      if next == "." { points += 1 } else { digits += 1 }
      ascii.append(UInt8(truncatingIfNeeded: next.value))
      lookahead.removeFirst()
    }
    guard digits > 0 else { return nil }
    rest = lookahead
    return ExactDecimal(ascii: ascii)
  }

  /// Takes letters, as many as come.
  mutating func takeWord() -> String {
    var word = String.UnicodeScalarView()
    while let next = rest.first, next.properties.isAlphabetic {
      word.append(next)
      rest.removeFirst()
    }
    return String(word)
  }

  /// Takes what is neither a digit, a space, a sign nor a point: the symbol of a currency.
  mutating func takeSymbol() -> String {
    var symbol = String.UnicodeScalarView()
    while let next = rest.first,
      !next.isASCIIDigit, next != " ", next != "\u{A0}", next != ".", next != "-", next != "+"
    {
      symbol.append(next)
      rest.removeFirst()
    }
    return String(symbol)
  }

  /// Whether exactly two digits come next.
  var hasTwoDigits: Bool {
    let next = Array(rest.prefix(3))
    guard next.count >= 2, next[0].isASCIIDigit, next[1].isASCIIDigit else { return false }
    return next.count == 2 || !next[2].isASCIIDigit
  }

  /// Takes exactly two digits.
  mutating func takeTwoDigits() -> Int64? {
    guard hasTwoDigits, let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
    return Int64(high.value - 48) * 10 + Int64(low.value - 48)
  }
}
