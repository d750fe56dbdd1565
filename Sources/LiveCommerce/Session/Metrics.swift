// The registry of metrics, by area.

/// All metrics.
public enum Metrics {
  /// Every metric, in the order of reports.
  public static let all: [Metric] = []

  /// The metric of that name.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}
