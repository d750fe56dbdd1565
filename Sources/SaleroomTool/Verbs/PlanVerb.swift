// `saleroom plan FILE --size PATH`: the smallest capacity that keeps every promise, shown with
// confidence; or why none does. Everything that can be refused is refused before the first session.
import Experiments
import LiveCommerce
import Reporting

/// Plans capacities.
enum PlanVerb: Verb {
  static let name = "plan"
  static let summary =
    "Finds the smallest capacity, or the cheapest of several, that keeps every promise; or why none "
    + "does."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .size, .fromSize, .toSize, .step, .largest, .within, .confidence, .sessionsAtMost, .seed,
    .threads, .set, .at, .planFormat, .planOutput, .force, .quiet,
  ]
  private static let mostSessions = 1_000_000
  private static let mostThreads = 256

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let format = try format(arguments)
    let question = try PlanArguments.question(arguments)
    let settings = try ScenarioFile.settings(arguments)
    let seed = try arguments.integer(.seed, in: 0...UInt64.max)
    let threads = try arguments.integer(.threads, in: 1...mostThreads)
    let folder = try RunVerb.outputFolder(arguments, .planOutput)
    let bytes = try ScenarioFile.bytes(of: file)
    let scenario = try ScenarioFile.scenario(bytes, file, settings, context)
    guard !scenario.expectations.isEmpty else {
      throw ToolError(
        status: .badScenario,
        message: "\(file): promises nothing, so every size keeps it; write `expect`")
    }
    let atOnce = try checkSizes(question, bytes, settings, arguments, context)
    try folder?.check(for: PlanFormats.all.map { $0.fileName })
    let subject = ScenarioPlanSubject(
      question, seed: seed, logics: context.logics,
      threads: min(atOnce, threads ?? min(context.threads, mostThreads)),
      isStopped: { [stop = context.stop] in stop.isMade },
      scenario: { [names = context.knownLogics.map { $0.name }] sizes in
        try Scenario.read(bytes, file: file, settings: settings + sizes, knownLogics: names)
      })
    let planner = Planner(question, of: scenario, subject: subject)
    let result = try plan(planner, question, arguments, context)
    let single =
      [RunVerb.name, file, "--seed=\(seed ?? scenario.seed)"] + settings.flatMap(\.words)
    let report = PlanReport(
      result, scenario, seed: seed ?? scenario.seed, origin: origin(arguments, single),
      single: single)
    let page = arguments.has(.quiet) ? nil : format.render(report, context.palette)
    try context.deliver(page) { () throws(ToolError) in
      try folder?.write(PlanFormats.all.map { ($0.fileName, $0.render(report, .plain)) })
    }
    switch result.verdict {
    case .found: return .kept
    case .impossible: return .broken
    case .undecided: return .undecided
    }
  }

  private static func format(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> any PlanFormat.Type {
    guard let name = arguments.values(.planFormat).first else { return PlanFormats.all[0] }
    if let format = PlanFormats.all.first(where: { $0.name == name }) { return format }
    throw Formats.unknown(name, PlanFormats.all.map { $0.name })
  }

  /// Reads the scenario at some of the sizes, so that what it says of them is told before anything is
  /// run; and tells how many of the larger sessions fit into memory at once.
  private static func checkSizes(
    _ question: PlanQuestion, _ bytes: [UInt8], _ settings: [ScenarioSetting],
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> Int {
    let file = arguments.operands[0]
    var atOnce = mostThreads
    for sample in question.samples {
      let sizes = zip(question.knobs, sample).map { ScenarioSetting(path: $0.path, value: $1) }
      let scenario = try ScenarioFile.scenario(bytes, file, settings + sizes, context)
      let plan = RunPlan(scenario, machine: context.machine)
      try plan.check(file)
      atOnce = min(atOnce, plan.sessionsAtOnce(mostThreads))
    }
    return atOnce
  }

  private static func plan(
    _ planner: Planner, _ question: PlanQuestion, _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws(ToolError) -> PlanResult {
    context.stop.listen()
    let line =
      context.showsProgress && !arguments.has(.quiet)
      ? CountLine(width: context.width, write: context.errors) : nil
    let done = DoneCount()
    let outcome = Blocking.run {
      do {
        return Result<PlanResult, any Error>.success(
          try await planner.plan { _, count in
            done.reach(count)
            line?.update(count, of: question.limit, isLimit: true)
          })
      } catch {
        return .failure(error)
      }
    }
    line?.finish()
    switch outcome {
    case .success(let result): return result
    case .failure(let failure as ReplicationFailure): throw RunVerb.failure(failure.error)
    case .failure(let problems as ScenarioProblems):
      context.errors(problems.description + "\n")
      throw ToolError(
        status: .badScenario, message: "\(arguments.operands[0]): a size makes no sense")
    case .failure:
      throw ToolError(
        status: .interrupted,
        message: "interrupted after \(done.count) sessions; nothing is concluded from them")
    }
  }

  /// The arguments that make the same result again, whatever the number of threads was.
  private static func origin(_ arguments: ParsedArguments, _ single: [String]) -> ReportOrigin {
    var command = [name] + single.dropFirst()
    for option in PlanArguments.options {
      command += arguments.values(option).map {
        option.value == nil ? "--\(option.name)" : "--\(option.name)=\($0)"
      }
    }
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version, command: command,
      file: arguments.operands[0])
  }

  /// What the arguments ask.
  private enum PlanArguments {
    static let options: [ToolOption] = [
      .size, .fromSize, .toSize, .step, .largest, .within, .confidence, .sessionsAtMost,
    ]

    static func question(_ arguments: ParsedArguments) throws(ToolError) -> PlanQuestion {
      let sizes = arguments.values(.size)
      guard !sizes.isEmpty else {
        throw .usage("`plan` lacks --size; usage: --size orders.workers.count --from 1 --to 64")
      }
      var knobs: [Knob] = []
      for (place, size) in sizes.enumerated() {
        let range = try range(arguments, place, of: sizes.count)
        do throws(PlanProblem) {
          let (path, cost) = parts(size)
          knobs.append(try Knob(path: path, cost: cost, sizes: SizeRange(range)))
        } catch {
          throw .usage("option --size \(size): \(error)")
        }
      }
      let paths = knobs.map(\.path)
      if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }) {
        throw .usage("option --size names \(twice) twice: a knob has one size")
      }
      return PlanQuestion(
        knobs, wantsLargest: arguments.has(.largest),
        confidence: try arguments.number(.confidence, in: 0.5...0.9999) ?? 0.95,
        nearness: try arguments.number(.within, in: 0...0.5) ?? 0.01,
        limit: try arguments.integer(.sessionsAtMost, in: 1...mostSessions) ?? 3000)
    }

    /// The path, and the cost after the last `=` if there is one.
    private static func parts(_ size: String) -> (path: String, cost: Double) {
      guard let mark = size.lastIndex(of: "="), let cost = Double(size[size.index(after: mark)...])
      else { return (size, 1) }
      return (String(size[..<mark]), cost)
    }

    private static func range(
      _ arguments: ParsedArguments, _ place: Int, of count: Int
    ) throws(ToolError) -> (from: String?, to: String?, step: String?) {
      var found: [String?] = []
      for option in [ToolOption.fromSize, .toSize, .step] {
        let given = arguments.values(option)
        guard [0, 1, count].contains(given.count) else {
          throw .usage("option --\(option.name) is given once for all, or once for each --size")
        }
        found.append(given.isEmpty ? nil : given[given.count == 1 ? 0 : place])
      }
      return (found[0], found[1], found[2])
    }
  }
}
