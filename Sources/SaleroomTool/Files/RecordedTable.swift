// A file of comma-separated values that the command line names: small, read whole, its first line the
// names of its columns. Whatever is wrong is told with its line.
import Foundation

/// A table of measurements.
struct RecordedTable {
  /// A line of the file.
  struct Row {
    let line: Int
    let cells: [String]
  }

  let rows: [Row]
  private let file: String
  private let head: [String]

  /// Reads a file.
  init(_ file: String) throws(ToolError) {
    self.file = file
    let bytes = try ScenarioFile.bytes(of: file, what: "file of measurements")
    let table = RecordedTable.rows(String(decoding: bytes, as: UTF8.self))
    guard let head = table.first else {
      throw .inputOutput("\(file): is empty; its first line should name the columns")
    }
    self.head = head
    rows = table.enumerated().dropFirst().filter { $1 != [""] }.map {
      Row(line: $0 + 1, cells: $1)
    }
    guard !rows.isEmpty else { throw .inputOutput("\(file): holds no measurement") }
  }

  /// The place of a column.
  func place(of name: String) throws(ToolError) -> Int {
    if let place = head.firstIndex(of: name) { return place }
    let known = head.map { "`\($0)`" }.joined(separator: ", ")
    throw .inputOutput("\(file):1: there is no column `\(name)`; there are \(known)")
  }

  /// A cell that can stand in a scenario as it is: digits and a unit, nothing to be escaped.
  func cell(_ place: Int, of row: Row, isDuration: Bool = false) throws(ToolError) -> String {
    let shown = "\(file):\(row.line)"
    guard place < row.cells.count else {
      throw .inputOutput("\(shown): has \(row.cells.count) cells; the \(place + 1)th is wanted")
    }
    let text = row.cells[place]
    if let number = Double(text), number.isFinite,
      text.utf8.allSatisfy({ !RecordedTable.isLetter($0) })
    {
      return isDuration ? "\(text)s" : text
    }
    let digits = text.utf8.prefix { !RecordedTable.isLetter($0) }
    let isNumber = Double(String(text.prefix(digits.count))) != nil
    let hasUnit = text.utf8.dropFirst(digits.count).allSatisfy(RecordedTable.isLetter)
    guard isDuration, isNumber, hasUnit else {
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
      let bare = cell.trimmingCharacters(in: .whitespaces)
      let whole = bare.unicodeScalars.contains("\"") ? unquoted(bare) : bare
      cell = ""
      return whole
    }
    // A byte order mark is no part of the first name.
    let scalars = text.replacing("\r\n", with: "\n").unicodeScalars
    for scalar in scalars.drop(while: { $0 == "\u{FEFF}" }) {
      if scalar == "\"" { isQuoted.toggle() }
      if isQuoted || scalar != "," && !Character(scalar).isNewline {
        cell.unicodeScalars.append(scalar)
      } else {
        row.append(close())
        guard scalar != "," else { continue }
        rows.append(row)
        row = []
      }
    }
    if !row.isEmpty || !cell.isEmpty { rows.append(row + [close()]) }
    return rows
  }

  private static func unquoted(_ cell: String) -> String {
    let inside = cell.unicodeScalars.dropFirst().dropLast()
    return String(String.UnicodeScalarView(inside.replacing("\"\"".unicodeScalars, with: ["\""])))
  }
}
