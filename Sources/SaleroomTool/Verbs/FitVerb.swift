// `saleroom fit LOG`: what a log of visits tells of the people in it, and a scenario that says so. The
// log is read a piece at a time, so its length does not matter.
import Fitting
import Foundation
import LiveCommerce
import Reporting

/// Learns from a log.
enum FitVerb: Verb {
  static let name = "fit"
  static let summary =
    "Learns from a log of visits who comes, how long they stay and what they buy, and writes a "
    + "scenario of it."
  static let operands = "LOG"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .write, .force, .sourceName, .logStart, .logEnd, .logLinkUp, .profileStep, .holdOut,
    .bootstrap, .fitFormat, .quiet,
  ]
  /// How much is read at once, in bytes.
  private static let piece = 1 << 20

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let format = try format(arguments)
    let terms = try terms(arguments)
    let place = try FilePlace(of: arguments, .write)
    try place?.check()
    var fitter = LogFitter(terms)
    var result = try learn(file, &fitter)
    try checkRows(result.rows, file)
    result.heldOut = try heldOut(result, fitter, file)
    let origin = ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version,
      command: [name, file] + options.flatMap { arguments.written($0) }, file: file)
    let text = result.scenarioText(
      title: "Learnt from \(file)",
      notes: ["Made by: \(arguments.command(name))"])
    try check(text, file)
    for cohort in result.cohorts where cohort.stay == nil {
      context.complain(
        "\(file): nobody of cohort \(cohort.name) was seen to leave, so nothing is learnt of how long "
          + "people stay; the scenario says nothing of it, and the usual law holds")
    }
    let page =
      arguments.has(.quiet)
      ? nil : format.render(FitReport(result, origin: origin), context.palette)
    try context.deliver(page) { () throws(ToolError) in try place?.write(text) }
    return .kept
  }

  private static func format(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> any FitFormat.Type {
    guard let name = arguments.values(.fitFormat).first else { return FitFormats.all[0] }
    if let format = FitFormats.all.first(where: { $0.name == name }) { return format }
    throw Formats.unknown(name, FitFormats.all.map { $0.name })
  }

  // MARK: Asking

  private static func terms(_ arguments: ParsedArguments) throws(ToolError) -> LogTerms {
    var terms = LogTerms()
    terms.start = try instant(.logStart, arguments)
    terms.end = try instant(.logEnd, arguments)
    if let start = terms.start, let end = terms.end, end <= start {
      throw .usage("option --end is an instant after --start: the log is empty")
    }
    terms.linkUp = try instant(.logLinkUp, arguments)
    if let start = terms.start, let linkUp = terms.linkUp, linkUp < start {
      throw .usage("option --link-up is an instant from --start on")
    }
    terms.step = try arguments.duration(.profileStep)
    if let step = terms.step, step < 1_000_000_000 || step % 1_000_000_000 != 0 {
      throw .usage("option --step is a number of whole seconds, such as 10s")
    }
    terms.holdOut = try arguments.integer(.holdOut, in: 0...1000) ?? terms.holdOut
    guard terms.holdOut != 1 else {
      throw .usage("option --hold-out 1 holds out everybody; write 2 or more, or 0 for nobody")
    }
    terms.draws = try arguments.integer(.bootstrap, in: 0...10_000) ?? terms.draws
    for written in arguments.values(.sourceName) { try add(written, to: &terms) }
    return terms
  }

  private static func instant(
    _ option: ToolOption, _ arguments: ParsedArguments
  ) throws(ToolError) -> Int64? {
    guard let written = arguments.values(option).first else { return nil }
    guard let instant = LogTerms.instant(written) else {
      throw .usage(
        "option --\(option.name) is an instant as logs write it: seconds, HH:MM:SS or "
          + "2025-11-11T20:00:00+08:00, not `\(written)`")
    }
    return instant
  }

  /// A name of the log's own: `feed=discover`.
  private static func add(_ written: String, to terms: inout LogTerms) throws(ToolError) {
    let parts = written.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else {
      throw .usage("option --source is NAME=SOURCE, such as feed=discover, not `\(written)`")
    }
    let word = String(parts[1])
    guard let source = TrafficSource(rawValue: word) else {
      let known = TrafficSource.allCases.map(\.rawValue)
      let hint = Spelling.nearest(word, among: known).map { "; did you mean \($0)?" } ?? ""
      throw .usage("unknown source `\(word)` (known: \(known.joined(separator: ", ")))\(hint)")
    }
    terms.sources[String(parts[0])] = source
  }

  // MARK: Learning

  private static func learn(
    _ file: String, _ fitter: inout LogFitter
  ) throws(ToolError) -> FitResult {
    let handle = try ScenarioFile.handle(of: file, what: "log")
    defer { try? handle.close() }
    while let bytes = try piece(of: handle, file) {
      do throws(LogError) { try fitter.add(bytes) } catch { throw problem(error, file) }
    }
    do throws(LogError) { return try fitter.finish() } catch { throw problem(error, file) }
  }

  private static func problem(_ error: LogError, _ file: String) -> ToolError {
    ToolError(status: .badScenario, message: "\(file): \(error)")
  }

  /// The next piece; nil at the end of the log.
  private static func piece(of handle: FileHandle, _ file: String) throws(ToolError) -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: piece), !data.isEmpty else { return nil }
      return [UInt8](data)
    } catch {
      throw .inputOutput("\(file): cannot be read to its end")
    }
  }

  /// Refuses to conclude anything from a log that is mostly not one.
  private static func checkRows(_ rows: LogRows, _ file: String) throws(ToolError) {
    guard rows.bad * 10 > rows.bad + rows.used else { return }
    let examples = rows.examples.map { example in
      "\n  line \(example.line): \(example.fault.words): `\(Display.safe(example.text))`"
    }
    throw ToolError(
      status: .badScenario,
      message: "\(file): \(rows.bad) of \(rows.bad + rows.used) rows make no sense, more than a "
        + "tenth; nothing is concluded. The first of them:\(examples.joined())")
  }

  private static func heldOut(
    _ result: FitResult, _ fitter: LogFitter, _ file: String
  ) throws(ToolError) -> HeldOut? {
    do {
      return try fitter.compareHeldOut(result)
    } catch let problems as ScenarioProblems {
      throw ToolError(
        status: .badScenario, message: "\(file): makes no session:\n\(problems.description)")
    } catch let error as SessionError {
      throw RunVerb.failure(error)
    } catch {
      throw ToolError(status: .ownFault, message: "\(file): could not be simulated")
    }
  }

  /// Reads the scenario back before anybody gets it.
  private static func check(_ text: String, _ file: String) throws(ToolError) {
    do {
      _ = try Scenario.read(Array(text.utf8), file: "what was learnt")
    } catch {
      throw ToolError(
        status: .badScenario, message: "\(file): makes no session:\n\(error.description)")
    }
  }
}
