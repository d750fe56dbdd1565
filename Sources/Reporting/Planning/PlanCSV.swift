// The curve of a plan for statistics programs: a line a combination, from the hardest to the easiest, its
// sizes without units, then what was seen; a column a promise for the mean of what it is about.
import Experiments
import LiveCommerce
import Stochastics

/// The curve as lines of comma-separated values.
struct PlanCSV: PlanFormat {
  static let name = "csv"
  static let fileName = "curve.csv"

  static func render(_ report: PlanReport, _ palette: Palette) -> String {
    let result = report.result
    let header =
      result.question.knobs.map(\.path)
      + ["cost", "sessions", "kept", "kept.low", "kept.high", "shown"]
      + report.scenario.expectations.map { "mean of \($0.text)" }
    let lines = result.points.map { point in
      result.question.numbers(point.combination).map(number)
        + [number(point.cost), String(point.sessions)]
        + [point.kept.estimate, point.kept.low, point.kept.high].map(number)
        + [point.judgement?.rawValue ?? ""] + point.promises.map { $0.mean.map(number) ?? "" }
    }
    return ([header] + lines).map {
      $0.map(ReplicationsCSV.field).joined(separator: ",") + "\n"
    }.joined()
  }

  private static func number(_ value: Double) -> String { JSONValue.number(value).compact }
}
