// A planted miscount: whichever counter of an identity is off by one, the identity says so, and by
// how much. The counters are tampered with in a copy of what a real session counted.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct MiscountTests {
  /// One tampered counter, the identity that must show it, and by how much.
  struct Miscount: Sendable, CustomTestStringConvertible {
    var identity: String
    var testDescription: String
    var difference: Double
    var tamper: @Sendable (inout AudienceTally) -> Void
  }

  static let miscounts: [Miscount] = [
    Miscount(identity: "identity.people", testDescription: "a visit too many", difference: 1) {
      $0.events[ViewerEvent.enter.rawValue] += 1
    },
    Miscount(identity: "identity.people", testDescription: "a departure too many", difference: -1) {
      $0.events[ViewerEvent.leave.rawValue] += 1
    },
    Miscount(identity: "identity.presence", testDescription: "a stretch lost", difference: -2) {
      $0.presence -= 2_000_000_000
    },
    Miscount(identity: "identity.presence", testDescription: "a departure late", difference: -3) {
      $0.departuresMinusArrivals += 3_000_000_000
    },
    Miscount(identity: "identity.payments", testDescription: "a payment lost", difference: 1) {
      $0.funnel[0].paid -= 1
    },
    Miscount(identity: "identity.revenue", testDescription: "a cent too many", difference: -1) {
      $0.funnel[0].revenue += 1
    },
  ]

  /// A session of orders by hand: what the audience counts is built from the answers it gets, and
  /// one visit of ten seconds.
  private static func record(
    _ tamper: (inout AudienceTally) -> Void
  ) throws -> SessionRecord {
    var scenario = Storm(variants: [3]).scenario
    // Identities of returns are there where something can come back, those of pools where there are two.
    scenario.products[0].returns = ProductReturns(
      share: 0, after: .exponential(1), inspection: .exponential(1), resaleable: 1)
    scenario.pools.append(StockPool(name: "bonded"))
    let checkout = Checkout(
      scenario: scenario, seed: 1, replication: 0, logicTypes: [PreHold.self])
    for account in UInt64(1)...8 {
      let order = Storm.request(at: Storm.opening + Int64(account), account: account)
      checkout.accept(order)
      checkout.accept(
        Storm.request(
          at: Storm.opening + 2_000_000_000, account: account, ordinal: 2, paying: order.id))
    }
    checkout.advance(to: scenario.length)
    var tally = AudienceTally(cohortCount: 1)
    checkout.takeAnswers { answer in
      tally.funnel[0].paid += answer.outcome == .paid ? 1 : 0
      tally.funnel[0].revenue += Int128(answer.amount)
    }
    tally.events[ViewerEvent.enter.rawValue] = 1
    tally.events[ViewerEvent.leave.rawValue] = 1
    tally.presence = 10_000_000_000
    tally.departuresMinusArrivals = 10_000_000_000
    tally.watch.add(10_000_000_000)
    tamper(&tally)
    let end = SessionRecord.end(scenario, tally, checkout)
    try checkout.finish(at: end)
    let rules = AudienceRules(scenario: scenario, seed: 1, replication: 0)
    return SessionRecord(
      scenario: scenario, seed: 1, replication: 0, audience: tally, checkout: checkout,
      stage: StageManager(scenario: scenario, rules: rules), steering: Steering(rules: rules),
      end: end)
  }

  @Test func `honest books satisfy every identity`() throws {
    let record = try MiscountTests.record { _ in }
    #expect(record.ledgerRevenue == 30_000)
    for identity in Metrics.identities {
      #expect(identity.value(of: record) == 0, "\(identity.name)")
    }
  }

  @Test(arguments: miscounts)
  func `a miscount shows in its identity`(_ miscount: Miscount) throws {
    let record = try MiscountTests.record(miscount.tamper)
    let identity = try #require(Metrics.identities.first { $0.name == miscount.identity })
    #expect(identity.value(of: record) == miscount.difference)
  }
}
