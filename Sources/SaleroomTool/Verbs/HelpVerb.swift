// `saleroom help` and `saleroom help VERB`.

/// Explains the tool or a verb.
enum HelpVerb: Verb {
  static let name = "help"
  static let summary = "Explains the tool, or one verb."
  static let operands = "[VERB]"
  static let operandCount = 0...1
  static let options: [ToolOption] = []

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    guard let word = arguments.operands.first else {
      try context.print(Help.overview())
      return .kept
    }
    try context.print(Help.text(of: try Verbs.named(word)))
    return .kept
  }
}
