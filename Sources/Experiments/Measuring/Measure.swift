// What can be measured of a session: every metric, and those that are counted by product also for each
// product. The list stands in the order of reports and is the same for all sessions of a scenario, so
// values are kept as bare columns.
public import LiveCommerce

/// A metric of the session, or of one of its products.
public struct Measure: Sendable {
  /// The metric.
  public let metric: Metric
  /// The product that it is asked for, by index; nil for the session as a whole.
  public let product: Int?
  /// Its name as promises write it, such as `stock.sold[phone]`.
  public let name: String

  /// The value in the metric's base unit; nil when the session has nothing to measure.
  public func value(of record: SessionRecord) -> Double? {
    metric.value(of: record, product: product)
  }
}

/// Everything that can be measured of a scenario's sessions, in the order of reports.
public struct MeasureList: Sendable {
  /// The measures.
  public let all: [Measure]

  /// Lists the measures of a scenario: at most metrics × (products + 1), and the series asked for.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - steady: Names of series by second whose mean after the warm-up is measured as well; they
  ///     stand at the end, each as its name and `.steady`.
  public init(_ scenario: Scenario, steady: [String] = []) {
    let usual = Metrics.all.flatMap { metric in
      let whole = Measure(metric: metric, product: nil, name: metric.name)
      guard metric.isPerProduct else { return [whole] }
      return [whole]
        + scenario.products.enumerated().map { index, product in
          Measure(metric: metric, product: index, name: "\(metric.name)[\(product.name)]")
        }
    }
    all =
      usual
      + steady.map { series in
        let metric = Metric.steady(series)
        return Measure(metric: metric, product: nil, name: metric.name)
      }
  }

  /// The place of a metric in the list; nil if it is not there.
  public func index(of metric: String, product: Int? = nil) -> Int? {
    all.firstIndex { $0.metric.name == metric && $0.product == product }
  }

  /// The place of a measure, by its whole name.
  public func index(named name: String) -> Int? { all.firstIndex { $0.name == name } }
}
