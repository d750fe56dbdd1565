// Two sale logics in one session share cache, queue servers and database; neither may do the other's work.
import Testing

@testable import LiveCommerce

@Suite struct SharedWorldTests {
  private static func record(_ logics: [String], visits: Int = 2000) throws -> SessionRecord {
    let products = logics.enumerated().map {
      "p\($0): { price: '¥1', stock: 400, hold: '20s', logic: '\($1)' }"
    }
    let steps = logics.indices.map { "{ at: '\(1 + $0)s', do: 'linkUp', product: 'p\($0)' }" }
    let text = """
      {
        saleroom: 1, title: 'Shared', asks: '?', session: { length: '2m' },
        cohorts: { all: { dwell: '30s', payment: { delay: '1s', abandon: '20%' } } },
        products: { \(products.joined(separator: ", ")) }, rundown: [\(steps.joined(separator: ", "))],
        traffic: { discover: { visits: \(visits), arrive: { steady: { from: '0s', to: '10s' } } } },
        decision: { atLinkUp: '50%', perMinute: 2, order: '90%' },
        orders: { queue: { redeliver: '60%', redeliverAfter: '2s' } },
      }
      """
    return try Session.run(try Scenario.read(Array(text.utf8), file: "shared.json5"))
  }

  // The broken writer deducts at every delivery of a message, the sound one once.
  @Test func `a sound logic is not condemned for the writer of another`() throws {
    let record = try Self.record(["cacheScriptQueue", "duplicateDelivery"])
    #expect(record.stock.allSatisfy { $0.account.sold > 0 })
    let broken = record.checks.filter { $0.brokenPromises > 0 }
    #expect(broken.isEmpty, "\(broken.map { "\($0.name): \($0.first?.sentence ?? "")" })")
    #expect(record.checks.contains { $0.violations > 0 })
  }

  @Test func `what several products ask of the database is what each does`() throws {
    let requests = try [1, 2, 4].map { count in
      let logics = Array(repeating: "cacheScriptQueue", count: count)
      let record = try Self.record(logics, visits: 100)
      let statements = record.tiers.first { $0.name == "stock" }
      return try #require(statements).requests
    }
    // Reconciliation is most of it; of each row once a second, not once for each product.
    #expect(Double(requests[2]) < 1.2 * 2 * Double(requests[1]), "\(requests)")
  }
}
