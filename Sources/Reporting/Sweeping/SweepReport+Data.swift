// A sweep for programs: JSON in base units, tidy CSV with a line a point and measure, and a wide table
// with a line a point.
import Experiments
import LiveCommerce
import Stochastics

extension SweepReport {
  private typealias Member = JSONValue.Member
  /// The version of the layout.
  private static let schema = 1

  /// Everything in base units.
  var json: JSONValue {
    let measures = measures
    let members =
      JSONValue.origin(origin, schema: SweepReport.schema, kind: "sweep") + [
        Member(
          "scenario",
          .object([
            Member("title", .string(title)),
            Member("file", origin.file.map { .string($0) } ?? .null),
            Member("digest", .string(Digest.text(digest))),
            Member("currency", points.first.map { .string($0.scenario.currency) } ?? .null),
          ])),
        Member("seed", .int(seed)),
        Member("replications", .int(replications)),
        Member("verdict", .string(judgement.rawValue)),
        Member("inputs", .array(design.inputs.map { .string($0) })),
        Member("points", .array(points.map { told($0, measures) })),
        Member("tornado", .array(measures.map { told(tornado($0)) })),
      ]
    return .object(members)
  }

  private func told(_ point: SweptPoint, _ measures: [Measure]) -> JSONValue {
    let settings = zip(design.inputs, point.point.values).compactMap { path, value in
      value.map { Member(path, .string($0)) }
    }
    let breaches = Set(point.rows.flatMap(\.breaches)).sorted()
    return .object([
      Member("number", .int(point.point.number)),
      Member("settings", .object(settings)),
      Member("digest", .string(Digest.text(point.scenario.digest))),
      Member("sessions", .int(point.rows.count)),
      Member("kept", .int(point.kept)),
      Member("breaches", .array(breaches.map { .string($0) })),
      Member(
        "measures",
        .object(
          measures.compactMap { measure in
            point.measures.index(named: measure.name).map {
              Member(measure.name, told(point.estimate($0)))
            }
          })),
    ])
  }

  private func told(_ estimate: MeanEstimate) -> JSONValue {
    .object([
      Member("count", .int(estimate.tally.count)),
      Member("mean", .optional(estimate.tally.mean)),
      Member("deviation", .optional(estimate.tally.standardDeviation)),
      Member("interval", JSONValue.interval(estimate.interval)),
    ])
  }

  private func told(_ tornado: Tornado) -> JSONValue {
    .object([
      Member("measure", .string(tornado.measure.name)),
      Member("unit", .string(tornado.measure.metric.unit.rawValue)),
      Member("base", .optional(tornado.base)),
      Member(
        "bars",
        .array(
          tornado.bars.map { bar in
            .object([
              Member("input", .string(bar.input)),
              Member("lowAt", bar.lowValue.map { .string($0) } ?? .null),
              Member("low", .number(bar.low)),
              Member("highAt", bar.highValue.map { .string($0) } ?? .null),
              Member("high", .number(bar.high)),
              Member("range", JSONValue.interval(bar.range)),
              Member("elasticity", JSONValue.interval(bar.elasticity)),
            ])
          })),
    ])
  }

  /// One line a point and measure.
  var csv: CSVTable {
    let measures = measures
    var table = CSVTable(
      header: ["point"] + design.inputs + [
        "measure", "unit", "sessions", "mean", "low", "high", "deviation",
      ])
    for point in points {
      for measure in measures {
        guard let place = point.measures.index(named: measure.name) else { continue }
        let estimate = point.estimate(place)
        let tally = estimate.tally
        table.add(
          ["\(point.point.number)"] + fields(of: point)
            + [measure.name, measure.metric.unit.rawValue, "\(tally.count)"]
            + [
              tally.mean, estimate.interval?.low, estimate.interval?.high, tally.standardDeviation,
            ]
            .map { CSVTable.number($0) })
      }
    }
    return table
  }

  /// One line a point.
  var wideCSV: CSVTable {
    let measures = measures
    var table = CSVTable(
      header: ["point"] + design.inputs + ["sessions", "kept"] + measures.map(\.name))
    for point in points {
      let means = measures.map { point.mean($0.name) }
      table.add(
        ["\(point.point.number)"] + fields(of: point) + ["\(point.rows.count)", "\(point.kept)"]
          + means.map { CSVTable.number($0) })
    }
    return table
  }
}
