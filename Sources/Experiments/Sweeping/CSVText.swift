// Reading comma-separated values as RFC 4180 writes them: a field in quotes may hold commas, line breaks
// and doubled quotes. Lines without any character are left out.

/// The fields of a text, line by line.
enum CSVText {
  /// A line and where it begins.
  struct Row: Equatable {
    var number: Int
    var fields: [String]
  }

  static func rows(of text: String) throws(SweepProblem) -> [Row] {
    var reader = Reader()
    for scalar in text.unicodeScalars where scalar != "\u{FEFF}" && scalar != "\r" {
      try reader.take(scalar)
    }
    return try reader.finish()
  }

  private struct Reader {
    private enum State { case start, bare, quoted, closed }
    private var rows: [Row] = []
    private var fields: [String] = []
    private var field = ""
    private var state = State.start
    private var line = 1
    private var first = 1

    mutating func take(_ scalar: Unicode.Scalar) throws(SweepProblem) {
      switch (state, scalar) {
      case (.quoted, "\""): state = .closed
      case (.quoted, _): append(scalar)
      case (.closed, "\""):
        append(scalar)
        state = .quoted
      case (.start, "\""): state = .quoted
      case (_, ","): endField()
      case (_, "\n"): endLine()
      case (.closed, _), (.bare, "\""):
        throw SweepProblem("line \(line): a field with quotes is in quotes as a whole")
      default:
        append(scalar)
        state = .bare
      }
      if scalar == "\n" { line += 1 }
      if state == .start, fields.isEmpty { first = line }
    }

    private mutating func append(_ scalar: Unicode.Scalar) { field.unicodeScalars.append(scalar) }

    private mutating func endField() {
      fields.append(field)
      (field, state) = ("", .start)
    }

    private mutating func endLine() {
      if !fields.isEmpty || state != .start {
        endField()
        rows.append(Row(number: first, fields: fields))
      }
      (fields, state) = ([], .start)
    }

    mutating func finish() throws(SweepProblem) -> [Row] {
      guard state != .quoted else {
        throw SweepProblem("line \(first): the quotes of a field are not closed")
      }
      endLine()
      return rows
    }
  }
}
