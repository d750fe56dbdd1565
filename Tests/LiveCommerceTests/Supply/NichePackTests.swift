// Niches against a head product, as shipped: what decides between them is how much fit weighs. Paired
// runs: the same people come each time.
//
// Planted fault: with no weight on fit the niches must not win.
import Foundation
import Testing

@testable import LiveCommerce

@Suite struct NichePackTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../scenarios/niche-pack.json5").standardizedFileURL

  /// The head product's share of units sold, with so much weight on fit.
  private static func headShare(fit: Double) throws -> Double {
    var scenario = try Scenario.read([UInt8](try Data(contentsOf: file)), file: "niche-pack.json5")
    scenario.decision.match = fit
    // Fewer people, so that no stock runs out and demand alone decides.
    scenario.rooms[0].traffic[0].visits = 1_500
    scenario.engagement.perSecond = [0, 0, 0, 0, 0]
    for product in scenario.products.indices {
      for variant in scenario.products[product].variants.indices {
        scenario.products[product].variants[variant].stock = 1_000
      }
    }
    let record = try SupplyScene.run(scenario)
    #expect(record.stock.allSatisfy { $0.unmet == 0 })
    return try #require(Metrics.named("demand.share")?.value(of: record, subject: 0))
  }

  @Test func `the more fit weighs, the more the niches sell`()
    throws
  {
    let without = try Self.headShare(fit: 0)
    let fitting = try Self.headShare(fit: 6)
    #expect(fitting < without - 0.05 && fitting < 0.45, "\(without) and \(fitting)")
  }
}
