// `saleroom run FILE --replications N`, and `--until`: many sessions, judged together. Everything that
// can be refused is refused before the first one begins; an interrupted experiment concludes nothing,
// for what has been run by then are the sessions that were over soonest.
import Experiments
import LiveCommerce
import Reporting

/// Runs many sessions.
struct ReplicationsRun {
  /// The options that ask for many sessions or say how.
  static let options: [ToolOption] = [.replications, .until, .atMost, .steady]
  private static let usualMost: UInt32 = 1_000
  private static let mostAllowed: UInt32 = 1_000_000

  private let file: String
  private let format: any ReplicationsFormat.Type
  private let replicator: Replicator
  private let sampling: Sampling
  private let arguments: ParsedArguments

  /// Whether the arguments ask for many sessions; if so, they are checked as far as they can be
  /// without a scenario.
  static func isAsked(_ arguments: ParsedArguments) throws(ToolError) -> Bool {
    if arguments.has(.replications) || arguments.has(.until) {
      try checkOptions(arguments)
      _ = try (format(arguments), steady(arguments), most(arguments))
      return true
    }
    for option in [ToolOption.atMost, .steady] where arguments.has(option) {
      let needed = option == .atMost ? "--until" : "--replications or --until"
      throw .usage("option --\(option.name) needs \(needed)")
    }
    return false
  }

  /// Prepares the sessions of arguments that ask for many.
  init(
    _ arguments: ParsedArguments, _ scenario: Scenario, _ plan: RunPlan, threads: Int,
    _ context: ToolContext
  ) throws(ToolError) {
    self.arguments = arguments
    file = arguments.operands[0]
    format = try ReplicationsRun.format(arguments)
    var replicator = Replicator(
      scenario, seed: try arguments.integer(.seed, in: 0...UInt64.max), logics: context.logics,
      threads: plan.sessionsAtOnce(threads), steady: try ReplicationsRun.steady(arguments))
    replicator.isStopped = { [stop = context.stop] in stop.isMade }
    self.replicator = replicator
    sampling = try ReplicationsRun.sampling(arguments, scenario, replicator.measures)
  }

  // MARK: Arguments

  private static func checkOptions(_ arguments: ParsedArguments) throws(ToolError) {
    for option in [ToolOption.replication, .checkDeterminism] where arguments.has(option) {
      throw .usage("option --\(option.name) is about one session; leave out --replications")
    }
    if arguments.has(.replications) && arguments.has(.until) {
      throw .usage("option --until decides how many replications there are; --at-most limits them")
    }
    if arguments.has(.atMost) && !arguments.has(.until) {
      throw .usage("option --at-most needs --until")
    }
  }

  static func format(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> any ReplicationsFormat.Type {
    let known = ReplicationsFormats.all
    guard let name = arguments.values(.format).first else { return known[0] }
    if let format = known.first(where: { $0.name == name }) { return format }
    throw Formats.unknown(name, known.map { $0.name })
  }

  private static func steady(_ arguments: ParsedArguments) throws(ToolError) -> [String] {
    var names: [String] = []
    for name in arguments.values(.steady) where !names.contains(name) {
      guard SecondSeries.names.contains(name) else {
        let hint = Spelling.nearest(name, among: SecondSeries.names)
        throw .usage(
          "there is no series `\(name)`"
            + (hint.map { "; did you mean \($0)?" }
              ?? " (known: \(SecondSeries.names.joined(separator: ", ")))"))
      }
      names.append(name)
    }
    return names
  }

  private static func sampling(
    _ arguments: ParsedArguments, _ scenario: Scenario, _ measures: MeasureList
  ) throws(ToolError) -> Sampling {
    let most = try most(arguments)
    guard arguments.has(.until) else { return .fixed(most) }
    var goals: [PrecisionGoal] = []
    for text in arguments.values(.until) {
      do throws(PrecisionGoal.Problem) {
        goals.append(try PrecisionGoal(text, scenario, measures))
      } catch {
        throw .usage("option --until: \(error)")
      }
    }
    return .until(goals, atMost: most)
  }

  /// The most sessions there can be.
  private static func most(_ arguments: ParsedArguments) throws(ToolError) -> UInt32 {
    if let count = try arguments.integer(.replications, in: 1...mostAllowed) { return count }
    let limit = try arguments.integer(.atMost, in: Sampling.fewest...mostAllowed)
    return limit ?? usualMost
  }

  // MARK: Running

  /// The estimate of all sessions, for `--dry-run`.
  func estimate(_ plan: RunPlan) -> EstimateText {
    plan.shown(sessions: Int(sampling.most), atOnce: replicator.threads)
  }

  /// The files that go into an output folder.
  static let files = ReplicationsFormats.all.map { $0.fileName }

  /// Runs the sessions, writes what is said of them, and tells the verdict.
  func run(_ folder: OutputFolder?, _ context: ToolContext) throws(ToolError) -> ExitStatus {
    let experiment = try sessions(context)
    let report = ReplicationsReport(experiment, origin: origin, single: single)
    let page = arguments.has(.quiet) ? nil : format.render(report, context.palette)
    try context.deliver(page) { () throws(ToolError) in
      try folder?.write(ReplicationsFormats.all.map { ($0.fileName, $0.render(report, .plain)) })
    }
    return ExitStatus(experiment.judgement)
  }

  private func sessions(_ context: ToolContext) throws(ToolError) -> Experiment {
    context.stop.listen()
    let line =
      context.showsProgress && !arguments.has(.quiet)
      ? CountLine(width: context.width, write: context.errors) : nil
    defer { line?.finish() }
    let done = DoneCount()
    let outcome = Blocking.run { [replicator, sampling] in
      do {
        return Result<Experiment, any Error>.success(
          try await replicator.experiment(sampling) { count in
            done.reach(count)
            line?.update(count, of: Int(sampling.most), isLimit: !sampling.goals.isEmpty)
          })
      } catch {
        return .failure(error)
      }
    }
    line?.finish()
    switch outcome {
    case .success(let experiment): return experiment
    case .failure(let failure as ReplicationFailure):
      throw command.explained(failure.error, replication: failure.replication)
    case .failure:
      throw ToolError(
        status: .interrupted,
        message: "interrupted after \(done.count) of \(sampling.goals.isEmpty ? "" : "at most ")"
          + "\(sampling.most) sessions; nothing is concluded from them")
    }
  }

  /// The arguments of one session, but for the replication's number.
  private var single: [String] { command.words }

  private var command: SessionCommand {
    SessionCommand(file: file, seed: replicator.seed, settings: arguments.settingWords)
  }

  /// The arguments that make the same result again, whatever the number of threads was.
  private var origin: ReportOrigin {
    var command = single
    for option in ReplicationsRun.options {
      command += arguments.values(option).map { "--\(option.name)=\($0)" }
    }
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version, command: command, file: file)
  }
}
