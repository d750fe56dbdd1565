// One session's result, looked into by name.
import Experiments
import LiveCommerce

/// A session's result on a page.
struct SessionOnPage {
  /// Its place among the sessions of the page, from 0.
  let place: Int
  let value: JSONValue
  /// What it is called: a letter where there are several, and what sets it apart.
  let label: String
  /// Every metric by name; nil where there was nothing to measure.
  let metrics: [String: Double]
  let money: MoneyStyle

  init(_ result: PageResult, place: Int, isAlone: Bool) {
    self.place = place
    value = result.value
    let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place % 26)))
    label = isAlone ? result.name : "\(letter): \(result.name)"
    var metrics: [String: Double] = [:]
    for member in result.value["metrics"]?.members ?? [] {
      metrics[member.name] = member.value.double
    }
    self.metrics = metrics
    money = MoneyStyle(code: result.value["scenario"]?["currency"]?.string ?? "")
  }

  /// Seconds that the session was to last.
  var length: Double { value["scenario"]?["length"]?.double ?? 0 }

  /// The names of the products, in the order of the scenario.
  var products: [String] {
    (value["metrics"]?.members ?? []).compactMap { PageMeasure.product(of: $0.name, "stock.sold") }
  }

  /// The names of tiers that this session has, in the order of reports.
  var tiers: [String] {
    (value["metrics"]?.members ?? []).compactMap { member in
      let parts = member.name.split(separator: ".")
      guard parts.count == 3, parts[0] == "tier", parts[2] == "requests",
        metrics[member.name] != nil
      else { return nil }
      return String(parts[1])
    }
  }

  /// The cell of a metric.
  func cell(_ name: String, style: String? = nil) -> PageCell {
    PageCell(text(name), metrics[name], of: (name, place), style: style)
  }

  /// A metric with its unit.
  func text(_ name: String) -> String {
    ValueText.text(metrics[name], PageMeasure.unit(of: name), money)
  }
}

/// What the name of a measure tells.
enum PageMeasure {
  /// The unit of a metric, of one thing or all, or of the mean of a series; a plain number if the name
  /// is not known.
  static func unit(of name: String) -> MetricUnit {
    if let metric = metric(name) { return metric.unit }
    let stem = stem(name)
    guard stem.hasSuffix(".steady") else { return .number }
    return SecondSeries.meanUnit(String(stem.dropLast(".steady".count)))
  }

  /// What a metric is, in one sentence.
  static func definition(of name: String) -> String? {
    metric(name)?.definition
  }

  /// The metric of sessions or campaigns in a name such as `stock.sold[phone]`.
  private static func metric(_ name: String) -> Metric? {
    Metrics.named(stem(name)) ?? CampaignMetrics.named(stem(name))?.head
  }

  private static func stem(_ name: String) -> String {
    name.split(separator: "[", maxSplits: 1).first.map { String($0) } ?? name
  }

  /// The product in a name such as `stock.sold[phone]`.
  static func product(of name: String, _ metric: String) -> String? {
    guard name.hasPrefix(metric + "["), name.hasSuffix("]") else { return nil }
    return String(name.dropFirst(metric.count + 1).dropLast())
  }
}
