// `saleroom validate FILE…`: everything that is wrong with scenario files, and nothing run.
import LiveCommerce

/// Checks scenario files.
enum ValidateVerb: Verb {
  static let name = "validate"
  static let summary = "Tells everything that is wrong with scenario files; runs nothing."
  static let operands = "FILE…"
  static let operandCount = 1...Int.max
  static let options: [ToolOption] = [.set, .at]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let settings = try ScenarioFile.settings(arguments)
    var worst = ExitStatus.kept
    for file in arguments.operands {
      let status: ExitStatus
      do {
        status = try check(file, settings, context)
      } catch {
        // What cannot be read is no reason to leave the other files unread.
        guard error.status == .inputOutput else { throw error }
        context.complain(error.message)
        status = error.status
      }
      if status.rawValue > worst.rawValue { worst = status }
    }
    return worst
  }

  private static func check(
    _ file: String, _ settings: [ScenarioSetting], _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let bytes = try ScenarioFile.bytes(of: file)
    let warnings: [ScenarioProblem]
    do throws(ScenarioProblems) {
      warnings = try Scenario.readWithWarnings(
        bytes, file: file, settings: settings, knownLogics: context.knownLogics.map { $0.name }
      ).warnings
    } catch {
      try context.print(error.description + "\n")
      return .badScenario
    }
    try context.print(Help.joined(warnings.map(\.description) + ["\(file): ok"]))
    return .kept
  }
}
