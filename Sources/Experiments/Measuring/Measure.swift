// What can be measured of a session: every metric, and those that are counted by product, by room and
// so on also for each of them. The list stands in the order of reports and is the same for all sessions of a scenario, so
// values are kept as bare columns.
public import LiveCommerce

/// A metric of the session, or of one of its subjects.
public struct Measure: Sendable {
  /// The metric.
  public let metric: Metric
  /// The product, room and so on that it is asked for, by index; nil for the session as a whole.
  public let subject: Int?
  /// Its name as promises write it, such as `stock.sold[phone]`.
  public let name: String

  /// The value in the metric's base unit; nil when the session has nothing to measure.
  public func value(of record: SessionRecord) -> Double? {
    metric.value(of: record, subject: subject)
  }
}

/// Everything that can be measured of a scenario's sessions, in the order of reports.
public struct MeasureList: Sendable {
  /// The measures.
  public let all: [Measure]
  /// The series by second whose means after the warm-up are the last measures.
  let steady: [String]

  /// Lists the measures of a scenario: at most metrics × (subjects + 1), and the series asked for.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - steady: Names of series by second whose mean after the warm-up is measured as well; they
  ///     stand at the end, each as its name and `.steady`.
  public init(_ scenario: Scenario, steady: [String] = []) {
    let usual = Metrics.all.flatMap { metric in
      let whole = Measure(metric: metric, subject: nil, name: metric.name)
      guard let subject = metric.subject else { return [whole] }
      return [whole]
        + scenario.shown(subject).map { index, name in
          Measure(metric: metric, subject: index, name: "\(metric.name)[\(name)]")
        }
    }
    self.steady = steady
    all =
      usual
      + steady.map { series in
        let metric = Metric.steady(series)
        return Measure(metric: metric, subject: nil, name: metric.name)
      }
  }

  /// The place of a metric in the list; nil if it is not there.
  public func index(of metric: String, subject: Int? = nil) -> Int? {
    all.firstIndex { $0.metric.name == metric && $0.subject == subject }
  }

  /// The place of a measure, by its whole name.
  public func index(named name: String) -> Int? { all.firstIndex { $0.name == name } }
}
