// `saleroom compare A B`: two scenarios under common random numbers, or one with and without settings,
// or a new one against a saved result. To look at a comparison is no verdict; with --tolerance or
// --baseline it is one, and the exit status says it.
import Experiments
import LiveCommerce
import Reporting

/// Compares two scenarios.
enum CompareVerb: Verb {
  static let name = "compare"
  static let summary =
    "Compares two scenarios under the same chance, or one with and without --set, or one with a "
    + "saved result."
  static let operands = "A [B]"
  static let operandCount = 1...2
  static let options: [ToolOption] = [
    .set, .at, .baseline, .tolerance, .measure, .sessionsEach, .seed, .sessionsAtOnce,
    .comparisonFormat, .quiet,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let format = try arguments.word(.comparisonFormat, ComparisonFormat.self) ?? .text
    let plan = try ComparePlan(arguments, context)
    let report = try report(plan, arguments, context)
    if !arguments.has(.quiet) { try context.print(format.render(report, context.palette)) }
    return ExitStatus(report.judgement)
  }

  private static func report(
    _ plan: ComparePlan, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ComparisonReport {
    let crew = ComparisonCrew(plan, arguments, context)
    defer { crew.finish() }
    var isExact = false
    let a: ComparedSide
    switch plan.reference {
    case .candidate(let candidate): a = try crew.run(candidate)
    case .baseline(let baseline):
      a = baseline.side
      isExact = baseline.numbers.count == 1
    }
    let b = try crew.run(plan.b)
    let comparison = Comparison(
      a, b, measures: MeasureList(plan.b.scenario), only: plan.only, isExact: isExact)
    let asked = Set(plan.only ?? comparison.promises.map(\.measure))
    let gate = plan.tolerance.map { RegressionGate(comparison, tolerance: $0, asked: asked) }
    return ComparisonReport(
      comparison, gate: gate, seed: plan.seed, money: plan.b.scenario.moneyStyle,
      notes: plan.notes(a), origin: origin(plan, arguments))
  }

  /// The arguments that make the same comparison again, whatever the number of threads was.
  private static func origin(_ plan: ComparePlan, _ arguments: ParsedArguments) -> ReportOrigin {
    let chance =
      arguments.has(.baseline)
      ? [] : ["--seed=\(plan.seed)", "--replications=\(plan.numbers.count)"]
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version,
      command: [name] + arguments.operands
        + arguments.settingWords + arguments.again([.baseline, .tolerance, .measure]) + chance,
      file: plan.b.command.file)
  }
}

/// Runs the sides of a comparison under one line of progress.
private final class ComparisonCrew {
  private let plan: ComparePlan
  private let context: ToolContext
  private let line: CountLine?
  private var before = 0

  init(_ plan: ComparePlan, _ arguments: ParsedArguments, _ context: ToolContext) {
    self.plan = plan
    self.context = context
    line =
      context.showsProgress && !arguments.has(.quiet)
      ? CountLine(width: context.width, write: context.errors) : nil
    context.stop.listen()
  }

  func run(_ candidate: ComparePlan.Candidate) throws(ToolError) -> ComparedSide {
    var replicator = Replicator(
      candidate.scenario, seed: plan.seed, logics: context.logics, threads: candidate.threads)
    replicator.isStopped = { [stop = context.stop] in stop.isMade }
    let outcome = Blocking.run { [replicator, plan, line, before] in
      do {
        return Result<[Replication], any Error>.success(
          try await replicator.run(plan.numbers) { count in
            line?.update(before + count, of: plan.sessions)
          })
      } catch {
        return .failure(error)
      }
    }
    before += plan.numbers.count
    switch outcome {
    case .success(let rows):
      return ComparedSide(
        title: candidate.title, scenario: candidate.scenario, replications: rows)
    case .failure(let failure as ReplicationFailure):
      finish()
      throw candidate.command.explained(failure.error, replication: failure.replication)
    case .failure:
      finish()
      throw ToolError(
        status: .interrupted, message: "interrupted; nothing is concluded from what was run")
    }
  }

  func finish() { line?.finish() }
}
