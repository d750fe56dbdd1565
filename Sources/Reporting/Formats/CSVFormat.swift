// The report for spreadsheets and data frames: one long table, a number a row. Rows without a time are
// metrics of the whole session; rows with one are series, the time being the second's begin. Values
// are in base units; what could not be measured is empty.
import LiveCommerce

/// A report as comma-separated values.
struct CSVFormat: ReportFormat {
  static let name = "csv"
  static let summary = "metrics and series as one long table: time, name, unit, value"
  static let fileName = "result.csv"

  static func render(_ report: Report, _ palette: Palette) -> String {
    CSVText.row(["time", "name", "unit", "value"])
      + report.measured.map { metrics($0, report) }.joined()
      + report.series.map(series).joined()
  }

  private static func metrics(_ row: Report.Row, _ report: Report) -> String {
    let value = row.value.flatMap { $0.isFinite ? JSONValue.digits($0) : nil }
    return CSVText.row(["", row.name(in: report), row.metric.unit.rawValue, value ?? ""])
  }

  /// A row a second, written by hand: long sessions have a million of them.
  private static func series(_ series: Report.Series) -> String {
    var text = ""
    let middle = ",\(series.name),\(MetricUnit.count.rawValue),"
    for (second, value) in series.values.enumerated() { text += "\(second)\(middle)\(value)\n" }
    return text
  }
}
