// The report for programs: everything in base units, distributions as buckets that can be merged
// exactly, series second by second. The schema number changes when a reader would have to.
import Experiments
import LiveCommerce
import Stochastics

/// A report as JSON.
struct JSONFormat: ReportFormat {
  static let name = "json"
  static let summary = "everything in base units, with mergeable histograms and series"
  static let fileName = "result.json"
  /// The version of the layout.
  static let schema = 1

  static func render(_ report: Report, _ palette: Palette) -> String { value(of: report).text }

  private typealias Member = JSONValue.Member

  /// Everything in base units.
  static func value(of report: Report) -> JSONValue {
    let record = report.record
    var members = [
      Member("schema", .int(schema)),
      Member("tool", tool(report.origin)),
      Member("command", .array(report.origin.command.map { .string($0) })),
      Member("scenario", scenario(record.scenario, report.origin)),
      Member("seed", .int(record.seed)),
      Member("replication", .int(record.replication)),
      Member("verdict", .string(report.verdict.isKept ? "kept" : "broken")),
      Member("promises", .array(report.verdict.promises.map { promise($0, record.scenario) })),
      Member("checks", .array(record.checks.map(check))),
    ]
    if let first = record.firstError {
      members.append(Member("errors", errors(first, record.thrownErrors)))
    }
    if !record.scenario.orders.faults.isEmpty {
      members.append(Member("faults", .array(record.faultEffects.map(fault))))
    }
    if !record.scenario.changes.isEmpty {
      let changes = record.scenario.changes.map { change($0, record.scenario) }
      members.append(Member("changes", .array(changes)))
    }
    members += [
      Member("identities", .array(report.verdict.identities.map(identity))),
      Member("bottleneck", report.record.bottleneck.map(bottleneck) ?? .null),
      Member("metrics", metrics(of: report)),
      Member("histograms", .object(report.times.map { Member($0.name, histogram($0.histogram)) })),
      Member("series", .object(report.series.map { Member($0.name, series($0)) })),
      Member("timeline", timeline(of: record)),
      Member("stock", stock(of: record)),
      Member("latencyOverTime", latencyOverTime(of: record)),
      Member("groups", groups(of: record)),
    ]
    let hours = record.returnsByHour
    if !hours.isEmpty {
      members.append(Member("hours", .object(hours.map { Member($0.name, hourly($0)) })))
    }
    if record.scenario.hasPools { members.append(Member("pools", pools(of: record))) }
    if let inputs = report.inputs { members.append(Member("inputs", JSONFormat.inputs(inputs))) }
    return .object(members)
  }

  /// What was put in, and what its author says of it.
  private static func inputs(_ inputs: ScenarioInputs) -> JSONValue {
    .object([
      Member("preface", inputs.preface.map { .string($0) } ?? .null),
      Member(
        "values",
        .array(
          inputs.values.map { value in
            .object([
              Member("path", .string(value.path)), Member("value", .string(value.text)),
              Member("line", value.line.map { .int($0) } ?? .null),
              Member("note", value.note.map { .string($0) } ?? .null),
            ])
          })),
    ])
  }

  /// What made a result.
  static func tool(_ origin: ReportOrigin) -> JSONValue {
    .object([
      Member("name", .string(origin.tool)), Member("version", .string(origin.version)),
    ])
  }

  /// Which scenario it is a result of.
  static func scenario(_ scenario: Scenario, _ origin: ReportOrigin) -> JSONValue {
    .object([
      Member("title", .string(scenario.title)),
      Member("file", origin.file.map { .string($0) } ?? .null),
      Member("digest", .string(scenario.digestText)),
      Member("currency", .string(scenario.currency)),
      Member("length", .number(Double(scenario.length) / 1e9)),
    ])
  }

  private static func fault(_ effect: FaultEffect) -> JSONValue {
    .object([
      Member("tier", .string(effect.fault.tier.rawValue)),
      Member("kind", .string(effect.fault.name.rawValue)),
      Member("at", .number(Double(effect.fault.from) / 1e9)),
      Member("for", .number(Double(effect.fault.until - effect.fault.from) / 1e9)),
      Member("createdPerSecondBefore", .optional(effect.created.before)),
      Member("createdPerSecondDuring", .optional(effect.created.during)),
      Member("createdPerSecondAfter", .optional(effect.created.after)),
      Member("paidPerSecondBefore", .optional(effect.paid.before)),
      Member("paidPerSecondDuring", .optional(effect.paid.during)),
      Member("paidPerSecondAfter", .optional(effect.paid.after)),
    ])
  }

  private static func change(_ change: Change, _ scenario: Scenario) -> JSONValue {
    .object([
      Member("at", .number(Double(change.at) / 1e9)),
      Member("path", .string(scenario.path(of: change.knob))),
      Member("value", .string(change.knob.text(of: change.value))),
    ])
  }

  private static func promise(_ promise: Promise, _ scenario: Scenario) -> JSONValue {
    .object([
      Member("text", .string(promise.text)),
      Member("metric", .string(promise.metric)),
      subject(of: promise.metric, promise.subject, scenario),
      Member("comparison", .string(promise.comparison.rawValue)),
      Member("limit", .number(promise.limit)),
      Member("value", .optional(promise.value)),
      Member("kept", .bool(promise.isKept)),
    ])
  }

  /// Of what a metric is asked, by name; null for the session as a whole.
  static func subject(
    of metric: String, _ index: Int?, _ scenario: Scenario
  ) -> JSONValue.Member {
    let subject = Metrics.named(metric)?.subject ?? .product
    let name = index.map { JSONValue.string(scenario.name(of: subject, $0)) }
    return .init(subject.rawValue, name ?? .null)
  }

  /// What became of a check.
  static func check(_ check: CheckResult) -> JSONValue {
    .object([
      Member("name", .string(check.name.rawValue)),
      Member("promise", .string(check.promise)),
      Member("promised", .bool(check.isPromised)),
      Member("violations", .int(check.violations)),
      Member("brokenPromises", .int(check.brokenPromises)),
      Member("first", check.first.map(violation) ?? .null),
    ])
  }

  private static func violation(_ violation: Violation) -> JSONValue {
    .object([
      Member("at", .number(Double(violation.at) / 1e9)),
      Member("orders", .array(violation.orders.map { .int($0.rawValue) })),
      Member("sentence", .string(violation.sentence)),
      Member("steps", .array(violation.steps.map { .string($0) })),
    ])
  }

  /// What sale logics have thrown; left out when they have not.
  private static func errors(_ first: ThrownError, _ count: Int) -> JSONValue {
    .object([
      Member("count", .int(count)),
      Member("first", error(first)),
    ])
  }

  /// An error that a sale logic has thrown.
  static func error(_ error: ThrownError) -> JSONValue {
    .object([
      Member("at", .number(Double(error.at) / 1e9)),
      Member("call", .string(error.call.rawValue)),
      Member("order", .int(error.order.rawValue)),
      Member("text", .string(error.text)),
    ])
  }

  /// Two counters of the same thing.
  static func identity(_ identity: Identity) -> JSONValue {
    .object([
      Member("metric", .string(identity.metric)),
      Member("value", .number(identity.value)),
      Member("tolerance", .number(identity.tolerance)),
      Member("kept", .bool(identity.isKept)),
    ])
  }

  static func bottleneck(_ bottleneck: Bottleneck) -> JSONValue {
    .object([
      Member("tier", .string(bottleneck.tier)),
      Member("from", .int(bottleneck.from)),
      Member("length", .int(bottleneck.length)),
      Member("utilisation", .number(bottleneck.utilisation)),
      Member("full", .int(bottleneck.full)),
      Member("waitShare", .optional(bottleneck.waitShare)),
      Member("headroom", .number(bottleneck.headroom)),
      Member("next", bottleneck.next.map { .string($0) } ?? .null),
      Member("gain", .number(bottleneck.gain)),
      Member("sentence", .string(bottleneck.sentence)),
    ])
  }

  private static func metrics(of report: Report) -> JSONValue {
    .object(report.measured.map { Member($0.measure.name, .optional($0.value)) })
  }

  private static func histogram(_ histogram: LogLinearHistogram) -> JSONValue {
    .object([
      Member("unit", .string("ns")),
      Member("relativeError", .number(LogLinearHistogram.relativeError)),
      Member("count", .int(histogram.count)),
      Member("sum", .integer(histogram.sum)),
      Member("minimum", histogram.minimum.map { .int($0) } ?? .null),
      Member("maximum", histogram.maximum.map { .int($0) } ?? .null),
      Member(
        "buckets",
        .array(
          histogram.buckets.map { .array([.int($0.lowest), .int($0.highest), .int($0.count)]) })),
    ])
  }

  private static func hourly(_ series: HourSeries) -> JSONValue {
    .object([
      Member("start", .int(0)), Member("step", .int(3600)),
      Member("values", .array(series.values.map { .int($0) })),
    ])
  }

  private static func series(_ series: SecondSeries) -> JSONValue {
    .object([
      Member("start", .int(0)),
      Member("step", .int(1)),
      Member(
        "values",
        .array(series.values.map { series.unit == .count ? .int($0) : .number(series.inUnit($0)) })
      ),
    ])
  }
}
