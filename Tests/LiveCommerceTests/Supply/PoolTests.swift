// Pools of stock: what a restock waits for, what comes back and when, and that no unit gets lost
// between pools.
//
// Family-wise error 1e-3 (Holm). Planted faults: odds left out, and books that miscount a pool.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct PoolTests {
  private static func bonded(_ change: (inout StockPool) -> Void) -> [StockPool] {
    var pool = StockPool(name: "bonded")
    change(&pool)
    return [.domestic, pool]
  }

  private static func scenario(
    stock: [Int], _ pools: [StockPool], _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    SupplyScene.scenario(stock: stock) {
      $0.pools = pools
      $0.products[0].pool = 1
      change(&$0)
    }
  }

  @Test func `a restock is on sale after the lead, or on its way`() throws {
    func record(lead: Int64) throws -> SessionRecord {
      let scenario = Self.scenario(stock: [0, 0], Self.bonded { $0.lead = lead }) {
        $0.rooms[0].rundown.append(
          RundownStep(kind: .restock, at: 10 * second, product: 0, units: 50))
      }
      return try SupplyScene.run(scenario)
    }
    for lead in [0, 9 * second] {
      let record = try record(lead: lead)
      let first = try #require(record.stock.compactMap(\.account.firstHeldAt).min())
      #expect(first >= 10 * second + lead && first < 12 * second + lead)
      #expect(record.stock.map(\.account.stocked) == [25, 25] && record.verdict.isKept)
    }
    let late = try record(lead: 86_400 * second)
    #expect(late.stock.allSatisfy { $0.account.stocked == 0 })
    let transit = SessionRecord.Transit(units: 25, arrives: 86_410 * second)
    #expect(late.stock.map(\.onTheWay) == [[transit], [transit]])
    #expect(SupplyScene.value("demand.onTheWay", late) == 50)
    #expect(late.pools.map(\.onTheWay) == [0, 50])
  }

  @Test func `a batch waits for the lead as well`() throws {
    for lead in [0, 8 * second] {
      let scenario = Self.scenario(stock: [0], Self.bonded { $0.lead = lead }) {
        $0.products[0].batches = [5]
      }
      let record = try SupplyScene.run(scenario)
      let first = try #require(record.stock[0].account.firstHeldAt)
      #expect(first >= second + lead && first < 3 * second + lead)
      #expect(record.stock[0].account.sold == 5)
    }
  }

  @Test func `returns follow the rule of the pool`() throws {
    func record(_ change: (inout StockPool) -> Void) throws -> SessionRecord {
      try SupplyScene.run(
        Self.scenario(stock: [5_000], Self.bonded(change)) {
          $0.rooms[0].traffic[0].visits = 2_000
          $0.products[0].returns = ProductReturns(
            share: 0.5, after: .exponential(86_400), inspection: .fixed(3_600), resaleable: 0.8)
        })
    }
    let usual = try record { _ in }.stock[0].account
    let likely = try record { $0.returnOdds = 2 }.stock[0].account
    let truth = [
      Oracle.binomial("usual", usual.returned, of: usual.sold, share: 0.5),
      Oracle.binomial("odds of two", likely.returned, of: likely.sold, share: 2.0 / 3),
    ]
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
    let planted = Oracle.binomial("odds left out", likely.returned, of: likely.sold, share: 0.5)
    #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty)
    #expect(try record { $0.returnOdds = 0 }.stock[0].account.returned == 0)
    let scrapped = try record { $0.resaleable = 0 }.stock[0].account
    #expect(scrapped.returned == usual.returned && scrapped.restocked == 0)
    // Two days later means two days later for each of them.
    let (soon, late) = (try record { _ in }, try record { $0.returnDelay = 48 * 3_600 * second })
    #expect(late.returnsByHour[0].values.prefix(48).allSatisfy { $0 == 0 })
    #expect(Array(late.returnsByHour[0].values.dropFirst(48)) == soon.returnsByHour[0].values)
    #expect(soon.restockedAfterClose(row: 0, by: .max) == soon.stock[0].account.restocked)
    #expect(soon.restockedAfterClose(row: 0, by: 86_400 * second) < usual.restocked)
  }

  @Test func `a pool whose books miscount shows in its identity`() throws {
    let scenario = Self.scenario(stock: [10, 10], Self.bonded { _ in })
    func identity(_ tamper: (Checkout) -> Void) throws -> Double? {
      let checkout = Checkout(
        scenario: scenario, seed: 1, replication: 0, logicTypes: [PreHold.self])
      checkout.accept(Storm.request(at: second, account: 1))
      checkout.advance(to: 2 * second)
      tamper(checkout)
      try checkout.finish(at: 2 * second)
      let rules = AudienceRules(scenario: scenario, seed: 1, replication: 0)
      let record = SessionRecord(
        scenario: scenario, seed: 1, replication: 0, audience: AudienceTally(cohortCount: 1),
        checkout: checkout, stage: StageManager(scenario: scenario, rules: rules),
        steering: Steering(rules: rules), end: 2 * second)
      return SupplyScene.value("identity.pools", record)
    }
    #expect(try identity { _ in } == 0)
    #expect(try identity { $0.books.delivered[1] += 1 } == 1)
    #expect(try identity { $0.referee.stock(0, units: 2, at: 2 * second) } == 2)
    // Where there is one pool, nothing is said.
    let record = try SupplyScene.run(SupplyScene.scenario(visits: 5, stock: [3]))
    #expect(SupplyScene.value("identity.pools", record) == nil)
  }
}
