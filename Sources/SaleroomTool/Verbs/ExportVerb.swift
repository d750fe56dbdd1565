// `saleroom export FILE`: what the simulated people send, written for a load generator, so that the
// burst that was planned for is the burst that is fired. Written as the session goes: a long session
// takes no more memory than a short one.
import LiveCommerce
import Reporting

/// Writes the arrivals of one session.
enum ExportVerb: Verb {
  static let name = "export"
  static let summary =
    "Writes what the simulated people send, as a table or for a load generator; their retries answer "
    + "the simulated back end."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .seed, .replication, .threads, .set, .at, .loadFormat, .kinds, .from, .to, .per, .scale,
    .attempts,
    .limit, .url, .method, .header, .body, .visits, .quiet,
  ]
  /// What makes no sense of a log of visits.
  private static let ofLoad: [ToolOption] = [
    .loadFormat, .kinds, .from, .to, .per, .scale, .attempts, .limit, .url, .method, .header, .body,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    if arguments.has(.visits) { return try exportVisits(file, arguments, context) }
    let format = try LoadFormats.chosen(arguments)
    let request = try RequestTemplate(arguments)
    let step = try arguments.duration(.per) ?? 1_000_000_000
    guard step > 0 else { throw .usage("option --per is a duration above 0") }
    var options = try RunVerb.sessionOptions(arguments, context)
    let settings = try ScenarioFile.settings(arguments)
    let scenario = try ScenarioFile.scenario(file, settings, context)
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)

    let filter = try ArrivalFilter(
      arguments, seed: options.seed ?? scenario.seed, replication: options.replication)
    let terms = LoadTerms(
      scenario: scenario, request: request, from: filter.from, to: filter.to, step: step,
      origin: origin(scenario, arguments, options))
    if let why = format.refusal(of: terms) { throw .usage("option --per: \(why)") }
    var export = Export(filter: filter, format: format.init(terms), print: context.print)
    let line = RunVerb.progressLine(plan, arguments, context)
    _ = try RunVerb.simulate(scenario, &options, line, arrivals: filter.kinds) {
      export.take($0)
    }
    try export.finish()
    if !arguments.has(.quiet) { for text in export.told { context.complain(text) } }
    return .kept
  }

  private static func exportVisits(
    _ file: String, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    if let extra = ofLoad.first(where: { arguments.has($0) }) {
      throw .usage("option --\(extra.name) is for load; --visits exports every visit")
    }
    var options = try RunVerb.sessionOptions(arguments, context)
    let scenario = try ScenarioFile.scenario(file, ScenarioFile.settings(arguments), context)
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)
    let table = VisitTable(scenario: scenario)
    var pieces = PrintedPieces(print: context.print)
    pieces.add(VisitTable.header)
    let line = RunVerb.progressLine(plan, arguments, context)
    if let line { options.progress = { line.update($0) } }
    do {
      defer { line?.finish() }
      _ = try Session.visits(scenario, options: options) { pieces.add(table.text(of: $0)) }
    } catch {
      throw RunVerb.failure(error)
    }
    try pieces.finish()
    return .kept
  }

  /// What makes the same bytes again.
  private static func origin(
    _ scenario: Scenario, _ arguments: ParsedArguments, _ options: SessionOptions
  ) -> [String] {
    [
      "\(SaleroomTool.name) \(SaleroomTool.version), scenario \(Digest.text(scenario.digest)), "
        + "seed \(options.seed ?? scenario.seed), replication \(options.replication)",
      "made by: \(arguments.command(name))",
    ].map { $0.replacing(/[\r\n]/, with: " ") }
  }
}

/// Text that is gathered and printed a piece at a time.
private struct PrintedPieces {
  /// How much is gathered before it is printed, in bytes.
  private static let piece = 1 << 16

  let print: (String) throws(ToolError) -> Void
  private var text = ""
  /// What went wrong, which is told when the session is over.
  private var failure: ToolError?

  init(print: @escaping (String) throws(ToolError) -> Void) { self.print = print }

  mutating func add(_ more: String) {
    text += more
    if text.utf8.count >= PrintedPieces.piece { flush() }
  }

  private mutating func flush() {
    defer { text = "" }
    guard failure == nil else { return }
    do throws(ToolError) {
      try print(text)
    } catch {
      failure = error
    }
  }

  mutating func finish() throws(ToolError) {
    flush()
    if let failure { throw failure }
  }
}

/// An export under way: arrivals are chosen and written.
private struct Export {
  private var filter: ArrivalFilter
  private var format: any LoadFormat
  private var pieces: PrintedPieces
  private var peak = PeakSecond()

  init(
    filter: ArrivalFilter, format: any LoadFormat,
    print: @escaping (String) throws(ToolError) -> Void
  ) {
    self.filter = filter
    self.format = format
    pieces = PrintedPieces(print: print)
    pieces.add(self.format.begin())
  }

  mutating func take(_ arrivals: [Arrival]) {
    for arrival in arrivals where filter.takes(arrival) {
      while let piece = format.piece(before: arrival) { pieces.add(piece) }
      pieces.add(format.text(of: arrival))
      peak.add(arrival.instant)
    }
  }

  mutating func finish() throws(ToolError) {
    while let piece = format.piece(before: nil) { pieces.add(piece) }
    pieces.add(format.end())
    try pieces.finish()
  }

  /// What was exported, and how to fire it.
  var told: [String] {
    guard filter.chosen > 0 else { return ["nothing arrives that was asked for"] }
    let cut = filter.leftOut > 0 ? "; \(filter.leftOut) more left out by --limit" : ""
    return [
      "\(filter.chosen) exported, at most \(peak.most) in one second, the one from \(peak.at) s\(cut)"
    ] + [format.advice()].compactMap(\.self)
  }
}
