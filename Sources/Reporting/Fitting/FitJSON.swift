// What was learnt from a log, for programs: every estimate with its error, every law that was tried, the
// pictures as points. The schema number changes when a reader would have to.
import Fitting
import LiveCommerce
import Stochastics

/// What was learnt as JSON.
struct FitJSON: FitFormat {
  static let name = "json"
  /// The version of the layout.
  static let schema = 1

  private typealias Member = JSONValue.Member

  static func render(_ report: FitReport, _ palette: Palette) -> String {
    let result = report.result
    return JSONValue.object(
      JSONValue.origin(report.origin, schema: schema, kind: "fit") + [
        Member("rows", rows(result.rows)),
        Member("length", .number(Double(result.length) / 1e9)),
        Member("linkUp", .optional(result.linkUp.map { Double($0) / 1e9 })),
        Member("step", .number(Double(result.step) / 1e9)),
        Member("sources", .array(result.sources.map(source))),
        Member("cohorts", .array(result.cohorts.map(cohort))),
        Member("decisions", estimates(result.decisions)),
        Member("heldOut", result.heldOut.map(heldOut) ?? .null),
      ]
    ).text
  }

  private static func rows(_ rows: LogRows) -> JSONValue {
    .object([
      Member("used", .int(rows.used)),
      Member("bad", .int(rows.bad)),
      Member("outsideWindow", .int(rows.outsideWindow)),
      Member(
        "faults",
        .object(zip(LogFault.allCases, rows.faults).map { Member($0.rawValue, .int($1)) })),
      Member(
        "examples",
        .array(
          rows.examples.map { example in
            .object([
              Member("line", .int(example.line)),
              Member("fault", .string(example.fault.rawValue)),
              Member("text", .string(example.text)),
            ])
          })),
    ])
  }

  private static func source(_ source: SourceFit) -> JSONValue {
    .object([
      Member("name", .string(source.source.rawValue)),
      Member("visits", estimate(source.visits)),
      Member("profile", .array(source.profile.map { .int($0) })),
      Member("cohortShares", .array(source.cohortShares.map { .number($0) })),
    ])
  }

  private static func cohort(_ cohort: CohortFit) -> JSONValue {
    .object([
      Member("name", .string(cohort.name)),
      Member("visits", .int(cohort.visits)),
      Member("funnel", estimates(cohort.funnel)),
      Member("stay", duration(cohort.stay)),
      Member("reaction", duration(cohort.reaction)),
      Member("consideration", duration(cohort.consideration)),
      Member("payDelay", duration(cohort.payDelay)),
    ])
  }

  private static func duration(_ fit: DurationFit?) -> JSONValue {
    guard let fit else { return .null }
    return .object([
      Member("ended", .int(fit.ended)),
      Member("cut", .int(fit.cut)),
      Member("always", .optional(fit.always.map { Double($0) / 1e9 })),
      Member("laws", .array(fit.laws.map(law))),
      Member("distance", .number(fit.distance)),
      Member("pValue", .optional(fit.pValue)),
      Member("draws", .int(fit.draws)),
      Member(
        "picture",
        .array(
          fit.picture.map { point in
            .array([.number(point.seconds), .number(point.observed), .number(point.fitted)])
          })),
    ])
  }

  private static func law(_ law: LawFit) -> JSONValue {
    .object([
      Member("name", .string(law.name)),
      Member("logLikelihood", .number(law.logLikelihood)),
      Member("aic", .number(law.aic)),
      Member("parameters", estimates(law.parameters)),
    ])
  }

  private static func estimates(_ estimates: [Estimate]) -> JSONValue {
    .array(estimates.map(estimate))
  }

  private static func estimate(_ estimate: Estimate) -> JSONValue {
    .object([
      Member("name", .string(estimate.name)),
      Member("unit", .string(estimate.unit.rawValue)),
      Member("value", .number(estimate.value)),
      Member("error", .number(estimate.error)),
      Member("low", .number(estimate.interval.low)),
      Member("high", .number(estimate.interval.high)),
    ])
  }

  private static func heldOut(_ held: HeldOut) -> JSONValue {
    .object([
      Member("visits", .int(held.visits)),
      Member("simulated", .int(held.simulated)),
      Member("sessions", .int(held.sessions)),
      Member("agrees", .bool(held.agrees)),
      Member(
        "rows",
        .array(
          held.rows.map { row in
            .object([
              Member("name", .string(row.name)),
              Member("unit", .string(row.unit.rawValue)),
              Member("observed", .number(row.observed)),
              Member("expected", .interval(row.expected)),
              Member("pValue", .number(row.pValue)),
            ])
          })),
    ])
  }
}
