// `saleroom version` and `saleroom --version`.

/// Tells the version.
enum VersionVerb: Verb {
  static let name = "version"
  static let summary = "Tells the version."
  static let operands = ""
  static let operandCount = 0...0
  static let options: [ToolOption] = []

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    try context.print("\(SaleroomTool.name) \(SaleroomTool.version)\n")
    return .kept
  }
}
