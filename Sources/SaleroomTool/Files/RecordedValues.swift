// Measurements from a file of comma-separated values, as a value for `--set`:
// `cohorts.fan.dwell=@dwell.csv:seconds,count`. The file becomes an `empirical` law written out in full,
// and counts over time become the profile of a stream, `traffic.discover.arrive=@counts.csv:from,visits`;
// so the digest of the scenario covers every value, and the scenario's own reader checks them.
//
// Only the command line names such a file. A scenario never makes the tool read another one: it may
// come from anywhere.
import LiveCommerce

/// A column of a file of measurements.
enum RecordedValues {
  /// What stands after the `@` as a value of `path`: counts for what arrives, a law for all else.
  static func value(_ written: Substring, of path: Substring) throws(ToolError) -> String {
    path == "arrive" || path.hasSuffix(".arrive") ? try profile(written) : try law(written)
  }

  /// The law of FILE, FILE:COLUMN or FILE:COLUMN,WEIGHTS.
  ///
  /// Without a column it is the first. A cell is a duration, such as 250ms, or a number of seconds.
  static func law(_ written: Substring) throws(ToolError) -> String {
    let source = Source(written)
    let table = try RecordedTable(source.file)
    let value = try source.names.first.map { name throws(ToolError) in try table.place(of: name) }
    let weight = try source.names.dropFirst().first.map { name throws(ToolError) in
      try table.place(of: name)
    }
    let items = try table.rows.map { row throws(ToolError) in
      let time = try table.cell(value ?? 0, of: row, isDuration: true)
      guard let weight else { return "'\(time)'" }
      return "{value:'\(time)',weight:\(try table.cell(weight, of: row))}"
    }
    return "{empirical:[\(items.joined(separator: ","))]}"
  }

  /// The profile of FILE, FILE:FROM,COUNTS or FILE:FROM,COUNTS,TO.
  ///
  /// Without names they are the first two columns. Without a third one a stretch ends where the next
  /// begins, and the last is as long as the one before.
  static func profile(_ written: Substring) throws(ToolError) -> String {
    let source = Source(written)
    let table = try RecordedTable(source.file)
    let places = try source.names.map { name throws(ToolError) in try table.place(of: name) }
    guard places.count != 1 else {
      throw .usage("\(source.file): a profile needs two columns, as in @counts.csv:from,visits")
    }
    let columns = places.isEmpty ? [0, 1] : places
    var cells: [(from: String, count: String, to: String?)] = []
    for row in table.rows {
      let to = columns.count > 2 ? try table.cell(columns[2], of: row, isDuration: true) : nil
      cells.append(
        (
          try table.cell(columns[0], of: row, isDuration: true),
          try table.cell(columns[1], of: row), to
        ))
    }
    let ends =
      columns.count > 2 ? cells.map { $0.to ?? "" } : try ends(of: cells.map(\.from), source.file)
    let pieces = zip(cells, ends).map { cell, end in
      "{from:'\(cell.from)',to:'\(end)',weight:\(cell.count)}"
    }
    return "{profile:[\(pieces.joined(separator: ","))]}"
  }

  /// Where stretches end of which only the begins are known.
  private static func ends(of begins: [String], _ file: String) throws(ToolError) -> [String] {
    let instants = begins.map { (try? Quantity.duration($0)) ?? 0 }
    guard let last = instants.last, instants.count > 1 else {
      throw .inputOutput(
        "\(file): one row alone has no length; name a third column with its end, as in "
          + "@counts.csv:from,visits,to")
    }
    // An end that is too late for any session is for the scenario's reader to refuse.
    let end = Int64(clamping: 2 * Int128(last) - Int128(instants[instants.count - 2]))
    return Array(begins.dropFirst()) + ["\(end)ns"]
  }

  /// The parts of what was written.
  ///
  /// The last colon counts, since a path may hold others.
  private struct Source {
    var file: String
    var names: [String] = []

    init(_ written: Substring) {
      file = String(written)
      guard let colon = written.lastIndex(of: ":") else { return }
      file = String(written[..<colon])
      names = written[written.index(after: colon)...].split(separator: ",").map { String($0) }
    }
  }
}
