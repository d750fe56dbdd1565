// A table for a terminal: the first column to the left, numbers to the right, each column as wide as
// it must be.

/// A table as rows of text.
package struct TextTable {
  package var header: [String]
  package var rows: [[String]]

  package init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// The table in pieces that are at most so wide, as far as single columns allow: the columns that do
  /// not fit beside the others follow in a piece of their own, beside the first column.
  package func folded(to width: Int) -> [TextTable] {
    let widths = self.widths
    var pieces: [[Int]] = []
    var used = Int.max
    for column in header.indices.dropFirst() {
      let isFull = used > width - widths[column] - TextTable.gap
      if isFull { (used, pieces) = (widths[0], pieces + [[0]]) }
      used += TextTable.gap + widths[column]
      pieces[pieces.count - 1].append(column)
    }
    guard pieces.count > 1 else { return [self] }
    return pieces.map { columns in
      TextTable(
        header: columns.map { header[$0] }, rows: rows.map { row in columns.map { row[$0] } })
    }
  }

  /// The table below its title, within the width of a report, or of a line whose columns are read
  /// together; headers are faint.
  package func block(
    _ palette: Palette, indent: Int = 2, width: Int = TextFormat.width
  ) -> [String] {
    folded(to: width - indent).flatMap { piece in
      piece.lines.enumerated().map { index, line in
        String(repeating: " ", count: indent) + (index == 0 ? palette.faint(line) : line)
      }
    }
  }

  /// How wide a table may be whose columns are read together, as those of a comparison.
  package static let wide = 130
  /// The blanks between two columns.
  private static let gap = 2

  private var widths: [Int] {
    header.indices.map { column in
      ([header] + rows).map { Display.width($0[column]) }.max() ?? 0
    }
  }

  /// The lines of the table, the header first.
  package var lines: [String] {
    let widths = self.widths
    return ([header] + rows).map { row in
      let cells = row.indices.map { column in
        column == 0
          ? Display.padded(row[column], to: widths[column])
          : Display.aligned(row[column], to: widths[column])
      }
      return Display.trimmed(cells.joined(separator: String(repeating: " ", count: TextTable.gap)))
    }
  }
}
