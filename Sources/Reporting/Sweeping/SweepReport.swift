// The view model of a sweep, and the formats in which it is written. Built from the points' sessions
// alone, so a sweep that was interrupted and taken up again has the same report.
public import Experiments
public import LiveCommerce
import Stochastics

/// What is to be said about a sweep.
public struct SweepReport: Sendable {
  let origin: ReportOrigin
  let title: String
  let digest: UInt64
  let design: SweepDesign
  let points: [SweptPoint]
  let seed: UInt64
  let replications: Int
  /// Names of the measures that were asked for; nil for all of them, or the main ones in text.
  private let asked: [String]?

  /// Makes the report of a sweep.
  ///
  /// - Parameters:
  ///   - design: The points as they were planned.
  ///   - points: Those that were run, by number, one or more.
  ///   - scenario: The scenario that was varied.
  ///   - seed: The seed of all points.
  ///   - replications: How many sessions each point has.
  ///   - asked: Names of measures; nil for all of them, or the main ones in text.
  ///   - origin: What made it.
  public init(
    _ design: SweepDesign, _ points: [SweptPoint], of scenario: Scenario, seed: UInt64,
    replications: Int, asked: [String]?, origin: ReportOrigin
  ) {
    self.design = design
    self.points = points
    self.seed = seed
    self.replications = replications
    self.asked = asked
    self.origin = origin
    (title, digest) = (scenario.title, scenario.digest)
  }

  /// Broken if any session of any point broke what must never happen; a promise that a point does not
  /// keep is what a sweep is run to find out.
  public var judgement: Judgement {
    points.contains { $0.rows.contains { !$0.breaches.isEmpty } } ? .broken : .kept
  }

  /// The measures that are told to programs: those asked for, or all.
  var measures: [Measure] {
    let all = points.first?.measures.all ?? []
    guard let asked else { return all }
    return asked.compactMap { name in all.first { $0.name == name } }
  }

  /// The measures that are told to people: those asked for, or those promised, or the main ones.
  var mainMeasures: [Measure] {
    guard asked == nil, let first = points.first else { return measures }
    let promised = first.scenario.expectations.compactMap { promise in
      first.measures.index(of: promise.metric, subject: promise.subject)
    }
    let places =
      promised.isEmpty
      ? SweepReport.main.compactMap { first.measures.index(of: $0) } : promised
    var seen: Set<Int> = []
    return places.filter { seen.insert($0).inserted }.map { first.measures.all[$0] }
  }

  private static let main = ["orders.paid", "gmv.paid", "latency.order.p99"]

  func tornado(_ measure: Measure) -> Tornado { Tornado(measure, design, points) }

  /// What a point sets, one field an input; empty for the scenario's own value.
  func fields(of point: SweptPoint) -> [String] { point.point.values.map { $0 ?? "" } }
}

/// How a sweep is written.
public enum SweepFormat: String, Sendable, CaseIterable {
  /// For people: the main measures by point, and what moves them.
  case text
  /// Everything in base units.
  case json
  /// One line a point and measure.
  case csv
  /// One line a point, one column a measure's mean.
  case wide

  /// Writes the report, ending with a line break.
  public func render(_ report: SweepReport, _ palette: Palette) -> String {
    switch self {
    case .text: SweepText(report: report, palette: palette).text
    case .json: report.json.text
    case .csv: report.csv.text
    case .wide: report.wideCSV.text
    }
  }
}
