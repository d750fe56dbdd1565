// Where the problems of a scenario gather while it is read. Reading never stops at the first: each
// reader reports here and goes on with a harmless value. Bounded: beyond the limit problems are
// only counted, and their messages are not even composed. When the format itself is asked for, the
// log knows who writes it down (`outline`), and nothing is read.

/// A collection of problems in one or more files.
final class ProblemLog {
  /// The number of problems kept.
  static let limit = 200

  private struct Entry {
    var position: SourcePosition
    var problem: ScenarioProblem
  }

  private var files: [String]
  private var entries: [Entry] = []
  private var untold = 0
  /// The number of errors reported, told or untold.
  private(set) var errorCount = 0

  /// Who notes what is asked for, when the format is to be told and no file is read.
  let outline: OutlineRecorder?

  /// Opens a log for a file, which gets number 0.
  init(file: String, outline: OutlineRecorder? = nil) {
    files = [file]
    self.outline = outline
  }

  /// Makes a further file known, and returns the number that its positions carry.
  func addFile(_ name: String) -> UInt32 {
    files.append(name)
    return UInt32(clamping: files.count - 1)
  }

  /// Whether any error was reported.
  var hasErrors: Bool { errorCount > 0 }

  /// Notes a problem at a position.
  func report(
    _ message: @autoclosure () -> String, at position: SourcePosition,
    path: @autoclosure () -> ScenarioPath = .root, severity: ScenarioProblem.Severity = .error
  ) {
    if severity == .error { errorCount += 1 }
    guard entries.count < Self.limit else {
      untold += 1
      return
    }
    let file = Int(position.file)
    let problem = ScenarioProblem(
      file: file < files.count ? files[file] : "?", line: Int(position.line),
      column: Int(position.column), path: path().description, severity: severity,
      message: message())
    entries.append(Entry(position: position, problem: problem))
  }

  /// Everything reported, by position; where positions are equal, as reported.
  var problems: [ScenarioProblem] {
    let sorted = entries.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }.map(\.element.problem)
    guard untold > 0, let last = sorted.last else { return sorted }
    let rest = ScenarioProblem(
      file: last.file, line: last.line, column: last.column, path: "",
      severity: hasErrors ? .error : .warning,
      message: "\(untold) more problem\(untold == 1 ? " is" : "s are") not shown")
    return sorted + [rest]
  }

  /// Throws everything reported if any of it is an error.
  func check() throws(ScenarioProblems) {
    guard hasErrors, let all = ScenarioProblems(problems) else { return }
    throw all
  }
}
