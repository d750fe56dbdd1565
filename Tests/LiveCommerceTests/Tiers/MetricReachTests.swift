// What a metric can wait for: a tier behind it is not named, however full.
import Testing

@testable import LiveCommerce

@Suite struct MetricReachTests {
  static let reaches: [(String, MetricReach)] = [
    ("latency.order.p99", .orders), ("lost.busy", .orders), ("stock.soldOutAfter", .orders),
    ("orders.paid", .payments), ("stock.leftover", .units), ("gmv.paid", .units),
    ("people.visits", .nothing), ("stock.oversold", .nothing), ("funnel.clickRate", .nothing),
    ("tier.stock.queue.mean", .tiers(["stock", "row"])),
    ("tier.edge.latency.p99", .tiers(["edge"])),
    ("tier.bottleneck.full", .all),
  ]

  @Test("each metric waits for what lies before it", arguments: reaches)
  func reach(_ metric: String, _ reach: MetricReach) {
    #expect(Metrics.named(metric) != nil)
    #expect(MetricReach(metric) == reach)
  }

  private static func record(hold: Int64) throws -> SessionRecord {
    try OutageTests.record {
      $0.products[0].hold = hold
      $0.orders.payment.capacity = 4
      $0.orders.payment.latency = .fixed(1)
    }
  }

  @Test func `orders do not wait for payments, units only for those that come too late`() throws {
    let patient = try Self.record(hold: 3_600 * second)
    #expect(patient.bottleneck?.tier == "payment")
    #expect(patient.bottleneck(of: "orders.paid") == patient.bottleneck)
    #expect(patient.bottleneck(of: "tier.bottleneck.full") == patient.bottleneck)
    let tier = try #require(patient.bottleneck(of: "latency.order.p99")?.tier)
    #expect(tier != "payment")
    #expect(patient.bottleneck(of: "stock.leftover")?.tier == tier)
    #expect(patient.bottleneck(of: "people.visits") == nil)
    let late = try Self.record(hold: 10 * second)
    #expect(late.bottleneck(of: "latency.order.p99")?.tier != "payment")
    #expect(late.bottleneck(of: "stock.leftover")?.tier == "payment")
  }
}
