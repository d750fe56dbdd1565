// What a sweep is to run: its points as checked scenarios, and what it would cost. Everything that can be
// refused is refused before the first session begins, naming the point.
import Experiments
import LiveCommerce
import Reporting

/// A sweep that has not been run yet.
struct SweepPlan {
  /// A point that is ready to run.
  struct Point {
    let point: SweepPoint
    let settings: [ScenarioSetting]
    let scenario: Scenario
    let key: PointKey
  }

  let file: String
  /// The scenario that is varied.
  let scenario: Scenario
  let design: SweepDesign
  /// The points of this shard.
  let points: [Point]
  let seed: UInt64
  let sessions: UInt32
  let asked: [String]?
  let threads: Int
  private let machine: Machine

  init(_ arguments: ParsedArguments, _ context: ToolContext) throws(ToolError) {
    file = arguments.operands[0]
    machine = context.machine
    design = try SweepPlan.design(arguments)
    sessions = try arguments.sessionsEach()
    let shard = try SweepPlan.shard(arguments)
    let wanted = try arguments.sessionsAtOnce(context)
    let bytes = try ScenarioFile.bytes(of: file)
    let settings = try ScenarioFile.settings(arguments)
    scenario = try ScenarioFile.scenario(bytes, file, settings, context)
    seed = try arguments.integer(.seed, in: 0...UInt64.max) ?? scenario.seed
    asked = try arguments.measures(among: MeasureList(scenario))
    var points: [Point] = []
    for point in design.points where (point.number - 1) % shard.of == shard.number - 1 {
      let own = settings + design.settings(of: point)
      let scenario = try SweepPlan.scenario(bytes, file, own, point, context)
      points.append(
        Point(
          point: point, settings: own, scenario: scenario,
          key: PointKey(digest: scenario.digest, seed: seed, sessions: Int(sessions))))
    }
    guard !points.isEmpty else {
      throw .usage("there are \(design.points.count) points and none for this shard")
    }
    self.points = points
    threads = points.reduce(wanted) {
      RunPlan($1.scenario, machine: context.machine).sessionsAtOnce($0)
    }
  }

  // MARK: Arguments

  private static func design(_ arguments: ParsedArguments) throws(ToolError) -> SweepDesign {
    guard arguments.has(.vary) != arguments.has(.points) else {
      throw .usage(
        "a sweep needs either --vary PATH=VALUES, which may be repeated, or --points FILE")
    }
    if let path = arguments.values(.points).first { return try table(path) }
    do throws(SweepProblem) {
      var inputs: [SweepInput] = []
      for text in arguments.values(.vary) { inputs.append(try SweepInput(text)) }
      return arguments.has(.oneAtATime)
        ? try SweepDesign(oneAtATime: inputs) : try SweepDesign(grid: inputs)
    } catch {
      throw .usage(error.message)
    }
  }

  private static func table(_ path: String) throws(ToolError) -> SweepDesign {
    let bytes = try ScenarioFile.bytes(of: path, what: "table of points")
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ToolError(status: .badScenario, message: "\(path): is not UTF-8")
    }
    do throws(SweepProblem) {
      return try SweepDesign(table: text)
    } catch {
      throw ToolError(status: .badScenario, message: "\(path): \(error.message)")
    }
  }

  /// Which part of the points is run: K of N.
  private static func shard(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> (number: Int, of: Int) {
    guard let written = arguments.values(.shard).first else { return (1, 1) }
    guard arguments.has(.pointsFolder) else { throw .usage("option --shard needs --output DIR") }
    let parts = written.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let all = parts[1],
      (1...SweepDesign.mostPoints).contains(all), (1...all).contains(number)
    else { throw .usage("option --shard is K/N with K from 1 to N, not `\(written)`") }
    return (number, all)
  }

  private static func scenario(
    _ bytes: [UInt8], _ file: String, _ settings: [ScenarioSetting], _ point: SweepPoint,
    _ context: ToolContext
  ) throws(ToolError) -> Scenario {
    let scenario: Scenario
    do {
      scenario = try Scenario.read(
        bytes, file: file, settings: settings, knownLogics: context.knownLogics.map { $0.name })
    } catch {
      context.errors(error.description + "\n")
      throw ToolError(
        status: .badScenario,
        message: "\(file): point \(point.number) is not sound; nothing was run")
    }
    try RunPlan(scenario, machine: context.machine).check("\(file): point \(point.number)")
    return scenario
  }

  // MARK: Estimate

  /// What would be run, for `--dry-run`.
  func listing(finished: Set<Int>) -> String {
    let slowness = machine.slowness()
    var seconds = 0.0
    let rows = points.map { point -> [String] in
      let own =
        SessionEstimate(point.scenario).referenceSeconds * slowness * Double(sessions)
        / Double(threads)
      let isFinished = finished.contains(point.point.number)
      if !isFinished { seconds += own }
      return ["\(point.point.number)"] + point.point.values.map { Display.safe($0 ?? "") }
        + [isFinished ? "finished" : EstimateText.time(own)]
    }
    let left = points.count - finished.count
    return Help.joined(
      ["\(points.count) points, \(sessions) sessions each; nothing was run"]
        + TextTable(
          header: ["point"] + design.inputs.map { Display.safe($0) } + ["time"], rows: rows
        ).lines.map { "  \($0)" }
        + ["", "\(left) points to run, about \(EstimateText.time(seconds)), \(threads) at once"])
  }
}
