// Every piece of the gallery in a storm that is made for it: a broken one breaks the checks that it
// says it breaks, each of them for some seed and no other for any; a sound one breaks none.
import Testing

@testable import LiveCommerce

@Suite struct GalleryTests {
  private static func broken(in place: GalleryStorm, seed: UInt64) throws -> Set<SaleCheckName> {
    var storm = place.storm
    storm.logic = place.piece.name
    var options = SessionOptions()
    options.seed = seed
    let results =
      place.isInPairs
      ? try pairs(storm, place.piece, seed: seed)
      : try Session.run(storm.scenario, options: options).checks
    return Set(results.filter { $0.violations > 0 }.map(\.name))
  }

  /// Forty accounts that order twice at the same instant, under two keys.
  private static func pairs(
    _ storm: Storm, _ piece: any SaleLogic.Type, seed: UInt64
  ) throws -> [CheckResult] {
    let checkout = Checkout(
      scenario: storm.scenario, seed: seed, replication: 0, logicTypes: [piece])
    for account in UInt64(1)...40 {
      let instant = Storm.opening + Int64(account) * 100_000_000
      checkout.accept(Storm.request(at: instant, account: account))
      checkout.accept(Storm.request(at: instant, account: account, ordinal: 2))
    }
    checkout.advance(to: Storm.opening + 60_000_000_000)
    try checkout.finish(at: Storm.opening + 60_000_000_000)
    return checkout.checks
  }

  @Test(arguments: GalleryStorm.all)
  func `a piece breaks what it says it breaks, and nothing else`(_ place: GalleryStorm) throws {
    let unpromised = Set(SaleCheckName.allCases).subtracting(place.piece.promises)
    var found: Set<SaleCheckName> = []
    for seed in UInt64(1)...20 {
      let broken = try GalleryTests.broken(in: place, seed: seed)
      #expect(broken.isSubset(of: unpromised), "\(place.piece.name), seed \(seed)")
      found.formUnion(broken)
    }
    #expect(found == unpromised.subtracting(place.beyondSessions))
  }

  @Test func `every built-in logic has its storm`() {
    let names = SaleLogics.builtIn.map { $0.name }
    #expect(GalleryStorm.all.map { $0.piece.name } == names)
    #expect(Set(names).count == names.count)
    for logic in SaleLogics.builtIn { #expect(logic is any GalleryPiece.Type, "\(logic)") }
  }
}
