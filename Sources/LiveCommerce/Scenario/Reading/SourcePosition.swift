// Where something stands in a scenario file. Lines and columns count from 1, columns in Unicode
// scalars; the offset counts bytes from 0. Positions order by file, then by offset, so sorting
// problems by position gives the order in which a reader meets them.

/// A place in one of the files that make up a scenario.
struct SourcePosition: Sendable, Hashable {
  /// Which file, as numbered by the `ProblemLog` that knows its name.
  var file: UInt32 = 0
  var line: UInt32
  var column: UInt32
  var offset: UInt32

  /// The first character of the first file, for problems that concern a file as a whole.
  static let start = SourcePosition(line: 1, column: 1, offset: 0)
}

extension SourcePosition: Comparable {
  static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.file, left.offset) < (right.file, right.offset)
  }
}
