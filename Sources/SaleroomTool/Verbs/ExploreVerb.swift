// `saleroom explore FILE`: a storm from the scenario upon its sale logics, schedule after schedule, until
// one breaks a promise or all have been run; and `--gallery`, which does so for every built-in logic.
import Exploration
import LiveCommerce
import Reporting

/// Explores interleavings.
enum ExploreVerb: Verb {
  static let name = "explore"
  static let summary =
    "Puts a scenario's sale logic under a storm of orders in many schedules, and tells the shortest "
    + "story of what breaks."
  static let operands = "[FILE]"
  static let operandCount = 0...1
  static let options: [ToolOption] = [
    .product, .logic, .orders, .schedules, .minutes, .strategy, .preemptions, .seed, .strict, .set,
    .cases, .children, .gallery, .seeds, .explorationFormat, .quiet,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    if arguments.has(.gallery) { return try GalleryTour.run(arguments, context) }
    guard !arguments.operands.isEmpty else {
      throw .usage("`explore` lacks FILE, or --gallery; usage: \(Help.usage(of: Self.self))")
    }
    guard !arguments.has(.seeds) else { throw .usage("option --seeds needs --gallery") }
    let format = try arguments.word(.explorationFormat, ExplorationFormat.self) ?? .text
    guard format != .markdown else { throw .usage("format markdown needs --gallery") }
    let crew = try ExplorationCrew(arguments, context)
    let plan = try ExplorePlan(arguments, context)
    context.stop.listen()
    let results = try explore(plan, crew, arguments, context)
    let report = ExploreReport(
      results: results, origin: origin(arguments, plan), seed: plan.seed)
    if !arguments.has(.quiet) {
      try context.print(format == .json ? report.json : report.text(context.palette))
    }
    return report.status
  }

  /// The arguments that explore the same again, whatever the number of children was.
  private static func origin(_ arguments: ParsedArguments, _ plan: ExplorePlan) -> ReportOrigin {
    let given = arguments.again([
      .product, .logic, .orders, .schedules, .minutes, .strategy, .preemptions, .strict, .set,
      .cases,
    ])
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version,
      command: [name] + arguments.operands + given + ["--seed=\(plan.seed)"],
      file: arguments.operands[0])
  }

  private static func explore(
    _ plan: ExplorePlan, _ crew: ExplorationCrew, _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws(ToolError) -> [ExploreResult] {
    let start = ContinuousClock.now
    var results: [ExploreResult] = []
    for (number, target) in plan.targets.enumerated() where !context.stop.isMade {
      // What is left of the time is shared among those that are left.
      let left = plan.seconds.map { seconds in
        (seconds - start.duration(to: .now) / .seconds(1)) / Double(plan.targets.count - number)
      }
      let line = arguments.has(.quiet) || !context.showsProgress ? nil : context.line(of: target)
      defer { line?.finish() }
      var result = try explore(target, plan, seconds: left, crew, line, context)
      line?.finish()
      keep(&result, context)
      results.append(result)
    }
    return results
  }

  private static func explore(
    _ target: ExploreTarget, _ plan: ExplorePlan, seconds: Double?, _ crew: ExplorationCrew,
    _ line: SearchLine?, _ context: ToolContext
  ) throws(ToolError) -> ExploreResult {
    let end = seconds.map { ContinuousClock.now.advanced(by: .seconds($0)) }
    let run = SearchRun(
      target.search, schedules: plan.schedules, known: target.known.map { [$0] } ?? [])
    let outcome: SearchOutcome
    do throws(WorkersUnavailable) {
      let force = crew.workforce(for: target.search, target.terms)
      outcome = try run.run(with: force) { progress in
        line?.update(progress, of: plan.isTimed ? nil : plan.schedules)
        return !context.stop.isMade && (end.map { .now < $0 } ?? true)
      }
    } catch {
      throw ExplorationCrew.failure(error)
    }
    return ExploreResult(
      target: target, outcome: outcome, ending: ending(of: outcome, plan, context),
      program: context.program)
  }

  private static func ending(
    of outcome: SearchOutcome, _ plan: ExplorePlan, _ context: ToolContext
  ) -> ExploreResult.Ending {
    if outcome.found != nil { return .found }
    if outcome.isComplete { return .done }
    if context.stop.isMade { return .interrupted }
    // Whoever has seen nothing cannot say that there is nothing.
    return outcome.schedules > 0 && plan.isTimed
      && plan.targets.allSatisfy { $0.search.strategy != .exhaustive }
      ? .done : .outOfTime
  }

  /// Writes the case of what was found; that it cannot be written is told and does not change the
  /// verdict.
  private static func keep(_ result: inout ExploreResult, _ context: ToolContext) {
    guard let found = result.outcome.found?.found else { return }
    do throws(ToolError) {
      try CaseFile.write(found, to: result.target.caseFile)
      result.caseFile = result.target.caseFile
    } catch {
      context.complain(error.message)
    }
  }
}

extension ToolContext {
  /// The line of progress of a target.
  func line(of target: ExploreTarget) -> SearchLine {
    SearchLine(target.terms.logic, width: width, write: errors)
  }
}
