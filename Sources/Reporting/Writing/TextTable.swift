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

  /// The lines of the table, the header first.
  package var lines: [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { Display.width($0[column]) }.max() ?? 0
    }
    return ([header] + rows).map { row in
      let cells = row.indices.map { column in
        column == 0
          ? Display.padded(row[column], to: widths[column])
          : Display.aligned(row[column], to: widths[column])
      }
      return Display.trimmed(cells.joined(separator: "  "))
    }
  }
}
