// A plan for programs: verdict, answer, what lies just short of it, why nothing suffices, and the curve,
// in base units. The schema number changes when a reader would have to.
import Experiments
import LiveCommerce
import Stochastics

/// A plan as JSON.
struct PlanJSON: PlanFormat {
  static let name = "json"
  static let fileName = "result.json"
  /// The version of the layout.
  static let schema = 1

  private typealias Member = JSONValue.Member

  static func render(_ report: PlanReport, _ palette: Palette) -> String {
    let result = report.result
    return JSONValue.object([
      Member("schema", .int(schema)),
      Member("kind", .string("plan")),
      Member("tool", JSONFormat.tool(report.origin)),
      Member("command", .array(report.origin.command.map { .string($0) })),
      Member("scenario", JSONFormat.scenario(report.scenario, report.origin)),
      Member("seed", .int(report.seed)),
      Member("knobs", .array(result.question.knobs.map(knob))),
      Member("wanted", .string(result.question.wantsLargest ? "largest" : "smallest")),
      Member("confidence", .number(result.question.confidence)),
      Member("verdict", .string(result.verdict.rawValue)),
      Member("answer", result.answer.map { point($0, report) } ?? .null),
      Member("short", .array(result.short.map { point($0, report) })),
      Member("sharp", .bool(result.isSharp)),
      Member("binding", report.binding.map { .string($0.text) } ?? .null),
      Member("worsening", result.worsening.map { worsening($0, report) } ?? .null),
      Member("obstacle", result.obstacle.map { obstacle($0, report) } ?? .null),
      Member("bottleneck", result.bottleneck.map { bottleneck($0, report) } ?? .null),
      Member("sessions", sessions(result)),
      Member("judgements", .int(result.judgements)),
      Member("probed", .int(result.probed)),
      Member("curve", .array(result.points.map { point($0, report) })),
    ]).text
  }

  private static func knob(_ knob: Knob) -> JSONValue {
    .object([
      Member("path", .string(knob.path)),
      Member("from", .string(knob.sizes.text(0))),
      Member("to", .string(knob.sizes.text(knob.sizes.count - 1))),
      Member("sizes", .int(knob.sizes.count)),
      Member("cost", .number(knob.cost)),
    ])
  }

  private static func sizes(_ texts: [String], _ report: PlanReport) -> JSONValue {
    .object(zip(report.question.knobs, texts).map { Member($0.path, .string($1)) })
  }

  private static func sizes(_ combination: Combination, _ report: PlanReport) -> JSONValue {
    sizes(report.question.texts(combination), report)
  }

  private static func point(_ point: PlanPoint, _ report: PlanReport) -> JSONValue {
    .object([
      Member("sizes", sizes(point.sizes, report)),
      Member("cost", .number(point.cost)),
      Member("sessions", .int(point.sessions)),
      Member("kept", .interval(point.kept)),
      Member("shown", point.judgement.map { .string($0.rawValue) } ?? .null),
      Member("promises", .array(point.promises.map(evidence))),
      Member("breaches", .array(point.breaches.map { .string($0.name) })),
    ])
  }

  private static func evidence(_ evidence: PlanEvidence) -> JSONValue {
    let judgement = evidence.judgement
    return .object([
      Member("text", .string(judgement.expectation.text)),
      Member("metric", .string(judgement.expectation.metric)),
      Member("limit", .number(judgement.expectation.limit)),
      Member("mean", .optional(evidence.mean)),
      Member("sessions", .int(judgement.sessions)),
      Member("keptIn", .int(judgement.keptIn)),
      Member("interval", .interval(judgement.interval)),
      Member("headroom", .number(evidence.headroom)),
    ])
  }

  private static func worsening(_ worsening: Worsening, _ report: PlanReport) -> JSONValue {
    .object([
      Member("promise", .string(report.scenario.expectations[worsening.promise].text)),
      Member("better", sizes(worsening.better, report)),
      Member("worse", sizes(worsening.worse, report)),
      Member("sessions", .int(worsening.sessions)),
      Member("compared", .int(worsening.compared)),
    ])
  }

  private static func obstacle(_ obstacle: PlanObstacle, _ report: PlanReport) -> JSONValue {
    .object([
      Member("promise", .string(report.scenario.expectations[obstacle.promise].text)),
      Member("best", sizes(obstacle.best, report)),
      Member("before", sizes(obstacle.before, report)),
      Member("gain", .interval(obstacle.gain)),
      Member("missing", .number(obstacle.missing)),
      Member("response", .string(obstacle.response.rawValue)),
    ])
  }

  private static func bottleneck(_ found: PlanBottleneck, _ report: PlanReport) -> JSONValue {
    .object([
      Member("sizes", sizes(found.combination, report)),
      Member("session", .int(found.session)),
      Member("what", JSONFormat.bottleneck(found.bottleneck)),
      Member("promise", .string(report.scenario.expectations[found.promise].text)),
      Member("holdsPromise", .bool(found.holdsPromise)),
      Member("busiest", JSONFormat.bottleneck(found.limits.busiest)),
    ])
  }

  private static func sessions(_ result: PlanResult) -> JSONValue {
    .object(
      [Member("all", .int(result.sessionsUsed)), Member("atMost", .int(result.question.limit))]
        + zip(PlanStage.allCases, result.sessions).map { Member($0.rawValue, .int($1)) })
  }
}
