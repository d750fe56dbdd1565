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
    let context = ScenarioContext(log: ProblemLog(file: file), knownLogics: knownLogics)
    return try readWithWarnings(bytes, settings, context)
  }

  /// Reads a scenario in a context that says what is known beside it.
  static func readWithWarnings(
    _ bytes: [UInt8], _ settings: [ScenarioSetting], _ context: ScenarioContext
  ) throws(ScenarioProblems) -> (scenario: Scenario, warnings: [ScenarioProblem]) {
    var scenario = assembled(bytes, settings, context)
    try context.log.check()
    scenario?.digest = ScenarioDigest.digest(of: bytes, settings)
    guard let scenario else { throw .unexplained }
    return (scenario, context.log.problems)
  }

  /// The scenario, sound if nothing was reported; nil after a problem that ends the reading.
  private static func assembled(
    _ bytes: [UInt8], _ settings: [ScenarioSetting], _ context: ScenarioContext
  ) -> Scenario? {
    let log = context.log
    guard var tree = JSON5Parser.parse(bytes, log: log) else { return nil }
    if !settings.isEmpty { context.writtenPrice = firstPrice(in: tree) }
    for setting in settings { setting.lay(over: &tree, log: log) }
    guard let root = NodeReader(node: tree, path: .root, log: log).object() else { return nil }
    var scenario = RootSection.read(root, context)
    root.finish()
    if !log.hasErrors, !context.campaignChanges.isEmpty {
      let phases = CampaignPhases.read(scenario, tree, context)
      scenario.campaign?.phases = phases
    }
    return scenario
  }

  /// The price of the first product in a text; what is wrong with the text is told when it is read.
  private static func firstPrice(in tree: JSON5Node) -> Money? {
    NodeReader(node: tree, path: .root, log: ProblemLog(file: "")).object()
      .flatMap(RootSection.firstPrice)
  }
}

extension ScenarioProblems {
  /// What is said when reading ends without a word, which it never does.
  fileprivate static let unexplained = ScenarioProblems(only: "cannot be read")

  private init(only message: String) {
    problems = [
      ScenarioProblem(
        file: "", line: 1, column: 1, path: "", severity: .error, message: message)
    ]
  }
}

/// The digest by which a record names the scenario it came from.
enum ScenarioDigest {
  /// FNV-1a over the bytes and, each closed by a zero byte, the parts of the settings.
  static func digest(of bytes: [UInt8], _ settings: [ScenarioSetting]) -> UInt64 {
    let hash = bytes.reduce(FNV.empty) { FNV.hash($0, with: $1) }
    return settings.reduce(hash) { digest($0, with: $1) }
  }

  /// The digest that a scenario has with one setting more.
  static func digest(_ digest: UInt64, with setting: ScenarioSetting) -> UInt64 {
    let parts = [setting.path, setting.value] + (setting.at.map { ["@\($0)"] } ?? [])
    return parts.reduce(digest) { digest, part in
      part.utf8.reduce(FNV.hash(digest, with: 0)) { FNV.hash($0, with: $1) }
    }
  }
}
