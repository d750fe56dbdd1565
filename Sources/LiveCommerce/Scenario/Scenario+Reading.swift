// The door: the text of a scenario in, a checked scenario or every problem out. Reading goes on
// after a problem, with a harmless value in its place, so one pass finds them all; nothing is
// returned unless there was no error.

extension Scenario {
  /// Reads a scenario.
  ///
  /// - Parameters:
  ///   - bytes: The text, JSON5 in UTF-8.
  ///   - file: Its name, for problems.
  ///   - settings: Values laid over the text before it is read, in order.
  ///   - knownLogics: The names of all sale logics; nil to accept any name.
  /// - Returns: The scenario.
  /// - Throws: Every problem found, by position.
  public static func read(
    _ bytes: [UInt8], file: String, settings: [ScenarioSetting] = [], knownLogics: [String]? = nil
  ) throws(ScenarioProblems) -> Scenario {
    try readWithWarnings(bytes, file: file, settings: settings, knownLogics: knownLogics).scenario
  }

  /// Reads a scenario, and tells what its author may not have meant.
  ///
  /// - Parameters:
  ///   - bytes: The text, JSON5 in UTF-8.
  ///   - file: Its name, for problems.
  ///   - settings: Values laid over the text before it is read, in order.
  ///   - knownLogics: The names of all sale logics; nil to accept any name.
  /// - Returns: The scenario and the warnings, by position.
  /// - Throws: Every problem found, by position.
  public static func readWithWarnings(
    _ bytes: [UInt8], file: String, settings: [ScenarioSetting] = [], knownLogics: [String]? = nil
  ) throws(ScenarioProblems) -> (scenario: Scenario, warnings: [ScenarioProblem]) {
    let log = ProblemLog(file: file)
    let scenario = assembled(bytes, settings, ScenarioContext(log: log, knownLogics: knownLogics))
    try log.check()
    guard var scenario else {
      throw ScenarioProblems(unexplainedIn: file)
    }
    scenario.digest = ScenarioDigest.digest(of: bytes, settings)
    return (scenario, log.problems)
  }

  private static func assembled(
    _ bytes: [UInt8], _ settings: [ScenarioSetting], _ context: ScenarioContext
  ) -> Scenario? {
    let log = context.log
    guard var tree = JSON5Parser.parse(bytes, log: log) else { return nil }
    for setting in settings { setting.lay(over: &tree, log: log) }
    guard let root = NodeReader(node: tree, path: .root, log: log).object() else { return nil }
    defer { root.finish() }
    return RootSection.read(root, context)
  }
}

extension ScenarioProblems {
  /// The problem of a reader that gave up in silence; there is none, and a caller need not trust so.
  fileprivate init(unexplainedIn file: String) {
    problems = [
      ScenarioProblem(
        file: file, line: 1, column: 1, path: "", severity: .error,
        message: "cannot be read, for a reason that was not reported")
    ]
  }
}

/// The digest by which a record names the scenario it came from.
enum ScenarioDigest {
  /// FNV-1a over the bytes and, each closed by a zero byte, the parts of the settings.
  static func digest(of bytes: [UInt8], _ settings: [ScenarioSetting]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in bytes { add(byte) }
    for part in settings.flatMap({ [$0.path, $0.value] }) {
      add(0)
      for byte in part.utf8 { add(byte) }
    }
    return hash
  }
}
