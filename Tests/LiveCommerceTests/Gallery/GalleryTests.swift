// Every piece of the gallery in a storm that is made for it: a broken one breaks the checks that it
// says it breaks, each of them for some seed and no other for any; a sound one breaks none.
import Testing

@testable import LiveCommerce

@Suite struct GalleryTests {
  private static func broken(
    by piece: any GalleryPiece.Type, in storm: Storm, seed: UInt64
  ) throws -> Set<SaleCheckName> {
    var storm = storm
    storm.logic = piece.name
    var options = SessionOptions()
    options.seed = seed
    let record = try Session.run(storm.scenario, options: options)
    return Set(record.checks.filter { $0.violations > 0 }.map(\.name))
  }

  @Test(arguments: GalleryStorm.all)
  func `a piece breaks what it says it breaks, and nothing else`(_ place: GalleryStorm) throws {
    let unpromised = Set(SaleCheckName.allCases).subtracting(place.piece.promises)
    var found: Set<SaleCheckName> = []
    for seed in UInt64(1)...20 {
      let broken = try GalleryTests.broken(by: place.piece, in: place.storm, seed: seed)
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
