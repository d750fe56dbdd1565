// What is wrong with a scenario file, in a form that a person can act on and an editor can jump to.
// The rendering follows compilers, `FILE:LINE:COLUMN: error: PATH: MESSAGE`.

/// One thing that is wrong with a scenario file.
public struct ScenarioProblem: Sendable, Hashable {
  /// How bad a problem is.
  public enum Severity: String, Sendable, Hashable {
    /// The scenario cannot be run.
    case error
    /// The scenario can be run, but may not mean what its author thinks.
    case warning
  }

  /// The name of the file, as it was given.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The column in Unicode scalars, counted from 1.
  public let column: Int
  /// The key path of the value, `rundown[3].at`; empty for the file as a whole.
  public let path: String
  /// Whether the scenario can be run all the same.
  public let severity: Severity
  /// What is wrong, what is allowed, and what to do.
  public let message: String

  /// Makes a problem.
  public init(
    file: String, line: Int, column: Int, path: String, severity: Severity, message: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.severity = severity
    self.message = message
  }
}

extension ScenarioProblem: CustomStringConvertible {
  /// The problem in one line, `FILE:LINE:COLUMN: error: PATH: MESSAGE`.
  public var description: String {
    let place = "\(file):\(line):\(column): \(severity.rawValue): "
    return path.isEmpty ? place + message : "\(place)\(path): \(message)"
  }
}

/// Everything that is wrong with a scenario: never empty, in the order of the file.
public struct ScenarioProblems: Error, Sendable, Equatable {
  /// The problems, errors and warnings, by position.
  public let problems: [ScenarioProblem]

  /// Wraps problems, or returns nil when there are none.
  public init?(_ problems: [ScenarioProblem]) {
    guard !problems.isEmpty else { return nil }
    self.problems = problems
  }
}

extension ScenarioProblems: CustomStringConvertible {
  /// One problem a line.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
