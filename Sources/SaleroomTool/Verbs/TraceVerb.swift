// `saleroom trace FILE`: the life of one viewer, order or unit of stock, or of the whole order back end
// for a while. The session is run again with somebody listening.
import LiveCommerce
import Reporting

/// Follows something through a session.
enum TraceVerb: Verb {
  static let name = "trace"
  static let summary =
    "Tells the life of one viewer, order or unit in sentences, or shows the order back end in Perfetto."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] =
    subjects
    + [.during, .traceFormat, .facts, .seed, .replication, .threads, .set, .at, .quiet]
  private static let subjects: [ToolOption] = [
    .viewer, .order, .unit, .moment, .whyLost, .slowest, .oversold,
  ]
  private static let usualLimit = 200_000
  private static let usualSpan: Int64 = 10_000_000

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    try checkSubject(arguments)
    let format = try arguments.word(.traceFormat, TraceFormat.self) ?? .text
    let limit = try arguments.integer(.facts, in: 1...Int.max) ?? usualLimit
    var options = try RunVerb.sessionOptions(arguments, context)
    let settings = try ScenarioFile.settings(arguments)
    let scenario = try ScenarioFile.scenario(file, settings, context)
    let subject = try subject(arguments, scenario)
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)
    let line = RunVerb.progressLine(plan, arguments, context)
    if let line { options.progress = { line.update($0) } }
    let result: TraceResult
    do {
      defer { line?.finish() }
      result = try Tracer(scenario, options: options, limit: limit).follow(subject)
    } catch {
      throw failure(error)
    }
    let origin = RunVerb.origin(
      of: result.record, file, name,
      (subjects + [.during, .traceFormat, .facts]).flatMap { arguments.written($0) }
        + arguments.settingWords)
    let report = TraceReport(result, origin: origin)
    if !arguments.has(.quiet) {
      try context.print(report.render(format))
      if format != .text, let note = report.droppedNote { context.complain(note) }
    }
    return .kept
  }

  /// Exactly one thing is followed.
  private static func checkSubject(_ arguments: ParsedArguments) throws(ToolError) {
    let given = subjects.filter { arguments.has($0) }
    let all = subjects.map { "--\($0.name)" }.joined(separator: ", ")
    guard let first = given.first else {
      let taken = arguments.has(.at) ? "; right behind --set, --at says when that is made" : ""
      throw .usage("`trace` lacks what to follow: one of \(all)\(taken)")
    }
    guard given.count == 1 else {
      throw .usage("--\(first.name) and --\(given[1].name): `trace` follows one thing at a time")
    }
    guard !arguments.has(.during) || first == .moment else {
      throw .usage("option --for needs --at TIME")
    }
  }

  private static func subject(
    _ arguments: ParsedArguments, _ scenario: Scenario
  ) throws(ToolError) -> TraceSubject {
    if let account = try arguments.integer(.viewer, in: 0...UInt64.max >> 16) {
      return .viewer(account)
    }
    if let name = try arguments.integer(.order, in: 0...UInt64.max) { return .order(name) }
    if let unit = arguments.values(.unit).first { return try self.unit(unit, scenario) }
    if let at = try arguments.duration(.moment) {
      let length = try arguments.duration(.during) ?? usualSpan
      guard length > 0 else { throw .usage("option --for is a duration above 0") }
      let (end, isBeyondTime) = at.addingReportingOverflow(length)
      return .span(at..<(isBeyondTime ? .max : end))
    }
    if arguments.has(.whyLost) { return .whyLost }
    return arguments.has(.slowest) ? .slowest : .oversold
  }

  /// The unit that "phone:3" names.
  private static func unit(
    _ written: String, _ scenario: Scenario
  ) throws(ToolError) -> TraceSubject {
    guard let colon = written.lastIndex(of: ":"),
      let number = Int(written[written.index(after: colon)...]), number > 0
    else {
      throw .usage("option --unit is a stock row and a number from 1, as in phone:3")
    }
    let name = String(written[..<colon])
    let rows = scenario.stockRows
    if let row = rows.firstIndex(of: name) { return .unit(row: row, number: number) }
    let hint = Spelling.nearest(name, among: rows).map { "; did you mean \(Display.safe($0))?" }
    throw .usage(
      "no stock row is called `\(Display.safe(name))` (known: "
        + "\(rows.map(Display.safe).joined(separator: ", ")))\(hint ?? "")")
  }

  private static func failure(_ error: TraceError) -> ToolError {
    if case .session(let error) = error { return RunVerb.failure(error) }
    return .usage(Display.safe(error.description))
  }
}
