// The gallery under its storms: a broken piece is caught by the checks that it declares and by no
// other, a sound one by none. And the census itself: it tells a piece that does not say what it breaks.
import Foundation
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct GalleryCensusTests {
  static let names = GalleryDuty.pieces.map { $0.name }
  private static let duty = GalleryDuty(schedules: 300, seeds: 2)

  @Test func everyBuiltInLogicIsInTheGallery() {
    #expect(GalleryCensusTests.names == SaleLogics.builtIn.map { $0.name })
  }

  @Test(arguments: names) func aPieceBreaksWhatItDeclares(name: String) throws {
    let duty = GalleryCensusTests.duty
    let place = try #require(GalleryCensusTests.names.firstIndex(of: name))
    let items = place * duty.seeds..<(place + 1) * duty.seeds
    let answer = duty.run(items, mark: try ProgressMark())
    let tallies = try JSONDecoder().decode([GalleryTally].self, from: Data(answer.payload))
    let entry = GalleryEntry(GalleryDuty.pieces[place], tallies)
    #expect(entry.schedules == duty.schedules * duty.seeds)
    #expect(entry.undeclared == [])
    #expect(entry.missing == [])
    #expect((entry.median(of: Array(entry.firsts.keys)) == nil) == entry.firsts.isEmpty)
  }

  /// A piece that declares one thing.
  private struct Liar: GalleryPiece {
    static let name = "liar"
    static let summary = ""
    static let breaks: Set<SaleCheckName> = [.noOversell]
    init(world: SaleWorld) {}
    func reserve(_ order: SaleOrder) async -> Reservation { .soldOut }
    func pay(_ order: SaleOrder) async -> Settlement { .late }
    func expire(_ order: SaleOrder) async -> Bool { false }
    func available(_ sku: Int) async -> Int { 0 }
  }

  @Test func aPieceThatIsNotAsItSaysIsTold() {
    func entry(_ firsts: [[String: Int]]) -> GalleryEntry {
      GalleryEntry(
        Liar.self,
        firsts.map { GalleryTally(logic: "liar", schedules: 10, firsts: $0) }
          + [GalleryTally(logic: "other", schedules: 99, firsts: ["price": 1])])
    }
    #expect(entry([["noOversell": 3], [:]]).isAsDeclared)
    #expect(entry([[:], [:]]).missing == ["noOversell"])
    let undeclared = entry([["noOversell": 3], ["price": 4, "trap": 1]])
    #expect(undeclared.undeclared == ["price", "trap"])
    #expect(!undeclared.isAsDeclared)
    #expect(undeclared.schedules == 20)
  }

  @Test func theMedianIsOverSeedsAndCountsThoseWithoutAFinding() {
    func median(_ firsts: [Int?]) -> Int? {
      let tallies = firsts.map {
        GalleryTally(logic: "liar", schedules: 10, firsts: $0.map { ["noOversell": $0] } ?? [:])
      }
      return GalleryEntry(Liar.self, tallies).median(of: ["noOversell"])
    }
    #expect(median([5, 1, 9]) == 5)
    #expect(median([5, nil, 9]) == 9)
    #expect(median([nil, nil, 9]) == nil)
    #expect(median([nil]) == nil)
  }

  @Test func theTableInTheDocumentationIsOfThisGallery() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/LiveCommerce/LiveCommerce.docc/the-gallery.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- explore --gallery: begin -->\n"))
    let end = try #require(text.range(of: "<!-- explore --gallery: end -->"))
    let rows = text[start.upperBound..<end.lowerBound].split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(rows.map { $0[0] } == GalleryCensusTests.names.map { "`\($0)`" })
    for (row, piece) in zip(rows, GalleryDuty.pieces) {
      let said = row[1] == "nothing" ? [] : Set(row[1].components(separatedBy: ", "))
      let unpromised = Set(SaleCheckName.allCases).subtracting(piece.promises).map(\.rawValue)
      #expect(said == Set(unpromised), "\(piece.name)")
    }
  }
}
