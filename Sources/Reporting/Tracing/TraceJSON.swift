// A trace for programs: every fact with all that it says, and the sentence that the text has for it.
// Times are in nanoseconds from the start of the session.
import LiveCommerce

/// A trace as JSON.
struct TraceJSON {
  /// The version of the layout.
  static let schema = 1
  private typealias Member = JSONValue.Member
  private let report: TraceReport
  private let names: TraceNames

  init(_ report: TraceReport) {
    self.report = report
    names = TraceNames(report.result.record)
  }

  var text: String {
    let record = report.result.record
    return JSONValue.object([
      Member("schema", .int(TraceJSON.schema)),
      Member("tool", JSONFormat.tool(report.origin)),
      Member("command", .array(report.origin.command.map { .string($0) })),
      Member("scenario", JSONFormat.scenario(record.scenario, report.origin)),
      Member("seed", .int(record.seed)),
      Member("replication", .int(record.replication)),
      Member("dropped", .int(report.result.dropped)),
      Member("stories", .array(report.result.stories.map(story))),
    ]).text
  }

  private func story(_ story: TraceStory) -> JSONValue {
    var teller = TraceTeller(names)
    return .object(
      head(story.head) + [
        Member("events", .array(story.facts.map { event($0, teller.sentence($0)) })),
        Member("stretches", .array(story.stretches.map(stretch))),
      ])
  }

  private func head(_ head: TraceStory.Head) -> [Member] {
    func of(_ kind: String, _ members: [Member]) -> [Member] {
      [Member("of", .string(kind))] + members
    }
    switch head {
    case .viewer(let account): return of("viewer", [Member("viewer", .int(account))])
    case .order(let name, let intention):
      let order = name.map { JSONValue.int($0) } ?? .null
      return of("order", [Member("order", order), Member("intention", .int(intention))])
    case .loss(let reason, let count, let intention):
      return of(
        "loss",
        [
          Member("reason", .string("\(reason)")), Member("count", .int(count)),
          Member("intention", .int(intention)),
        ])
    case .unit(let row, let number):
      let name = report.result.record.stock[row].name
      return of("unit", [Member("row", .string(name)), Member("unit", .int(number))])
    case .span(let span):
      return of(
        "span", [Member("from", .int(span.lowerBound)), Member("until", .int(span.upperBound))])
    case .oversold(let orders, let at):
      return of(
        "oversold", [Member("orders", .array(orders.map { .int($0) })), Member("at", .int(at))])
    }
  }

  private func event(_ fact: TraceFact, _ sentence: String?) -> JSONValue {
    func number(_ name: String, _ value: UInt64?) -> [Member] {
      value.map { [Member(name, .int($0))] } ?? []
    }
    let row = fact.sku.map { report.result.record.stock[$0].name }
    return .object(
      [Member("at", .int(fact.instant)), Member("event", .string(fact.event.name))]
        + (fact.order == nil && fact.intention == nil && fact.account == .max
          ? [] : number("viewer", fact.account))
        + number("intention", fact.intention) + number("request", fact.request)
        + number("order", fact.order) + (row.map { [Member("row", .string($0))] } ?? [])
        + fact.event.members(report.scenario)
        + (sentence.map { [Member("text", .string($0))] } ?? []))
  }

  private func stretch(_ stretch: TraceStretch) -> JSONValue {
    .object(
      [Member("kind", .string(stretch.kind.name))]
        + (stretch.kind.tier.map { [Member("tier", .string($0.rawValue))] } ?? []) + [
          Member("from", .int(stretch.from)), Member("until", .int(stretch.until)),
        ])
  }
}
