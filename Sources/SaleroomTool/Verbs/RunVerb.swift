// `saleroom run FILE`: one session, its verdict, and what happened; or many, if they are asked for.
// Everything that can be refused is refused before the session begins.
import LiveCommerce
import Reporting

/// Runs one session, or many.
enum RunVerb: Verb {
  static let name = "run"
  static let summary = "Simulates one session, or many, and tells whether the promises were kept."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] =
    [.seed, .replication] + ReplicationsRun.options + [
      .threads, .set, .at, .format, .output, .force, .checkDeterminism, .dryRun, .quiet,
    ]
  private static let mostThreads = 256

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let isMany = try ReplicationsRun.isAsked(arguments)
    if !isMany { _ = try Formats.chosen(arguments) }
    try checkDryRun(arguments)
    let options = try sessionOptions(arguments, context)
    let settings = try ScenarioFile.settings(arguments)
    let folder = try outputFolder(arguments)
    let bytes = try ScenarioFile.bytes(of: file)
    let scenario = try ScenarioFile.scenario(bytes, file, settings, context)
    let plan = RunPlan(scenario, machine: context.machine)
    let many =
      isMany
      ? try ReplicationsRun(arguments, scenario, plan, threads: options.threads, context) : nil
    if arguments.has(.dryRun) {
      let shown = many?.estimate(plan) ?? plan.shown()
      try context.print(arguments.values(.format).first == "json" ? shown.json : shown.text)
      return .kept
    }
    try plan.check(file)
    try folder?.check(
      for: isMany ? ReplicationsRun.files : ReportFormats.all.map { $0.fileName })
    if let many { return try many.run(folder, context) }
    let inputs = ScenarioInputs(bytes, settings: settings)
    return try runOne(scenario, inputs, plan, options, folder, arguments, context)
  }

  /// Refuses an estimate in a format that it cannot have.
  private static func checkDryRun(_ arguments: ParsedArguments) throws(ToolError) {
    guard arguments.has(.dryRun), let name = arguments.values(.format).first,
      ListFormat(rawValue: name) == nil
    else { return }
    throw .usage("an estimate is text or json, not \(name): leave out --dry-run or --format")
  }

  private static func runOne(
    _ scenario: Scenario, _ inputs: ScenarioInputs, _ plan: RunPlan, _ options: SessionOptions,
    _ folder: OutputFolder?, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let format = try Formats.chosen(arguments)
    if arguments.has(.checkDeterminism) {
      try checkDeterminism(scenario, options)
      if !arguments.has(.quiet) {
        context.complain("the session is the same on one thread and on several")
      }
    }
    var options = options
    let line = progressLine(plan, arguments, context)
    let record = try simulate(scenario, &options, line)
    let report = Report(
      record, origin: origin(of: record, arguments.operands[0], name, arguments.settingWords),
      inputs: inputs)
    let page = arguments.has(.quiet) ? nil : format.render(report, context.palette)
    try context.deliver(page) { () throws(ToolError) in
      try folder?.write(ReportFormats.all.map { ($0.fileName, $0.render(report, .plain)) })
    }
    return report.verdict.isKept ? .kept : .broken
  }

  static func sessionOptions(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> SessionOptions {
    var options = SessionOptions()
    options.seed = try arguments.integer(.seed, in: 0...UInt64.max)
    options.replication = try arguments.integer(.replication, in: 0...UInt32.max) ?? 0
    options.threads =
      try arguments.integer(.threads, in: 1...mostThreads) ?? min(context.threads, mostThreads)
    options.logics = context.logics
    return options
  }

  /// The folder of `--output`.
  static func outputFolder(
    _ arguments: ParsedArguments, _ output: ToolOption = .output
  ) throws(ToolError) -> OutputFolder? {
    guard let path = arguments.values(output).first else {
      guard !arguments.has(.force) else { throw .usage("option --force needs --output DIR") }
      return nil
    }
    return OutputFolder(path: path, replaces: arguments.has(.force))
  }

  /// The line of progress, if somebody watches who wants to be told.
  static func progressLine(
    _ plan: RunPlan, _ arguments: ParsedArguments, _ context: ToolContext
  ) -> ProgressLine? {
    guard context.showsProgress, !arguments.has(.quiet) else { return nil }
    return ProgressLine(
      expectedEvents: plan.estimate.events, width: context.width,
      memory: context.machine.usedMemory, write: context.errors)
  }

  static func simulate(
    _ scenario: Scenario, _ options: inout SessionOptions, _ line: ProgressLine?,
    arrivals kinds: Set<Arrival.Kind> = [], to take: ([Arrival]) -> Void = { _ in }
  ) throws(ToolError) -> SessionRecord {
    if let line { options.progress = { line.update($0) } }
    defer { line?.finish() }
    do {
      return try Session.run(scenario, options: options, arrivals: kinds, to: take)
    } catch {
      throw failure(error)
    }
  }

  private static func checkDeterminism(
    _ scenario: Scenario, _ options: SessionOptions
  ) throws(ToolError) {
    let difference: String?
    do {
      difference = try Session.firstDifference(scenario, options: options)
    } catch {
      throw failure(error)
    }
    guard let difference else { return }
    let told = "the session is not the same on one thread and on several: \(difference)"
    guard options.logics.isEmpty else {
      throw ToolError(
        status: .broken,
        message:
          "\(told); see that no sale logic of yours draws chance of its own, looks at a real "
          + "clock or goes through a set or dictionary: if none does, this is a fault of "
          + "\(SaleroomTool.name), please report it")
    }
    throw ToolError(
      status: .ownFault,
      message: "\(told); this is a fault of \(SaleroomTool.name), please report it")
  }

  /// What a session's failure is for the command.
  static func failure(_ error: SessionError) -> ToolError {
    switch error {
    case .unknownLogic: ToolError(status: .badScenario, message: error.description)
    case .stalled, .endless, .restless, .silentStock, .outsideJobs:
      ToolError(status: .broken, message: error.description)
    case .brokenBooks: ToolError(status: .ownFault, message: error.description)
    }
  }

  /// The arguments that make the same record again, whatever the number of threads was.
  static func origin(
    of record: SessionRecord, _ file: String, _ verb: String, _ options: [String]
  ) -> ReportOrigin {
    var command = [verb, file, "--seed=\(record.seed)"]
    if record.replication > 0 { command.append("--replication=\(record.replication)") }
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version, command: command + options,
      file: file)
  }
}
