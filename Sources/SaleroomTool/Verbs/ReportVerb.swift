// `saleroom report RESULT…`: saved results as one page for people, to be opened from disk.
import Reporting

/// Makes a page of results.
enum ReportVerb: Verb {
  static let name = "report"
  static let summary =
    "Shows saved results of run, compare, sweep, plan, campaign and explore as one HTML page."
  static let operands = "RESULT…"
  static let operandCount = 1...ResultPage.limit
  static let options: [ToolOption] = [.page, .force]
  /// The largest result that is read, in bytes.
  private static let limit = 256 << 20

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let place = try FilePlace(of: arguments, .page)
    try place?.check()
    let results = try arguments.operands.map { path throws(ToolError) in try result(path) }
    let page = ResultPage.render(results)
    if let place {
      try place.write(page)
    } else {
      try context.print(page)
    }
    return .kept
  }

  private static func result(_ path: String) throws(ToolError) -> PageResult {
    let bytes = try ScenarioFile.bytes(of: path, limit: limit, what: "result")
    do {
      return try PageResult(reading: bytes, name: path)
    } catch {
      throw ToolError(status: .badScenario, message: error.message)
    }
  }
}
