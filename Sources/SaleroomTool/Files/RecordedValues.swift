// Measurements from a file of comma-separated values, as a value for `--set`:
// `cohorts.fan.dwell=@dwell.csv:seconds,count`. The file becomes an `empirical` law written out in full,
// so the digest of the scenario covers every value, and the scenario's own reader checks them.
//
// Only the command line names such a file. A scenario never makes the tool read another one: it may
// come from anywhere.
import Foundation

/// A column of a file of measurements.
enum RecordedValues {
  /// The law of what stands after the `@`: FILE, FILE:COLUMN or FILE:COLUMN,WEIGHTS.
  ///
  /// Without a column it is the first. A cell is a duration, such as 250ms, or a number of seconds.
  static func law(_ written: Substring) throws(ToolError) -> String {
    let source = Source(written)
    let bytes = try ScenarioFile.bytes(of: source.file, what: "file of measurements")
    let table = rows(String(decoding: bytes, as: UTF8.self))
    guard let head = table.first else {
      throw .inputOutput("\(source.file): is empty; its first line should name the columns")
    }
    let value =
      try source.column.map { name throws(ToolError) in
        try place(of: name, in: head, source.file)
      } ?? 0
    let weight = try source.weights.map { name throws(ToolError) in
      try place(of: name, in: head, source.file)
    }
    var items: [String] = []
    for (number, row) in table.enumerated().dropFirst() where row != [""] {
      let shown = "\(source.file):\(number + 1)"
      let time = try cell(value, of: row, shown, isDuration: true)
      guard let weight else {
        items.append("'\(time)'")
        continue
      }
      items.append("{value:'\(time)',weight:\(try cell(weight, of: row, shown))}")
    }
    guard !items.isEmpty else { throw .inputOutput("\(source.file): holds no measurement") }
    return "{empirical:[\(items.joined(separator: ","))]}"
  }

  /// The parts of what was written.
  ///
  /// The last colon counts, since a path may hold others.
  private struct Source {
    var file: String
    var column: String?
    var weights: String?

    init(_ written: Substring) {
      file = String(written)
      guard let colon = written.lastIndex(of: ":") else { return }
      file = String(written[..<colon])
      let names = written[written.index(after: colon)...].split(separator: ",", maxSplits: 1)
      column = names.first.map { String($0) }
      weights = names.count > 1 ? String(names[1]) : nil
    }
  }

  private static func place(
    of name: String, in head: [String], _ file: String
  ) throws(ToolError) -> Int {
    if let place = head.firstIndex(of: name) { return place }
    let known = head.map { "`\($0)`" }.joined(separator: ", ")
    throw .inputOutput("\(file):1: there is no column `\(name)`; there are \(known)")
  }

  /// A cell that can stand in a scenario as it is: digits and a unit, nothing to be escaped.
  private static func cell(
    _ place: Int, of row: [String], _ shown: String, isDuration: Bool = false
  ) throws(ToolError) -> String {
    guard place < row.count else {
      throw .inputOutput("\(shown): has \(row.count) cells; the \(place + 1)th is wanted")
    }
    let text = row[place]
    if let number = Double(text), number.isFinite, text.utf8.allSatisfy({ !isLetter($0) }) {
      return isDuration ? "\(text)s" : text
    }
    let digits = text.utf8.prefix { !isLetter($0) }
    let isNumber = Double(String(text.prefix(digits.count))) != nil
    guard isDuration, isNumber, text.utf8.dropFirst(digits.count).allSatisfy(isLetter) else {
      let wanted = isDuration ? "a number of seconds or a duration, such as 250ms" : "a number"
      throw .inputOutput("\(shown): `\(text.prefix(40))` is not \(wanted)")
    }
    return text
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// The cells of each line (RFC 4180); blanks around a cell without quotes are dropped.
  private static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    func close() -> String {
      let whole = cell.contains("\"") ? unquoted(cell) : cell.trimmingCharacters(in: .whitespaces)
      cell = ""
      return whole
    }
    // A byte order mark is no part of the first name.
    for character in text.drop(while: { $0 == "\u{FEFF}" }) {
      if character == "\"" { isQuoted.toggle() }
      if isQuoted || character != "," && !character.isNewline {
        cell.append(character)
      } else {
        row.append(close())
        guard character != "," else { continue }
        rows.append(row)
        row = []
      }
    }
    if !row.isEmpty || !cell.isEmpty { rows.append(row + [close()]) }
    return rows
  }

  private static func unquoted(_ cell: String) -> String {
    let inside = cell.trimmingCharacters(in: .whitespaces).dropFirst().dropLast()
    return String(inside.replacing("\"\"", with: "\""))
  }
}
