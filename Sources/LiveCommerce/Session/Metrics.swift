// The registry of metrics, by area. Areas and the metrics within them stand in the order of reports;
// a new metric is one line in its area's file, and reports, promises, JSON and help follow.

/// A group of metrics that belong together in a report; its name is where their names begin.
public struct MetricArea: Sendable {
  /// The part of the metrics' names before the first dot.
  public let name: String
  /// What it is called in reports.
  public let title: String
  /// Its metrics, in the order of reports.
  public let metrics: [Metric]
}

/// All metrics.
public enum Metrics {
  /// The areas, in the order of reports.
  public static let areas = [
    MetricArea(name: "people", title: "People", metrics: people),
    MetricArea(name: "funnel", title: "Funnel", metrics: funnel),
    MetricArea(
      name: "stream", title: "Streams, by the one that brought a person first", metrics: streams),
    MetricArea(name: "engagement", title: "Engagement", metrics: engagement),
    MetricArea(name: "room", title: "Rooms", metrics: rooms),
    MetricArea(name: "ranker", title: "Ranker", metrics: ranker),
    MetricArea(name: "loop", title: "Loop of notes", metrics: loop),
    MetricArea(name: "stock", title: "Stock", metrics: stock),
    MetricArea(name: "demand", title: "Demand, met and not", metrics: demand),
    MetricArea(name: "orders", title: "Orders", metrics: orders),
    MetricArea(name: "programs", title: "Programs among the buyers", metrics: programs),
    MetricArea(name: "lost", title: "Intentions lost", metrics: lost),
    MetricArea(
      name: "latency", title: "Latency, from the intention to the answer", metrics: latency),
    MetricArea(name: "gmv", title: "Merchandise value", metrics: gmv),
    MetricArea(name: "returns", title: "Returns, in the session and after it", metrics: returns),
    MetricArea(name: "money", title: "Money, returns taken off", metrics: money),
    MetricArea(name: "tier", title: "Tiers of the order back end", metrics: tiers),
    MetricArea(name: "identity", title: "Identities", metrics: identities),
  ]

  /// Every metric, in the order of reports.
  public static let all: [Metric] = areas.flatMap(\.metrics)

  /// The metric of that name.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}
