// `saleroom sweep FILE --vary PATH=VALUES`: a scenario at many points, and which input moves what most.
// Points that are finished are kept in a folder, so that nothing is ever run twice.
import Experiments
import LiveCommerce
import Reporting

/// Runs a scenario at many points.
enum SweepVerb: Verb {
  static let name = "sweep"
  static let summary =
    "Runs a scenario at every point of a grid or a table, and tells which input moves what most."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .vary, .points, .oneAtATime, .set, .at, .measure, .sessionsEach, .seed, .sessionsAtOnce,
    .pointsFolder, .shard, .sweepDryRun, .sweepFormat, .quiet,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let format = try arguments.word(.sweepFormat, SweepFormat.self) ?? .text
    guard !arguments.has(.oneAtATime) || arguments.has(.vary) else {
      throw .usage("option --one-at-a-time needs --vary")
    }
    let folder = arguments.values(.pointsFolder).first.map { PointFolder(path: $0) }
    let plan = try SweepPlan(arguments, context)
    try folder?.check()
    var crew = SweepCrew(plan, folder, context, isWatched: !arguments.has(.quiet))
    guard !arguments.has(.sweepDryRun) else {
      try context.print(plan.listing(finished: crew.finished))
      return .kept
    }
    try crew.run()
    let report = SweepReport(
      plan.design, crew.points, of: plan.scenario, seed: plan.seed,
      replications: Int(plan.sessions), asked: plan.asked, origin: origin(plan, arguments))
    let page = arguments.has(.quiet) ? nil : format.render(report, context.palette)
    try context.deliver(page) { () throws(ToolError) in if let lost = crew.lost { throw lost } }
    return ExitStatus(report.judgement)
  }

  /// The arguments that make the same sweep again, wherever its points are kept.
  private static func origin(_ plan: SweepPlan, _ arguments: ParsedArguments) -> ReportOrigin {
    ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version,
      command: [name, plan.file] + arguments.again([.vary, .points, .oneAtATime])
        + arguments.settingWords + arguments.again([.measure])
        + ["--seed=\(plan.seed)", "--replications=\(plan.sessions)"],
      file: plan.file)
  }
}

/// Runs what is not finished of a sweep.
private struct SweepCrew {
  private let plan: SweepPlan
  private let folder: PointFolder?
  private let context: ToolContext
  private let isWatched: Bool
  private var rows: [Int: [MeasuredRow]] = [:]
  /// Why a point that has finished was not kept: told at the end, for the others and the report are
  /// worth having nevertheless.
  private(set) var lost: ToolError?

  init(_ plan: SweepPlan, _ folder: PointFolder?, _ context: ToolContext, isWatched: Bool) {
    self.plan = plan
    self.folder = folder
    self.context = context
    self.isWatched = isWatched
    for point in plan.points {
      rows[point.point.number] = folder?.rows(
        of: point.key, measures: MeasureList(point.scenario))
    }
  }

  /// Numbers of the points that are finished.
  var finished: Set<Int> { Set(rows.keys) }

  /// The points with their rows, by number.
  var points: [SweptPoint] {
    plan.points.compactMap { point in
      rows[point.point.number].map {
        SweptPoint(point.point, scenario: point.scenario, rows: $0)
      }
    }
  }

  mutating func run() throws(ToolError) {
    let todo = plan.points.filter { rows[$0.point.number] == nil }
    let line =
      context.showsProgress && isWatched
      ? CountLine(width: context.width, write: context.errors) : nil
    defer { line?.finish() }
    context.stop.listen()
    let found = FinishedPoints()
    let failure = Blocking.run { [folder, plan, work = sweeper(todo)] in
      do {
        try await work.run { count in
          line?.update(count, of: todo.count * Int(plan.sessions))
        } finished: { index, rows in
          let point = todo[index]
          found.add(point.point.number, rows) { () throws(ToolError) in
            try folder?.write(
              rows, point.key, settings: point.settings, measures: MeasureList(point.scenario))
          }
        }
        return (any Error)?.none
      } catch {
        return error
      }
    }
    line?.finish()
    rows.merge(found.all) { _, new in new }
    lost = found.failure
    if let failure { throw explained(failure, todo) }
  }

  private func sweeper(_ todo: [SweepPlan.Point]) -> Sweeper {
    var sweeper = Sweeper(
      todo.map(\.scenario), seed: plan.seed, numbers: 0..<plan.sessions, logics: context.logics,
      threads: plan.threads)
    sweeper.isStopped = { [stop = context.stop] in stop.isMade }
    return sweeper
  }

  private func explained(_ error: any Error, _ todo: [SweepPlan.Point]) -> ToolError {
    switch error {
    case let failure as SweepFailure:
      let point = todo[failure.point]
      let command = SessionCommand(
        file: plan.file, seed: plan.seed,
        settings: point.settings.flatMap(\.words))
      var told = command.explained(failure.error, replication: failure.replication)
      told.message = "point \(point.point.number), \(told.message)"
      return told
    default:
      let kept =
        lost.map { "; not all are kept: \($0.message)" }
        ?? folder.map { "; they are kept in \($0.path), and the same command goes on" }
        ?? "; --output DIR would have kept them"
      return ToolError(
        status: .interrupted,
        message: "interrupted after \(finished.count) of \(plan.points.count) points\(kept)")
    }
  }
}
