// A table as comma-separated values (RFC 4180, with lines that end as lines of text do). A field that
// would not be read back as it is stands in quotes; numbers are the shortest digits that give them
// back, and what is no number is an empty field.

/// A table for programs.
package struct CSVTable: Sendable, Equatable {
  /// The table, every line ended.
  package private(set) var text: String

  /// Begins a table with the names of its columns.
  package init(header: [String]) { text = CSVTable.row(header) }

  /// Adds a row of fields.
  package mutating func add(_ fields: [String]) { text += CSVTable.row(fields) }

  /// A row by itself, with its line break; for tables too long to be kept.
  package static func row(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  /// A number as a field.
  package static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return JSONValue.digits(value)
  }

  private static func field(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 >= 0x20
    }
    let isTight = text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
    if isPlain && isTight { return text }
    return "\"" + text.replacing(ascii: "\"", with: "\"\"") + "\""
  }
}
