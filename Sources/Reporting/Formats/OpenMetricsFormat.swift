// The report for monitoring systems: OpenMetrics text, which Prometheus reads. Three kinds of families:
// `saleroom_session_…`, numbers of the whole session, and `saleroom_product_…`, the same of one
// product; `saleroom_…_total` and `saleroom_people_online`, what happened second by second; and
// `saleroom_…_seconds`, histograms.
//
// Invariant: time is that of the session, from 0. A counter at s has counted what happened before s;
// what is known only at the end is stamped with the end.
import LiveCommerce
import Stochastics

/// A report as OpenMetrics text.
struct OpenMetricsFormat: ReportFormat {
  static let name = "openmetrics"
  static let summary = "metrics, series and histograms as OpenMetrics text, for Prometheus"
  static let fileName = "metrics.txt"

  static func render(_ report: Report, _ palette: Palette) -> String {
    var page = Page(end: digits(Double(report.record.end) / 1e9))
    origin(of: report, &page)
    verdict(of: report, &page)
    for metric in Metrics.all { numbers(metric, report, &page) }
    for times in report.times { histogram(times, &page) }
    for series in report.series { self.series(series, &page) }
    return page.text + "# EOF\n"
  }

  // MARK: Families

  private static func origin(of report: Report, _ page: inout Page) {
    page.begin("saleroom_run", "info", help: "What made these numbers.")
    page.add(
      "saleroom_run_info", "1",
      labels: [
        ("tool", report.origin.tool), ("version", report.origin.version),
        ("command", ShellLine.text(report.origin.command)),
        ("title", report.record.scenario.title), ("scenario", report.digest),
        ("currency", report.record.scenario.currency), ("seed", "\(report.record.seed)"),
        ("replication", "\(report.record.replication)"),
      ])
  }

  private static func verdict(of report: Report, _ page: inout Page) {
    let kept = "saleroom_promise_kept"
    page.begin(kept, "gauge", help: "Whether a promise of the scenario was kept.")
    for (index, promise) in report.verdict.promises.enumerated() {
      page.add(
        kept, promise.isKept ? "1" : "0",
        labels: [("number", "\(index + 1)"), ("promise", promise.text)])
    }
    let broken = "saleroom_check_violations"
    page.begin(broken, "gauge", help: "How often a check found the sale logic to break it.")
    for check in report.record.checks {
      page.add(
        broken, "\(check.violations)",
        labels: [("check", check.name.rawValue), ("promised", "\(check.isPromised)")])
    }
  }

  /// A metric of the whole session, and of each product, room and so on; what could not be measured is left out.
  private static func numbers(_ metric: Metric, _ report: Report, _ page: inout Page) {
    let unit = unit(of: metric.unit)
    let stem = snake(metric.name) + (unit.isEmpty ? "" : "_" + unit)
    if let value = measured(metric.value(of: report.record)) {
      let name = "saleroom_session_\(stem)"
      page.begin(name, "gauge", unit: unit, help: metric.definition)
      page.add(name, value)
    }
    guard let subject = metric.subject else { return }
    let values = report.record.scenario.shown(subject).compactMap { index, name in
      measured(metric.value(of: report.record, subject: index)).map { (name, $0) }
    }
    guard !values.isEmpty else { return }
    let name = "saleroom_\(subject.rawValue)_\(stem)"
    page.begin(name, "gauge", unit: unit, help: metric.definition)
    for (of, value) in values { page.add(name, value, labels: [(subject.rawValue, of)]) }
  }

  private static func histogram(_ times: Report.Times, _ page: inout Page) {
    let name = "saleroom_\(snake(times.name))_seconds"
    page.begin(name, "histogram", unit: "seconds", help: times.about)
    var count = 0
    for bucket in times.histogram.buckets {
      count += bucket.count
      let most = digits(Double(bucket.highest) / 1e9)
      page.add("\(name)_bucket", "\(count)", labels: [("le", most)])
    }
    page.add("\(name)_bucket", "\(count)", labels: [("le", "+Inf")])
    page.add("\(name)_count", "\(count)")
    page.add("\(name)_sum", digits(Double(times.histogram.sum) / 1e9))
  }

  private static func series(_ series: SecondSeries, _ page: inout Page) {
    let unit = unit(of: series.unit)
    let name = "saleroom_\(snake(series.name))" + (unit.isEmpty ? "" : "_\(unit)")
    page.begin(name, series.isLevel ? "gauge" : "counter", unit: unit, help: series.about)
    let sample = series.isLevel ? name : "\(name)_total"
    var total = 0
    page.add(sample, "0", at: "0")
    for (second, value) in series.values.enumerated() {
      total = series.isLevel ? value : total + value
      page.add(sample, digits(series.inUnit(total)), at: "\(second + 1)")
    }
  }

  // MARK: Names and numbers

  /// The unit in the names of OpenMetrics: plural, and part of the metric's name.
  private static func unit(of unit: MetricUnit) -> String {
    switch unit {
    case .count, .number: ""
    case .seconds: "seconds"
    case .perSecond: "per_second"
    case .share: "ratio"
    case .money: "minor_units"
    }
  }

  /// "orders.createdToPaid" as "orders_created_to_paid".
  static func snake(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "A"..."Z": "_" + String(scalar).lowercased()
      case "a"..."z", "0"..."9": String(scalar)
      default: "_"
      }
    }.joined()
  }

  private static func digits(_ value: Double) -> String { JSONValue.digits(value) }

  private static func measured(_ value: Double?) -> String? {
    value.flatMap { $0.isFinite ? digits($0) : nil }
  }

  /// The page as it grows.
  private struct Page {
    /// When what is known only at the end is known.
    let end: String
    var text = ""

    mutating func begin(_ name: String, _ type: String, unit: String = "", help: String) {
      text += "# TYPE \(name) \(type)\n"
      if !unit.isEmpty { text += "# UNIT \(name) \(unit)\n" }
      text += "# HELP \(name) \(Page.escaped(help))\n"
    }

    mutating func add(
      _ name: String, _ value: String, labels: [(String, String)] = [], at instant: String? = nil
    ) {
      let shown = labels.map { "\($0)=\"\(Page.escaped($1))\"" }.joined(separator: ",")
      text += name + (shown.isEmpty ? "" : "{\(shown)}") + " \(value) \(instant ?? end)\n"
    }

    private static func escaped(_ text: String) -> String {
      text.unicodeScalars.map { scalar in
        switch scalar {
        case "\\": "\\\\"
        case "\"": "\\\""
        case "\n": "\\n"
        default: String(scalar)
        }
      }.joined()
    }
  }
}
