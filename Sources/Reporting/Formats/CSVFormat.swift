// The report for spreadsheets and data frames: one long table, a number a row. Rows without a time are
// metrics of the whole session; rows with one are series, the time being the second's begin. Values
// are in base units; what could not be measured is empty.
import Experiments
import LiveCommerce

/// A report as comma-separated values.
struct CSVFormat: ReportFormat {
  static let name = "csv"
  static let summary = "metrics and series as one long table: time, name, unit, value"
  static let fileName = "result.csv"

  static func render(_ report: Report, _ palette: Palette) -> String {
    var table = CSVTable(header: ["time", "name", "unit", "value"])
    for row in report.measured {
      table.add([
        "", row.measure.name, row.measure.metric.unit.rawValue, CSVTable.number(row.value),
      ])
    }
    return table.text + report.series.map(series).joined()
  }

  /// A row a second, written by hand: long sessions have a million of them.
  private static func series(_ series: SecondSeries) -> String {
    var text = ""
    let middle = ",\(series.name),\(series.unit.rawValue),"
    for (second, value) in series.values.enumerated() {
      let shown = series.unit == .count ? "\(value)" : CSVTable.number(series.inUnit(value))
      text += "\(second)\(middle)\(shown)\n"
    }
    return text
  }
}
