// A comparison for programs: JSON in base units, and one line of CSV a measure.
import Experiments
import LiveCommerce
import Stochastics

extension ComparisonReport {
  private typealias Member = JSONValue.Member
  /// The version of the layout.
  private static let schema = 1

  /// Everything in base units.
  var json: JSONValue {
    var members = JSONValue.origin(origin, schema: ComparisonReport.schema, kind: "comparison")
    members += [
      Member("seed", .int(seed)),
      Member("replications", .array(comparison.b.rows.map { .int($0.number) })),
      Member("level", .number(comparison.level)),
      Member("notes", .array(notes.map { .string($0) })),
      Member("a", side(comparison.a)),
      Member("b", side(comparison.b)),
      Member("verdict", .string(judgement.rawValue)),
      Member("newBreaches", .array(comparison.newBreaches.map { .string($0) })),
      Member("gate", gate.map(told) ?? .null),
      Member("promises", .array(comparison.promises.map(told))),
      Member("pairing", told(comparison.pairing)),
      Member("measures", .array(comparison.byImportance.map(told))),
      Member("onlyInA", .array(comparison.onlyA.map { .string($0) })),
      Member("onlyInB", .array(comparison.onlyB.map { .string($0) })),
      Member("currency", .string(money.code)),
    ]
    return .object(members)
  }

  private func side(_ side: ComparedSide) -> JSONValue {
    .object([
      Member("title", .string(side.title)),
      Member("digest", .string(Digest.text(side.digest))),
      Member("sessions", .int(side.rows.count)),
      Member(
        "breaches", .object(side.breaches.map { Member($0.name, .int($0.sessions)) })),
    ])
  }

  private func told(_ gate: RegressionGate) -> JSONValue {
    .object([
      Member("tolerance", .number(gate.tolerance)),
      Member("verdict", .string(gate.judgement.rawValue)),
      Member(
        "measures",
        .array(
          gate.measures.map { measure in
            .object([
              Member("name", .string(measure.line.measure.name)),
              Member("asked", .bool(measure.isAsked)),
              Member("verdict", .string(measure.judgement.rawValue)),
              Member("better", .string(measure.better.rawValue)),
              Member("replicationsNeeded", measure.needed.map { .int($0) } ?? .null),
            ])
          })),
      Member(
        "promises",
        .array(
          gate.promises.map { passed in
            .object([
              Member("text", .string(passed.promise.text)),
              Member("verdict", .string(passed.judgement.rawValue)),
            ])
          })),
    ])
  }

  private func told(_ promise: ComparedPromise) -> JSONValue {
    func side(_ judgement: PromiseJudgement?) -> JSONValue {
      guard let judgement else { return .null }
      return .object([
        Member("verdict", .string(judgement.judgement.rawValue)),
        Member("keptIn", .int(judgement.keptIn)),
        Member("sessions", .int(judgement.sessions)),
      ])
    }
    return .object([
      Member("text", .string(promise.text)), Member("a", side(promise.a)),
      Member("b", side(promise.b)),
    ])
  }

  private func told(_ pairing: Pairing) -> JSONValue {
    .object([
      Member("correlation", .optional(pairing.correlation)),
      Member("varianceRatio", .optional(pairing.varianceRatio)),
      Member("measures", .int(pairing.measures)),
      Member("unhelped", .array(pairing.unhelped.map { .string($0) })),
    ])
  }

  private func told(_ line: MeasureComparison) -> JSONValue {
    .object([
      Member("name", .string(line.measure.name)),
      Member("unit", .string(line.measure.metric.unit.rawValue)),
      Member("better", .string(line.measure.metric.better.rawValue)),
      Member("finding", .string(line.finding.rawValue)),
      Member("measuredA", .int(line.measuredA)),
      Member("measuredB", .int(line.measuredB)),
      Member("pairs", .int(line.sample?.count ?? 0)),
      Member("meanA", .optional(line.sample?.meanA)),
      Member("meanB", .optional(line.sample?.meanB)),
      Member("difference", JSONValue.interval(line.difference)),
      Member("ratio", JSONValue.interval(line.ratio)),
      Member("t", .optional(line.sample?.t)),
      Member("p", .optional(line.sample?.pValue)),
      Member("correlation", .optional(line.sample?.correlation)),
      Member("varianceRatio", .optional(line.sample?.varianceRatio)),
    ])
  }

  /// One line a measure, by importance.
  var csv: CSVTable {
    var table = CSVTable(header: [
      "measure", "unit", "better", "finding", "measuredA", "measuredB", "pairs", "meanA", "meanB",
      "difference", "differenceLow", "differenceHigh", "ratio", "ratioLow", "ratioHigh", "p",
      "correlation", "varianceRatio",
    ])
    for line in comparison.byImportance {
      let sample = line.sample
      let numbers = [
        sample?.meanA, sample?.meanB, line.difference?.estimate, line.difference?.low,
        line.difference?.high, line.ratio?.estimate, line.ratio?.low, line.ratio?.high,
        sample?.pValue, sample?.correlation, sample?.varianceRatio,
      ]
      let metric = line.measure.metric
      table.add(
        [
          line.measure.name, metric.unit.rawValue, metric.better.rawValue, line.finding.rawValue,
          "\(line.measuredA)", "\(line.measuredB)", "\(sample?.count ?? 0)",
        ] + numbers.map { CSVTable.number($0) })
    }
    return table
  }
}
