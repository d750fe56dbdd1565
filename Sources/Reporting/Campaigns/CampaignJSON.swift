// Campaigns for programs: verdict, every metric of all sessions together and of each, in base units.
// The schema number changes when a reader would have to.
import Experiments
import LiveCommerce
import Stochastics

/// Campaigns as JSON.
struct CampaignJSON: CampaignFormat {
  static let name = "json"
  /// The version of the layout.
  static let schema = 1

  private typealias Member = JSONValue.Member

  static func render(_ report: CampaignReport, _ palette: Palette) -> String {
    let verdict = report.verdict
    return JSONValue.object(
      JSONValue.origin(report.origin, schema: schema, kind: "campaign") + [
        Member("scenario", JSONFormat.scenario(report.scenario, report.origin)),
        Member("seed", .int(report.seed)),
        Member("replications", .int(report.records.count)),
        Member("verdict", .string(verdict.judgement.rawValue)),
        Member("confidence", .number(CampaignVerdict.level)),
        Member("promises", .array(verdict.facts.map(fact) + verdict.promises.map(promise))),
        Member("breaches", .array(verdict.breaches.map(breach))),
        Member("measures", .array(CampaignMetrics.all.map { measure($0, report) })),
        Member("campaigns", .array(report.records.map(campaign))),
      ]
    ).text
  }

  private static func words(_ expectation: Expectation) -> [Member] {
    [
      Member("text", .string(expectation.text)),
      Member("metric", .string(expectation.metric)),
      Member("session", expectation.subject.map { .int($0 + 1) } ?? .null),
      Member("comparison", .string(expectation.comparison.rawValue)),
      Member("limit", .number(expectation.limit)),
    ]
  }

  private static func fact(_ fact: CampaignVerdict.Fact) -> JSONValue {
    .object(
      words(fact.expectation) + [
        Member("value", .optional(fact.value)), Member("kept", .bool(fact.isKept)),
      ])
  }

  private static func promise(_ promise: PromiseJudgement) -> JSONValue {
    .object(
      words(promise.expectation) + [
        JSONValue.quantifier(promise.quantifier),
        Member("verdict", .string(promise.judgement.rawValue)),
        Member("interval", .interval(promise.interval)),
        Member("keptIn", .int(promise.keptIn)),
        Member("measuredIn", .int(promise.measuredIn)),
      ])
  }

  private static func breach(_ breach: CampaignVerdict.Breach) -> JSONValue {
    .object([
      Member("name", .string(breach.name)), Member("sessions", .int(breach.sessions)),
      Member("replication", .int(breach.replication)), Member("session", .int(breach.session)),
    ])
  }

  private static func measure(_ metric: CampaignMetric, _ report: CampaignReport) -> JSONValue {
    let estimate = report.estimate(metric)
    return .object([
      Member("name", .string(metric.head.name)),
      Member("unit", .string(metric.head.unit.rawValue)),
      Member("mean", .optional(estimate.tally.mean)),
      Member("interval", .interval(estimate.interval)),
      Member("minimum", .optional(estimate.tally.minimum)),
      Member("maximum", .optional(estimate.tally.maximum)),
    ])
  }

  private static func campaign(_ record: CampaignRecord) -> JSONValue {
    .object([
      Member("replication", .int(record.replication)),
      Member("metrics", metrics(record, nil)),
      Member(
        "sessions",
        .array(
          record.sessions.indices.map { index in
            .object([
              Member("session", .int(index + 1)), Member("metrics", metrics(record, index)),
            ])
          })),
    ])
  }

  private static func metrics(_ record: CampaignRecord, _ session: Int?) -> JSONValue {
    .object(
      CampaignMetrics.all.map {
        Member($0.head.name, .optional($0.value(of: record.sessions, session: session)))
      })
  }
}
