// Rows of comma-separated values as RFC 4180 has them, but for the line break, which is a plain one.

/// Texts as fields of a table that programs read.
package enum CSVText {
  /// A row with its line break; what would not read back as it is stands in quotes.
  package static func row(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  private static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 >= 0x20
    }
    let isTight = text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
    if isPlain && isTight { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
