// A table as comma-separated values (RFC 4180, with lines that end as lines of text do). A field is put
// in quotes when it holds a comma, a quote or a line break; numbers are the shortest digits that give
// them back, and what is no number is an empty field.

/// A table for programs.
package struct CSVTable: Sendable, Equatable {
  private var lines: [String]

  /// Begins a table with the names of its columns.
  package init(header: [String]) { lines = [CSVTable.line(header)] }

  /// Adds a row of fields.
  package mutating func add(_ fields: [String]) { lines.append(CSVTable.line(fields)) }

  /// The table, every line ended.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// A number as a field.
  package static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return JSONValue.number(value).compact
  }

  /// A row of fields, its line not ended.
  package static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",")
  }

  private static func field(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
