// How text of a scenario file is shown in a message. The file is untrusted, so what is shown is
// short and holds nothing that a terminal would obey: controls, line breaks and marks that change
// the direction of text are written as `\u{…}`.

/// Ways to show untrusted text.
package enum Wording {
  /// The number of characters after which a quotation is cut.
  static let longestQuote = 48
  /// The number of names after which a list is cut.
  private static let longestList = 16

  /// The text between backticks.
  static func quoted(_ text: some StringProtocol) -> String { "`\(clipped(text))`" }

  /// The text, cut when long, with everything unprintable spelled out.
  static func clipped(_ text: some StringProtocol) -> String {
    var shown = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      guard count < longestQuote else { return shown + "…" }
      shown += printable(scalar)
    }
    return shown
  }

  /// The character, or its number when it cannot be printed.
  package static func printable(_ scalar: Unicode.Scalar) -> String {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return String(scalar) }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default:
      return String(scalar)
    }
  }

  /// "`a`, `b`, `c`", cut when long.
  static func listed(_ names: [String]) -> String {
    let shown = names.prefix(longestList).map { quoted($0) }.joined(separator: ", ")
    let left = names.count - longestList
    return left > 0 ? "\(shown) and \(left) more" : shown
  }
}

extension Unicode.Scalar {
  /// Whether this is one of 0 to 9.
  var isASCIIDigit: Bool { "0"..."9" ~= self }
}
