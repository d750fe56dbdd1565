// `saleroom watch FILE`: one session as it goes, on the terminal; and knobs to turn. What was turned is
// part of the command that is printed at the end, and that repeats the session.
import LiveCommerce
import Reporting

/// Shows a session while it runs.
enum WatchVerb: Verb {
  static let name = "watch"
  static let summary =
    "Shows a session as it goes, at any speed, and lets its knobs be turned; what is not a terminal "
    + "gets lines."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .speed, .every, .seed, .replication, .threads, .set, .at,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let speed = try WatchSpeed.asked(
      arguments, usual: context.hasScreen ? .usual : .fastest)
    let every = try arguments.duration(.every) ?? 10_000_000_000
    guard 1_000_000_000...86_400_000_000_000 ~= every else {
      throw .usage("option --every is from 1s to 1d")
    }
    let options = try RunVerb.sessionOptions(arguments, context)
    let scenario = try ScenarioFile.scenario(file, ScenarioFile.settings(arguments), context)
    try RunPlan(scenario, machine: context.machine).check(file)
    let desk: WatchDesk
    do {
      desk = WatchDesk(try LiveSession(scenario, options: options), speed: speed)
    } catch {
      throw RunVerb.failure(error)
    }
    context.stop.listen()
    let seed = options.seed ?? scenario.seed
    if context.hasScreen {
      var screen = ScreenWatch(desk, seed: seed, context)
      try screen.run()
    } else {
      try PlainWatch(desk: desk, speed: speed, every: every, context: context).run()
    }
    return try tell(desk, command(desk, file, seed, arguments), context)
  }

  /// The words that repeat the session, with everything that was turned.
  private static func command(
    _ desk: WatchDesk, _ file: String, _ seed: UInt64, _ arguments: ParsedArguments
  ) -> [String] {
    let replication = arguments.values(.replication).map { "--replication=\($0)" }
    let turned = desk.settings.flatMap(\.words)
    return [RunVerb.name, file, "--seed=\(seed)"] + replication + arguments.settingWords + turned
  }

  /// Tells what became of it, and how it is repeated.
  private static func tell(
    _ desk: WatchDesk, _ command: [String], _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let again = ShellLine.text([SaleroomTool.name] + command)
    let count = desk.settings.count
    let changes = count == 1 ? "one change" : "\(count) changes"
    let repeats = count > 0 ? "steered with \(changes); this repeats it:" : "this tells all of it:"
    guard let record = desk.record else {
      let clocks = [desk.snapshot.instant, desk.scenario.length].map(WatchView.clock)
      try context.print(
        "watched \(clocks[0]) of \(clocks[1]); nothing is judged before the end\n\(repeats)\n"
          + "  \(again)\n")
      return context.stop.isMade ? .interrupted : .undecided
    }
    let report = Report(
      record,
      origin: ReportOrigin(
        tool: SaleroomTool.name, version: SaleroomTool.version, command: command,
        file: command[1]))
    try context.print("\(report.verdictLine(context.palette))\n\(repeats)\n  \(again)\n")
    return record.verdict.isKept ? .kept : .broken
  }
}
