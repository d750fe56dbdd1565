// What a comparison compares: two files, a file with and without settings, or a file with a saved
// result. Everything that can be refused is refused before the first session begins.
import Experiments
import LiveCommerce
import Reporting

/// Two sides that have not been run yet.
struct ComparePlan {
  /// A scenario that is to be run.
  struct Candidate {
    let scenario: Scenario
    let command: SessionCommand
    let threads: Int

    /// The file and the settings.
    var title: String { ([command.file] + command.settings).joined(separator: " ") }
  }

  /// What B is compared with.
  enum Reference {
    case candidate(Candidate)
    case baseline(Baseline)
  }

  let reference: Reference
  let b: Candidate
  let seed: UInt64
  let numbers: Range<UInt32>
  /// Names of the measures that are compared; nil for all.
  let only: [String]?
  /// By how much a measure may become worse; nil when nothing is judged.
  let tolerance: Double?

  init(_ arguments: ParsedArguments, _ context: ToolContext) throws(ToolError) {
    tolerance = try arguments.share(.tolerance) ?? (arguments.has(.baseline) ? 0.02 : nil)
    let threads = try arguments.sessionsAtOnce(context)
    let settings = arguments.settingWords
    if let path = arguments.values(.baseline).first {
      try ComparePlan.checkBaseline(arguments)
      let baseline = try Baseline.read(path)
      (seed, numbers) = (baseline.seed, baseline.numbers)
      reference = .baseline(baseline)
      b = try ComparePlan.candidate(
        arguments.operands[0], seed, settings, threads, arguments, context)
    } else {
      numbers = 0..<(try arguments.sessionsEach())
      let isPair = arguments.operands.count > 1
      guard isPair || !settings.isEmpty else {
        throw .usage(
          "nothing to compare `\(arguments.operands[0])` with: name a second FILE, or give --set "
            + "or --baseline")
      }
      let asked = try arguments.integer(.seed, in: 0...UInt64.max)
      let a = try ComparePlan.candidate(
        arguments.operands[0], asked, isPair ? settings : [], threads, arguments, context)
      seed = a.command.seed
      reference = .candidate(a)
      b = try ComparePlan.candidate(
        arguments.operands[isPair ? 1 : 0], seed, settings, threads, arguments, context)
    }
    let list = MeasureList(b.scenario)
    only = try arguments.measures(among: list)
    if tolerance != nil { try checkSides(list) }
  }

  /// A gate tells worse from better, so what has neither and is asked for all the same is refused:
  /// it would pass whatever became of it.
  private func checkSides(_ list: MeasureList) throws(ToolError) {
    var scenarios = [b.scenario]
    if case .candidate(let a) = reference { scenarios.append(a.scenario) }
    let wanted = RegressionGate.directions(of: scenarios)
    for name in only ?? [] {
      guard let place = list.index(named: name), list.all[place].metric.better == .neither else {
        continue
      }
      guard wanted[name] ?? .neither == .neither else { continue }
      throw .usage(
        "of `\(name)` neither more nor less is better, so no gate can judge it: promise in "
          + "`expect` what is wanted of it, or compare without --tolerance and --baseline")
    }
  }

  private static func checkBaseline(_ arguments: ParsedArguments) throws(ToolError) {
    guard arguments.operands.count == 1 else {
      throw .usage(
        "--baseline takes the place of one FILE; `\(arguments.operands[1])` is one too many")
    }
    for option in [ToolOption.seed, .sessionsEach] where arguments.has(option) {
      throw .usage("option --\(option.name) does not go with --baseline, which brings its own")
    }
  }

  private static func candidate(
    _ file: String, _ seed: UInt64?, _ settings: [String], _ threads: Int,
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> Candidate {
    let parsed = settings.isEmpty ? [] : try ScenarioFile.settings(arguments)
    let scenario = try ScenarioFile.scenario(file, parsed, context)
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)
    return Candidate(
      scenario: scenario,
      command: SessionCommand(file: file, seed: seed ?? scenario.seed, settings: settings),
      threads: plan.sessionsAtOnce(threads))
  }

  /// How many sessions there are to run.
  var sessions: Int {
    switch reference {
    case .candidate: 2 * numbers.count
    case .baseline: numbers.count
    }
  }

  /// What a reader ought to know of the two sides.
  func notes(_ a: ComparedSide) -> [String] {
    var notes: [String] = []
    if case .baseline(let baseline) = reference {
      if a.digest != b.scenario.digest {
        notes.append("The baseline is of another scenario, or of the same with other settings.")
      }
      if baseline.version != SaleroomTool.version {
        notes.append("The baseline was made by version \(Display.safe(baseline.version)).")
      }
    } else if case .candidate(let a) = reference, a.scenario.seed != b.scenario.seed {
      notes.append("Both were run with seed \(seed).")
    }
    if a.currency != b.scenario.currency {
      notes.append(
        "Amounts are not compared: A is in \(Display.safe(a.currency)), B in "
          + "\(b.scenario.currency).")
    }
    return notes
  }
}
