// How fast something sells out, by the instants at which the ledger saw units promised: what was in stock by
// then counts, whenever it came, and what never had a unit does not.
import Testing

@testable import LiveCommerce

@Suite struct SoldOutTests {
  /// Five hundred taps upon a link-up at one minute.
  private static func evening(
    _ product: String, restocks: String, later: String = ""
  ) throws -> (record: SessionRecord, held: [Int64]) {
    let scenario = try EveningText.scenario(
      """
      products: { s: { price: "¥100", limit: 1000, \(product) } },
      rundown: [{ at: "0s", do: "talk" }, \(restocks) { at: "1m", do: "linkUp", product: "s" },
        \(later)],
      traffic: { discover: \(EveningText.crowd(500)) },
      decision: { atLinkUp: 1, perMinute: 0, order: 1 },
      orders: { payment: { decline: 0 } },
      """, cohort: "payment: { abandon: 0 }, client: { retries: 0 },")
    let (record, facts) = try TraceTests.listen(scenario, seed: 1)
    let held = facts.compactMap { fact -> Int64? in
      if case .booked(.held, _) = fact.event { fact.instant } else { nil }
    }
    return (record, held)
  }

  private static func value(_ name: String, of record: SessionRecord) throws -> Double {
    let metric = try #require(Metrics.all.first { $0.name == name })
    return try #require(metric.value(of: record))
  }

  @Test func `what comes into stock before the sale is sold out with the rest`() throws {
    let (record, held) = try Self.evening(
      "stock: 100", restocks: "{ at: \"30s\", do: \"restock\", product: \"s\", units: 50 },",
      later: "{ at: \"2m\", do: \"restock\", product: \"s\", units: 40 }")
    // What comes a minute later finds nobody.
    try #require(held.count == 150)
    let time = Double(held[149] - held[0]) / 1e9
    #expect(abs(try Self.value("stock.soldOutAfter", of: record) - time) < 1e-9)
    #expect(abs(try Self.value("stock.sellRate", of: record) - 150 / time) < 1e-6)
  }

  @Test func `a variant that never has a unit does not keep a product from selling out`() throws {
    let (record, held) = try Self.evening(
      "variants: { s: { share: 0.5, stock: 60 }, l: { share: 0.5, stock: 0 } }", restocks: "")
    let first = try #require(held.first)
    #expect(held.count >= 60)
    let time = Double(held[59] - first) / 1e9
    #expect(abs(try Self.value("stock.soldOutAfter", of: record) - time) < 1e-9)
    #expect(abs(try Self.value("stock.sellRate", of: record) - 60 / time) < 1e-6)
  }
}
