// The members of a JSON report that pictures are drawn from: what was on air when, how stock went
// down, how latencies moved, and the funnel of each group of visits.
import LiveCommerce
import Stochastics

extension JSONFormat {
  private typealias Member = JSONValue.Member

  /// What was on air when; times in seconds. Copies of a room are not told one by one.
  static func timeline(of record: SessionRecord) -> JSONValue {
    let isCopied = record.scenario.rooms.indices.map(record.scenario.isCopy(room:))
    return .array(
      record.timeline.filter { !isCopied[$0.room] }.map { period in
        .object([
          Member("room", .string(record.scenario.rooms[period.room].name)),
          Member("do", .string(period.kind.rawValue)),
          Member(
            "product", period.product.map { .string(record.scenario.products[$0].name) } ?? .null),
          Member("from", .number(Double(period.from) / 1e9)),
          Member("until", .number(Double(period.until) / 1e9)),
          Member("planned", .number(Double(period.planned) / 1e9)),
        ])
      })
  }

  /// The stock rows, with their levels at the end of each step; those of copies are not told.
  static func stock(of record: SessionRecord) -> JSONValue {
    .array(
      record.stock.filter { !record.scenario.products[$0.product].isCopy }.map { row in
        let levels = row.series.levels
        return .object([
          Member("name", .string(row.name)),
          Member("product", .string(record.scenario.products[row.product].name)),
          Member("start", .int(levels.first.map { Int($0.period) * seconds(row.series) } ?? 0)),
          Member("step", .int(seconds(row.series))),
          Member("free", .array(levels.map { .int(Int($0.free)) })),
          Member("held", .array(levels.map { .int(Int($0.held)) })),
          Member("sold", .array(levels.map { .int(Int($0.sold)) })),
          Member("back", .array(levels.map { .int(Int($0.back)) })),
          Member("unmet", .int(row.unmet)),
          Member("substitutes", .int(row.substitutes)),
          Member("substituted", .int(row.substituted)),
          Member("onTheWay", .int(row.onTheWay.reduce(0) { $0 + $1.units })),
        ])
      })
  }

  /// The stock of each pool at the end.
  static func pools(of record: SessionRecord) -> JSONValue {
    .array(
      record.pools.map { pool in
        .object([
          Member("name", .string(pool.name)), Member("delivered", .int(pool.delivered)),
          Member("free", .int(pool.free)), Member("held", .int(pool.held)),
          Member("sold", .int(pool.sold)), Member("returned", .int(pool.returned)),
          Member("inReturn", .int(pool.inReturn)), Member("restocked", .int(pool.restocked)),
          Member("scrapped", .int(pool.scrapped)), Member("onTheWay", .int(pool.onTheWay)),
          Member("unmet", .int(pool.unmet)),
        ])
      })
  }

  private static func seconds(_ series: StockSeries) -> Int { Int(series.period / 1_000_000_000) }

  /// Latencies by when they ended.
  static func latencyOverTime(of record: SessionRecord) -> JSONValue {
    .object([
      Member("latency.order", histograms(record.audience.createdLatencyOverTime)),
      Member("latency.refusal", histograms(record.audience.refusedLatencyOverTime)),
    ])
  }

  /// Only columns between the first and the last that hold anything are written.
  private static func histograms(_ series: HistogramSeries) -> JSONValue {
    let used = series.counts.flatMap { row in row.indices.filter { row[$0] > 0 } }
    let columns = (used.min() ?? 0)..<(used.max().map { $0 + 1 } ?? 0)
    return .object([
      Member("unit", .string("ns")),
      Member("start", .int(0)),
      Member("step", .int(Int(series.period / 1_000_000_000))),
      Member(
        "bounds",
        .array(HistogramSeries.bounds[columns.lowerBound...columns.upperBound].map { .int($0) })),
      Member(
        "counts",
        .array(
          series.counts.map { row in
            .array(row.isEmpty ? [] : row[columns].map { .int($0) })
          })),
    ])
  }

  /// The funnel of each cohort and source that anybody came by; money in minor units.
  static func groups(of record: SessionRecord) -> JSONValue {
    let scenario = record.scenario
    var groups: [JSONValue] = []
    for (index, cohort) in scenario.cohorts.enumerated() {
      for source in TrafficSource.allCases {
        let counts = record.audience.funnel(cohort: index, source: source)
        guard counts.visits > 0 else { continue }
        groups.append(group(cohort: cohort.name, source: source, counts))
      }
    }
    return .array(groups)
  }

  private static func group(
    cohort: String, source: TrafficSource, _ counts: FunnelCounts
  ) -> JSONValue {
    .object([
      Member("cohort", .string(cohort)),
      Member("source", .string(source.rawValue)),
      Member("visits", .int(counts.visits)),
      Member("persons", .int(counts.persons)),
      Member("clicks", .int(counts.clicks)),
      Member("clickers", .int(counts.clickers)),
      Member("orders", .int(counts.orders)),
      Member("created", .int(counts.created)),
      Member("paid", .int(counts.paid)),
      Member("revenue", .int(counts.revenue)),
    ])
  }
}
