// `expect`: promises such as "latency.order.p99 < 2s" or "stock.sold[phone] >= 9990". The metric
// decides in what unit the limit is written.

/// Reads `expect`.
enum ExpectationSection {
  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> [Expectation] {
    root.optionalList("expect", count: 0...Limit.expectations).compactMap {
      expectation($0, context)
    }
  }

  private static func expectation(
    _ node: NodeReader, _ context: ScenarioContext
  ) -> Expectation? {
    guard let text = node.text(limit: 200), let parts = parts(of: text, node) else { return nil }
    let (name, product) = subject(of: parts.subject)
    let metric = metric(name, node)
    let index = product.flatMap { self.product($0, metric, node, context) }
    guard let limit = limit(parts.limit, metric?.unit, node, context) else { return nil }
    return Expectation(
      text: text, metric: name, product: index, comparison: parts.comparison, limit: limit)
  }

  // MARK: Parts

  private typealias Parts = (
    subject: String, comparison: Expectation.Comparison, limit: String
  )

  /// Cuts a promise at its comparison.
  private static func parts(of text: String, _ node: NodeReader) -> Parts? {
    let marks = "<>=!"
    guard let start = text.firstIndex(where: { marks.contains($0) }) else {
      node.report("compares nothing; write METRIC < LIMIT, with \(comparisons)")
      return nil
    }
    let end = text[start...].firstIndex { !marks.contains($0) } ?? text.endIndex
    let mark = String(text[start..<end])
    guard let comparison = Expectation.Comparison(rawValue: mark) else {
      let hint = meant[mark].map { "did you mean `\($0)`?" } ?? "write \(comparisons)"
      node.report("there is no comparison \(Wording.quoted(mark)); \(hint)")
      return nil
    }
    let (subject, limit) = (trimmed(text[..<start]), trimmed(text[end...]))
    guard !subject.isEmpty, !limit.isEmpty else {
      let side = subject.isEmpty ? "metric before" : "limit after"
      node.report("there is no \(side) \(Wording.quoted(mark))")
      return nil
    }
    return (subject, comparison, limit)
  }

  private static var comparisons: String {
    Wording.listed(Expectation.Comparison.allCases.map(\.rawValue))
  }

  private static let meant = ["=": "==", "=<": "<=", "=>": ">=", "<>": "!=", "===": "=="]

  private static func trimmed(_ text: Substring) -> String {
    var rest = text.drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }

  /// The metric's name and, in brackets after it, the product's.
  private static func subject(of text: String) -> (metric: String, product: String?) {
    guard text.last == "]", let bracket = text.firstIndex(of: "[") else { return (text, nil) }
    let inside = text[text.index(after: bracket)...].dropLast()
    return (trimmed(text[..<bracket]), trimmed(inside))
  }

  // MARK: Checks

  private static func metric(_ name: String, _ node: NodeReader) -> Metric? {
    if let metric = Metrics.named(name) { return metric }
    guard !Metrics.all.isEmpty else { return nil }
    let start = "there is no metric \(Wording.quoted(name)); "
    let nearest = Spelling.nearest(name, among: Metrics.all.map(\.name))
    let hint = nearest.map { "did you mean `\($0)`?" } ?? "`saleroom metrics` lists them all"
    node.report(start + hint)
    return nil
  }

  private static func product(
    _ name: String, _ metric: Metric?, _ node: NodeReader, _ context: ScenarioContext
  ) -> Int? {
    if let metric, !metric.isPerProduct {
      let shown = Wording.clipped(name)
      node.report("`\(metric.name)` is not counted by product: leave [\(shown)] out")
      return nil
    }
    guard let products = context.products else { return nil }
    let index = products.index(of: name)
    if index == nil { node.report(products.refusal(of: name, noun: "product")) }
    return index
  }

  /// The limit in the metric's base unit.
  private static func limit(
    _ text: String, _ unit: MetricUnit?, _ node: NodeReader, _ context: ScenarioContext
  ) -> Double? {
    // A bare number is one, as it would be outside the text; anything else is a quantity.
    let scratch = ProblemLog(file: "")
    var value = JSON5Value.text(text)
    if let parsed = JSON5Parser.parse(Array(text.utf8), log: scratch), !scratch.hasErrors,
      case .number = parsed.value
    {
      value = parsed.value
    }
    let limit = NodeReader(
      node: JSON5Node(value: value, position: node.node.position), path: node.path,
      log: node.log)
    switch unit ?? self.unit(of: limit) {
    case .count: return limit.kind == .number ? limit.number() : limit.count().map { Double($0) }
    case .seconds: return limit.duration().map { Double($0) / 1e9 }
    case .perSecond: return limit.rate()
    case .share: return limit.share()
    case .money:
      return context.money(limit, in: -Int64.max...Int64.max).map { Double($0) }
    case .number: return limit.number()
    }
  }

  /// The unit that a limit is written in, where no metric says which is wanted.
  private static func unit(of limit: NodeReader) -> MetricUnit {
    switch limit.quantityKind {
    case .duration: .seconds
    case .rate: .perSecond
    case .share: .share
    case .money: .money
    case .count: .count
    default: .number
    }
  }
}
