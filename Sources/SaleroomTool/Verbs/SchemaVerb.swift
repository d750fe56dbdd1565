// `saleroom schema`: the format of scenarios as a JSON Schema, as the readers of scenarios tell it.
import LiveCommerce
import Reporting

/// Prints the schema of scenario files.
enum SchemaVerb: Verb {
  static let name = "schema"
  static let summary =
    "Prints a JSON Schema of scenario files, so that editors complete and check them."
  static let operands = ""
  static let operandCount = 0...0
  static let options: [ToolOption] = []

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let outline = ScenarioOutline(knownLogics: context.knownLogics.map { $0.name })
    try context.print(ScenarioSchema(outline).json.text)
    return .kept
  }
}
