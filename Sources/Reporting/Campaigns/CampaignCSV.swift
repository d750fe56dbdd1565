// Campaigns for statistics programs: a line a session, a column a metric, base units, nothing where
// there was nothing to measure.
import Experiments
import LiveCommerce

/// Sessions of campaigns as lines of comma-separated values.
struct CampaignCSV: CampaignFormat {
  static let name = "csv"

  static func render(_ report: CampaignReport, _ palette: Palette) -> String {
    var table = CSVTable(
      header: ["scenario", "seed", "replication", "session"]
        + CampaignMetrics.all.map(\.head.name))
    for record in report.records {
      for session in record.sessions.indices {
        table.add(
          [
            report.scenario.digestText, String(report.seed), String(record.replication),
            String(session + 1),
          ]
            + CampaignMetrics.all.map {
              CSVTable.number($0.value(of: record.sessions, session: session))
            })
      }
    }
    return table.text
  }
}
