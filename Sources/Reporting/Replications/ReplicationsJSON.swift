// Many sessions for programs: verdict, estimates, and every value of every session in base units, so
// that whoever doubts an interval can make another one. The schema number changes when a reader
// would have to.
import Experiments
import LiveCommerce
import Stochastics

/// Sessions and what follows from them as JSON.
struct ReplicationsJSON: ReplicationsFormat {
  static let name = "json"
  static let fileName = "result.json"
  /// The version of the layout.
  static let schema = 1

  private typealias Member = JSONValue.Member

  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String {
    value(of: report).text
  }

  /// Everything in base units.
  static func value(of report: ReplicationsReport) -> JSONValue {
    let experiment = report.experiment
    let verdict = experiment.verdict
    return JSONValue.object([
      Member("schema", .int(schema)),
      Member("kind", .string("replications")),
      Member("tool", JSONFormat.tool(report.origin)),
      Member("command", .array(report.origin.command.map { .string($0) })),
      Member("scenario", JSONFormat.scenario(experiment.scenario, report.origin)),
      Member("seed", .int(experiment.seed)),
      Member("replications", .int(experiment.rows.count)),
      Member("verdict", .string(experiment.judgement.rawValue)),
      Member("confidence", .number(verdict.level)),
      Member("promises", .array(verdict.promises.map { promise($0, experiment.scenario) })),
      Member("breaches", .array(verdict.breaches.map { breach($0, report) })),
      Member("precisions", .array(experiment.goals.map { precision($0, experiment) })),
      Member("warmUps", .array(experiment.warmUps.map(warmUp))),
      Member("measures", .array(experiment.measures.all.indices.map { measure($0, experiment) })),
      Member("rows", .array(experiment.rows.map(row))),
    ])
  }

  private static func promise(_ promise: PromiseJudgement, _ scenario: Scenario) -> JSONValue {
    let expectation = promise.expectation
    return .object([
      Member("text", .string(expectation.text)),
      Member("metric", .string(expectation.metric)),
      JSONFormat.subject(of: expectation.metric, expectation.subject, scenario),
      Member("comparison", .string(expectation.comparison.rawValue)),
      Member("limit", .number(expectation.limit)),
      JSONValue.quantifier(promise.quantifier),
      Member("verdict", .string(promise.judgement.rawValue)),
      Member("interval", JSONValue.interval(promise.interval)),
      Member("keptIn", .int(promise.keptIn)),
      Member("measuredIn", .int(promise.measuredIn)),
      Member("sessionsNeeded", .int(promise.sessionsNeeded)),
      Member("reach", JSONValue.interval(promise.reach)),
    ])
  }

  private static func breach(_ breach: Breach, _ report: ReplicationsReport) -> JSONValue {
    let detail: JSONValue
    switch breach.kind {
    case .check(let check): detail = JSONFormat.check(check)
    case .identity(let identity): detail = JSONFormat.identity(identity)
    case .error(let error): detail = JSONFormat.error(error)
    }
    return .object([
      Member("name", .string(breach.name)),
      Member("sessions", .int(breach.sessions)),
      Member("replication", .int(breach.replication)),
      Member("again", .string(report.command(forReplication: breach.replication))),
      Member("first", detail),
    ])
  }

  private static func precision(_ goal: PrecisionGoal, _ experiment: Experiment) -> JSONValue {
    .object([
      Member("text", .string(goal.text)),
      Member("measure", .string(experiment.measures.all[goal.measure].name)),
      Member("width", .number(goal.width)),
      Member("relative", .bool(goal.isRelative)),
      Member("reached", .optional(goal.reached(experiment.estimates[goal.measure]))),
      Member("met", .bool(experiment.isMet(goal))),
    ])
  }

  private static func warmUp(_ warmUp: WarmUp) -> JSONValue {
    .object([
      Member("series", .string(warmUp.series)),
      Member("sessions", .int(warmUp.sessions)),
      Member("seconds", warmUp.seconds.map { .int($0) } ?? .null),
    ])
  }

  private static func measure(_ place: Int, _ experiment: Experiment) -> JSONValue {
    let measure = experiment.measures.all[place]
    let estimate = experiment.estimates[place]
    let values = experiment.values(of: place)
    return .object([
      Member("name", .string(measure.name)),
      Member("unit", .string(measure.metric.unit.rawValue)),
      Member("count", .int(estimate.tally.count)),
      Member("mean", .optional(estimate.tally.mean)),
      Member("interval", JSONValue.interval(estimate.interval)),
      Member("method", estimate.method.map { .string($0.rawValue) } ?? .null),
      Member("deviation", .optional(estimate.tally.standardDeviation)),
      Member("skewness", .optional(estimate.skewness)),
      Member("minimum", .optional(estimate.tally.minimum)),
      Member("median", JSONValue.interval(QuantileInterval.interval(values, share: 0.5))),
      Member("maximum", .optional(estimate.tally.maximum)),
    ])
  }

  private static func row(_ row: Replication) -> JSONValue {
    .object([
      Member("replication", .int(row.number)),
      Member("values", .array(row.values.map { .optional($0) })),
    ])
  }
}
