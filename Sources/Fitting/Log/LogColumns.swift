// The first line of a log names its columns. Four are needed, the others are used where they are; what
// has another name is not looked at.

/// A column that is known.
enum LogColumn: String, CaseIterable {
  case viewer, enter, exit, source, cohort, shown, click, order, pay

  /// Whether a log without it is none.
  var isNeeded: Bool {
    switch self {
    case .viewer, .enter, .exit, .source: true
    default: false
    }
  }
}

/// Why a log cannot be read at all.
public enum LogError: Error, Equatable, CustomStringConvertible {
  /// There is no first line.
  case empty
  /// The first line lacks a column that is needed.
  case lacks(column: String, known: [String])
  /// The first line names a column twice.
  case twice(column: String)
  /// No row could be used.
  case nothingUsable
  /// No row begins between the start and the end that were given.
  case nothingInWindow
  /// All rows that could be used were held out.
  case nothingLearnt
  /// The first line is longer than a line may be.
  case longFirstLine
  /// The start, the end or the link-up lies far from the rows.
  case farOff(term: String)
  /// The link-up lies before the start or after the end.
  case linkUpOutside

  /// The error in words.
  public var description: String {
    switch self {
    case .empty: "is empty; its first line should name the columns"
    case .lacks(let column, let known):
      "has no column `\(column)`; there are \(known.map { "`\($0)`" }.joined(separator: ", ")), "
        + "and viewer, enter, exit and source are needed"
    case .twice(let column): "names the column `\(column)` twice"
    case .nothingUsable: "has no row that could be used"
    case .nothingInWindow:
      "has no row that could be used between the start and the end that were given"
    case .nothingLearnt:
      "has so few viewers that all of them are held out: take --hold-out 0, which holds out nobody"
    case .longFirstLine:
      "has a first line of more than \(LogLines.longest) bytes, which cannot be the names of its columns"
    case .farOff(let term):
      "begins more than \(LogReader.farthest / 86_400_000_000_000) days from the \(term) that was given"
    case .linkUpOutside:
      "does not reach to the link-up that was given; it lies between the first row and the last, or "
        + "between start and end"
    }
  }
}

/// Where the known columns stand.
struct LogColumns {
  /// The place of each known column, in the order of `LogColumn.allCases`; nil where there is none.
  private var places = [Int?](repeating: nil, count: LogColumn.allCases.count)
  /// How many columns there are.
  let count: Int

  /// Reads the first line's names.
  init(_ names: [String]) throws(LogError) {
    count = names.count
    for (index, column) in LogColumn.allCases.enumerated() {
      let found = names.indices.filter { names[$0] == column.rawValue }
      guard found.count < 2 else { throw .twice(column: column.rawValue) }
      guard !found.isEmpty || !column.isNeeded else {
        throw .lacks(column: column.rawValue, known: names)
      }
      places[index] = found.first
    }
    viewer = places[0] ?? 0
    enter = places[1] ?? 0
    exit = places[2] ?? 0
    source = places[3] ?? 0
  }

  let viewer: Int
  let enter: Int
  let exit: Int
  let source: Int
  var cohort: Int? { places[4] }
  var shown: Int? { places[5] }
  var click: Int? { places[6] }
  var order: Int? { places[7] }
  var pay: Int? { places[8] }
}
