// A table for statistics programs: a line a session, a column a measure, base units, nothing where
// there was nothing to measure. Names of products are letters, digits, - and _, so nothing is quoted.
import Experiments
import LiveCommerce

/// Sessions as lines of comma-separated values.
struct ReplicationsCSV: ReplicationsFormat {
  static let name = "csv"
  static let fileName = "replications.csv"

  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String {
    let experiment = report.experiment
    let digest = experiment.scenario.digestText
    let header = ["scenario", "seed", "replication"] + experiment.measures.all.map(\.name)
    let lines = experiment.rows.map { row in
      [digest, String(experiment.seed), String(row.number)]
        + row.values.map { $0.map { JSONValue.number($0).compact } ?? "" }
    }
    return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
