// The view model of a report: what is said, in which order, free of how it is written. Values stay in
// their base units; a format decides on digits and units.
//
// Invariant: built from a record alone (and from where it came), so equal records of the same command
// have equal reports.
public import LiveCommerce
import Stochastics

/// What made a report.
public struct ReportOrigin: Sendable, Equatable {
  /// Name of the tool.
  public var tool: String
  /// Version of the tool.
  public var version: String
  /// The arguments that make the same record again.
  public var command: [String]
  /// The scenario file, as it was named; nil when there is none.
  public var file: String?

  /// Describes what made a report.
  public init(tool: String, version: String, command: [String], file: String?) {
    self.tool = tool
    self.version = version
    self.command = command
    self.file = file
  }
}

/// What is to be said about one session.
public struct Report: Sendable {
  /// What made it.
  public let origin: ReportOrigin
  /// The verdict.
  public let verdict: Verdict
  let record: SessionRecord

  /// Makes the report of a session.
  public init(_ record: SessionRecord, origin: ReportOrigin) {
    self.record = record
    self.origin = origin
    verdict = record.verdict
  }
}

extension Report {
  /// A metric and its value.
  struct Row {
    var metric: Metric
    var value: Double?
    var product: Int?

    /// "stock.sold", or "stock.sold[phone]" of one product.
    func name(in report: Report) -> String {
      metric.name + (product.map { "[\(report.record.scenario.products[$0].name)]" } ?? "")
    }
  }

  /// Counts by equal steps of time.
  struct Series {
    var name: String
    /// What it is.
    var about: String
    var values: [Int]
    /// Whether values tell how many there are and not how many came.
    var isLevel: Bool
  }

  /// A distribution of times.
  struct Times {
    var name: String
    /// What it is.
    var about: String
    var histogram: LogLinearHistogram
  }

  var money: MoneyStyle { record.scenario.moneyStyle }

  /// The digest of the scenario as 16 hexadecimal digits.
  var digest: String { record.scenario.digestText }

  /// Every metric of an area, for the session as a whole.
  func rows(of area: MetricArea) -> [Row] {
    area.metrics.map { Row(metric: $0, value: $0.value(of: record)) }
  }

  /// Every metric, of the session as a whole and, where it may be asked for, of each product.
  var measured: [Row] {
    Metrics.all.flatMap { metric in
      let products = metric.isPerProduct ? record.scenario.products.indices : 0..<0
      return [Row(metric: metric, value: metric.value(of: record))]
        + products.map {
          Row(metric: metric, value: metric.value(of: record, product: $0), product: $0)
        }
    }
  }

  /// The value of one metric, by name.
  func value(_ name: String, product: Int? = nil) -> Double? {
    Metrics.named(name)?.value(of: record, product: product)
  }

  /// What series are, of which no metric has the name.
  private static let about = [
    SecondSeries.level: "People present.", "people.enters": "Visits begun.",
    "people.leaves": "Visits ended.",
  ]

  /// What happened in each second.
  var series: [Series] {
    record.secondSeries.map { series in
      Series(
        name: series.name,
        about: Metrics.named(series.name)?.definition ?? Report.about[series.name] ?? "",
        values: series.values, isLevel: series.name == SecondSeries.level)
    }
  }

  /// Every distribution of times, in nanoseconds.
  var times: [Times] {
    [
      Times(
        name: "people.watch", about: "Lengths of visits.", histogram: record.audience.watch),
      Times(
        name: "latency.order", about: "Times from the intention to the answer \"created\".",
        histogram: record.audience.createdLatency),
      Times(
        name: "latency.refusal", about: "Times from the intention to the last refusal.",
        histogram: record.audience.refusedLatency),
    ]
      + record.tiers.filter { $0.servers > 0 }.map {
        Times(
          name: "tier.\($0.name).latency",
          about: "Times from arrival at to departure from the tier `\($0.name)`.",
          histogram: $0.latency)
      }
  }
}

extension Scenario {
  /// The digest as 16 hexadecimal digits.
  package var digestText: String { Digest.text(digest) }
}
