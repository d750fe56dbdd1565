// Sizes that are sold out: who takes a neighbour, which one, and who goes without. A share of buyers
// substitutes, each for itself, so of those who find their size gone a binomial number does.
//
// Family-wise error 1e-3 (Holm). Planted fault: a share that is 20 points off.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct SubstitutionTests {
  /// Sold, taken instead and missed, size by size.
  private static func outcome(
    _ stock: [Int], share: Double
  ) throws -> (sold: [Int], instead: [Int], unmet: [Int], record: SessionRecord) {
    let record = try SupplyScene.run(
      SupplyScene.scenario(stock: stock) { $0.products[0].substitute = share })
    return (
      record.stock.map(\.account.sold), record.stock.map(\.substitutes),
      record.stock.map(\.unmet), record
    )
  }

  @Test func `the next size is taken, or else the one before, or none`() throws {
    // With enough of all, everybody's own size is sold.
    let wanted = try Self.outcome([1_000, 1_000, 1_000], share: 1).sold
    #expect(wanted.allSatisfy { $0 > 150 })
    // Whoever wants 36 asks for 37, and there is nothing below.
    let upper = try Self.outcome([0, 0, 1_000], share: 1)
    #expect(upper.unmet == [wanted[0], 0, 0] && upper.instead == [0, 0, wanted[1]])
    let lower = try Self.outcome([1_000, 0, 0], share: 1)
    #expect(lower.unmet == [0, 0, wanted[2]] && lower.instead == [wanted[1], 0, 0])
    let middle = try Self.outcome([0, 1_000, 0], share: 1)
    #expect(middle.unmet == [0, 0, 0] && middle.sold[1] == wanted.reduce(0, +))
    #expect(middle.record.stock.map(\.substituted) == [wanted[0], 0, wanted[2]])
    // Of whole products cards speak: who sees one wants nothing that could be missed.
    let none = try Self.outcome([0, 0, 0], share: 1)
    #expect(none.sold == [0, 0, 0] && none.unmet.allSatisfy { $0 < 50 })
  }

  @Test func `a share of buyers substitutes, and the rest is unmet`() throws {
    var truth: [TestedHypothesis] = []
    for share in [0.25, 0.6] {
      let found = try Self.outcome([1_000, 0, 1_000], share: share)
      // Common random numbers: without substitution the same people find nothing.
      let without = try Self.outcome([1_000, 0, 1_000], share: 0)
      let missed = without.unmet[1]
      #expect(missed == found.unmet[1] + found.instead[2] && found.instead[0] == 0)
      #expect(without.instead == [0, 0, 0] && without.sold[0] == found.sold[0])
      truth.append(
        Oracle.binomial("share \(share)", found.instead[2], of: missed, share: share))
      let planted = Oracle.binomial(
        "share off", found.instead[2], of: missed, share: share + 0.2)
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha).isEmpty)
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }

  @Test func `an intention stays one, whatever it asks for`() throws {
    let found = try Self.outcome([150, 0, 150], share: 0.7)
    let record = found.record
    #expect(record.verdict.isKept)
    let asked = record.audience.count(.substitute)
    #expect(asked > 100 && record.audience.count(.retry) == 0)
    #expect(record.audience.count(.order) == record.ordersCreated + record.audience.count(.giveUp))
    let lost = record.audience.losses
    #expect(
      found.unmet.reduce(0, +)
        == lost[LossReason.soldOut.rawValue] + lost[LossReason.sawSoldOut.rawValue])
    #expect(SupplyScene.value("demand.unmet", record) == Double(found.unmet.reduce(0, +)))
    #expect(SupplyScene.value("demand.substituted", record) == Double(found.instead.reduce(0, +)))
    // Every request is an order's first, or one for another size.
    #expect(
      record.audience.requestsBySecond.total == record.audience.count(.order) + asked)
  }
}
