// The view model of a plan, and the list of its formats: one file each. Values stay in their base
// units; a format decides on digits and units.
public import Experiments
public import LiveCommerce

/// What is to be said about a plan.
public struct PlanReport: Sendable {
  /// What made it.
  public let origin: ReportOrigin
  /// The scenario as the file and `--set` have it, its knobs untouched.
  public let scenario: Scenario
  /// The seed.
  public let seed: UInt64
  /// What was found.
  public let result: PlanResult
  /// The arguments that run one session of the scenario, but for its sizes.
  public let single: [String]

  /// Makes the report of a plan.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - scenario: The scenario, its knobs untouched.
  ///   - seed: The seed.
  ///   - origin: What made it.
  ///   - single: The arguments that run one session of the scenario, but for its sizes.
  public init(
    _ result: PlanResult, _ scenario: Scenario, seed: UInt64, origin: ReportOrigin,
    single: [String]
  ) {
    self.result = result
    self.scenario = scenario
    self.seed = seed
    self.origin = origin
    self.single = single
  }

  var question: PlanQuestion { result.question }

  /// The promise that decides; nil when nothing was looked at.
  var binding: Expectation? { result.binding.map { scenario.expectations[$0] } }

  /// The sizes of a point as one text: `17`, or `orders.workers.count=17, queue=40`.
  func sizes(_ point: PlanPoint) -> String {
    guard question.knobs.count > 1 else { return point.sizes[0] }
    return zip(question.knobs, point.sizes).map { "\($0.path)=\($1)" }.joined(separator: ", ")
  }

  /// The point of a combination that was looked at.
  func point(_ combination: Combination) -> PlanPoint? {
    result.points.first { $0.combination == combination }
  }

  /// The command that runs one session of a point.
  func command(at point: PlanPoint, session: UInt32) -> String {
    let sizes = zip(question.knobs, point.sizes).map { "--set=\($0.path)=\($1)" }
    return ShellLine.text([origin.tool] + single + sizes + ["--replication=\(session)"])
  }
}

/// A way to write a plan.
public protocol PlanFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }
  /// The file that holds it in an output folder.
  static var fileName: String { get }

  /// Writes the report, ending with a line break.
  static func render(_ report: PlanReport, _ palette: Palette) -> String
}

/// All formats of plans.
public enum PlanFormats {
  /// Every format; the first one is the one to use when none is asked for.
  public static let all: [any PlanFormat.Type] = [PlanText.self, PlanJSON.self, PlanCSV.self]
}
