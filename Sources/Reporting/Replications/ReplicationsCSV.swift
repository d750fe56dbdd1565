// A table for statistics programs: a line a session, a column a measure, base units, nothing where
// there was nothing to measure.
import Experiments
import LiveCommerce

/// Sessions as lines of comma-separated values.
struct ReplicationsCSV: ReplicationsFormat {
  static let name = "csv"
  static let fileName = "replications.csv"

  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String {
    let experiment = report.experiment
    let digest = experiment.scenario.digestText
    var table = CSVTable(
      header: ["scenario", "seed", "replication"] + experiment.measures.all.map(\.name))
    for row in experiment.rows {
      table.add(
        [digest, String(experiment.seed), String(row.number)]
          + row.values.map { CSVTable.number($0) })
    }
    return table.text
  }
}
