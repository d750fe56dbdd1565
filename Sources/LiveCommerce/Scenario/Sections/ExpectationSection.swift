// `expect`: promises such as "latency.order.p99 < 2s", "stock.sold[phone] >= 9990 in 99% of sessions"
// or "gmv.gross > ¥1M on average". The metric decides in what unit the limit is written.

/// Reads `expect`.
enum ExpectationSection {
  /// The longest promise, in bytes.
  private static let longest = 200

  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> [Expectation] {
    root.optionalList("expect", count: 0...Limit.expectations).compactMap {
      expectation($0, context)
    }
  }

  private static func expectation(
    _ node: NodeReader, _ context: ScenarioContext
  ) -> Expectation? {
    guard !node.isOutlined(as: .promise(limit: longest)), let text = node.text(limit: longest),
      let parts = parts(of: text, node)
    else { return nil }
    let (name, asked) = subject(of: parts.subject)
    guard let metric = metric(name, node, context.metrics) else { return nil }
    let index = asked.flatMap { subject($0, metric, node, context) }
    guard let rest = QuantifierText.cut(parts.limit, parts.comparison, node),
      let limit = limit(rest.limit, metric.unit, node, context)
    else { return nil }
    return Expectation(
      text: text, metric: name, subject: index, comparison: parts.comparison, limit: limit,
      quantifier: rest.quantifier)
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

  /// The metric's name and, in brackets after it, that of what it is asked for.
  private static func subject(of text: String) -> (metric: String, asked: String?) {
    guard text.last == "]", let bracket = text.firstIndex(of: "[") else { return (text, nil) }
    let inside = text[text.index(after: bracket)...].dropLast()
    return (trimmed(text[..<bracket]), trimmed(inside))
  }

  // MARK: Checks

  private static func metric(
    _ name: String, _ node: NodeReader, _ metrics: [Metric]
  ) -> Metric? {
    if let metric = metrics.first(where: { $0.name == name }) { return metric }
    let start = "there is no metric \(Wording.quoted(name)); "
    let nearest = Spelling.nearest(name, among: metrics.map(\.name))
    let hint = nearest.map { "did you mean `\($0)`?" } ?? "`saleroom metrics` lists them all"
    node.report(start + hint)
    return nil
  }

  private static func subject(
    _ name: String, _ metric: Metric, _ node: NodeReader, _ context: ScenarioContext
  ) -> Int? {
    guard let subject = metric.subject else {
      let shown = Wording.clipped(name)
      node.report("`\(metric.name)` is only counted as a whole: leave [\(shown)] out")
      return nil
    }
    guard let names = context.names(of: subject) else { return nil }
    let index = names.index(of: name)
    if index == nil { node.report(names.refusal(of: name, noun: subject.rawValue)) }
    return index
  }

  /// The limit in the metric's base unit.
  private static func limit(
    _ text: String, _ unit: MetricUnit, _ node: NodeReader, _ context: ScenarioContext
  ) -> Double? {
    let (limit, problems) = value(text, unit, context)
    for problem in problems { node.report("limit: \(problem)") }
    return limit
  }

  /// A value in a metric's base unit, or what is wrong with it.
  static func value(
    _ text: String, _ unit: MetricUnit, _ context: ScenarioContext
  ) -> (value: Double?, problems: [String]) {
    let scratch = ProblemLog(file: "")
    let node = JSON5Node(value: value(of: text), position: .start)
    let value = limit(NodeReader(node: node, path: .root, log: scratch), unit, context)
    return (value, scratch.problems.map(\.message))
  }

  private static func limit(
    _ reader: NodeReader, _ unit: MetricUnit, _ context: ScenarioContext
  ) -> Double? {
    switch unit {
    // A mean of counts need not be whole.
    case .count:
      reader.kind == .number ? reader.number() : reader.count().map { Double($0) }
    case .seconds: reader.duration().map { Double($0) / 1e9 }
    case .perSecond: reader.rate()
    case .share: reader.share()
    case .money: context.money(reader, in: -Int64.max...Int64.max).map { Double($0) }
    case .number: reader.number()
    }
  }

  /// A limit as it would stand outside the text: a bare number is one, anything else is a quantity.
  private static func value(of limit: String) -> JSON5Value {
    let scratch = ProblemLog(file: "")
    guard let node = JSON5Parser.parse(Array(limit.utf8), log: scratch), !scratch.hasErrors,
      case .number = node.value
    else { return .text(limit) }
    return node.value
  }
}
