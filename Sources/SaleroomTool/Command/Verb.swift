// What a verb is, and the list of them: one file each.
import LiveCommerce

/// Something that the tool does.
protocol Verb: Sendable {
  /// The word on the command line.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// What its operands are called.
  static var operands: String { get }
  /// How many operands it takes.
  static var operandCount: ClosedRange<Int> { get }
  /// The options that it knows, beside `--help`.
  static var options: [ToolOption] { get }

  /// Does it.
  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus
}

/// All verbs.
enum Verbs {
  static let all: [any Verb.Type] = [
    RunVerb.self, WatchVerb.self, CompareVerb.self, SweepVerb.self, PlanVerb.self,
    RestockVerb.self, CampaignVerb.self, TraceVerb.self, ReportVerb.self, ExportVerb.self,
    FitVerb.self, ExploreVerb.self, ReplayVerb.self, ValidateVerb.self, SchemaVerb.self,
    MetricsVerb.self, LogicsVerb.self, HelpVerb.self, VersionVerb.self,
  ]

  /// The verb of that name.
  static func named(_ word: String) throws(ToolError) -> any Verb.Type {
    if let verb = all.first(where: { $0.name == word }) { return verb }
    let what = word.hasPrefix("-") ? "option" : "verb"
    let hint =
      Spelling.nearest(word, among: all.map { $0.name })
      .map { "; did you mean `\($0)`?" } ?? "; see `\(SaleroomTool.name) help`"
    throw .usage("unknown \(what) \(word)\(hint)")
  }
}
