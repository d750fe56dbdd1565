// Columns of text: the first to the left, numbers to the right.

struct TextTable {
  private var rows: [[String]]
  private let leftAligned: Set<Int>

  /// A table with a head; `leftAligned` are the columns that hold words.
  init(_ head: [String], leftAligned: Set<Int>) {
    rows = [head]
    self.leftAligned = leftAligned
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return leftAligned.contains(column) ? row[column] + gap : gap + row[column]
      }
      return trimmed(cells.joined(separator: "  "))
    }
    return lines.joined(separator: "\n")
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
