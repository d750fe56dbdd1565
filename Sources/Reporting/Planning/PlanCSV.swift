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
    var table = CSVTable(
      header: result.question.knobs.map(\.path)
        + ["cost", "sessions", "kept", "kept.low", "kept.high", "shown"]
        + report.scenario.expectations.map { "mean of \($0.text)" })
    for point in result.points {
      table.add(
        result.question.numbers(point.combination).map { CSVTable.number($0) }
          + [CSVTable.number(point.cost), String(point.sessions)]
          + [point.kept.estimate, point.kept.low, point.kept.high].map { CSVTable.number($0) }
          + [point.judgement?.rawValue ?? ""] + point.promises.map { CSVTable.number($0.mean) })
    }
    return table.text
  }
}
