// `saleroom logics`: the sale logics that a scenario may name, and what they promise.
import LiveCommerce
import Reporting

/// Lists the sale logics.
enum LogicsVerb: Verb {
  static let name = "logics"
  static let summary = "Lists the sale logics with what they promise."
  static let operands = ""
  static let operandCount = 0...0
  static let options: [ToolOption] = [.listFormat]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let isJSON = try Formats.isJSON(arguments)
    try context.print(isJSON ? json(context) : text(context))
    return .kept
  }

  private static func text(_ context: ToolContext) -> String {
    let paragraphs = context.knownLogics.map { logic in
      let promised = checks(of: logic).joined(separator: ", ")
      let others = SaleCheckName.allCases.map(\.rawValue).filter { !checks(of: logic).contains($0) }
      let lines = [
        logic.summary, "promises: \(promised.isEmpty ? "nothing" : promised)",
        others.isEmpty ? "" : "does not promise: \(others.joined(separator: ", "))",
      ]
      return [context.palette.strong(logic.name)]
        + lines.flatMap { Display.wrapped($0, to: 98) }.map { "  " + $0 }
    }
    return paragraphs.map { Help.joined($0) }.joined(separator: "\n")
  }

  private static func json(_ context: ToolContext) -> String {
    JSONValue.array(
      context.knownLogics.map { logic in
        .object([
          .init("name", .string(logic.name)),
          .init("summary", .string(logic.summary)),
          .init("promises", .array(checks(of: logic).map { .string($0) })),
        ])
      }
    ).text
  }

  /// The names of the checks that a logic promises to pass, in the order of reports.
  private static func checks(of logic: any SaleLogic.Type) -> [String] {
    SaleCheckName.allCases.filter { logic.promises.contains($0) }.map(\.rawValue)
  }
}
