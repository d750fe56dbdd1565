// The view model of a report: what is said, in which order, free of how it is written. Values stay in
// their base units; a format decides on digits and units.
//
// Invariant: built from a record alone (and from where it came), so equal records of the same command
// have equal reports.
import Experiments
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
  /// What was put in, where it is known.
  let inputs: ScenarioInputs?
  let record: SessionRecord

  /// Makes the report of a session; with what was put in, where that is known.
  public init(_ record: SessionRecord, origin: ReportOrigin, inputs: ScenarioInputs? = nil) {
    self.record = record
    self.origin = origin
    self.inputs = inputs
    verdict = record.verdict
  }
}

extension Report {
  /// The verdict in a line.
  package func verdictLine(_ palette: Palette) -> String {
    TextFormat(report: self, palette: palette).verdict
  }

  /// A metric and its value.
  struct Row {
    var measure: Measure
    var value: Double?
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
    rows { $0.subject == nil && $0.metric.area == area.name }
  }

  /// Every metric, of the session as a whole and, where it may be asked for, of each subject.
  var measured: [Row] { rows { _ in true } }

  private func rows(_ isMeant: (Measure) -> Bool) -> [Row] {
    MeasureList(record.scenario).all.filter(isMeant)
      .map { Row(measure: $0, value: $0.value(of: record)) }
  }

  /// The value of one metric, by name.
  func value(_ name: String, subject: Int? = nil) -> Double? {
    Metrics.named(name)?.value(of: record, subject: subject)
  }

  /// What happened in each second.
  var series: [SecondSeries] { record.secondSeries }

  /// Every distribution of times, in nanoseconds.
  var times: [Times] {
    [
      Times(
        name: "people.watch", about: "Lengths of visits.", histogram: record.audience.watch),
      Times(
        name: "latency.order", about: "Times from the intention to hearing of the order.",
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
