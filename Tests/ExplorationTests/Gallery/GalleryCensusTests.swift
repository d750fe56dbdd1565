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

  /// A basket that finds its second item gone has had the first for a moment: with baskets, whoever
  /// comes in that moment is told "sold out" by any sound piece that takes one row after the other.
  @Test(arguments: [Int64(30), nil])
  func `an idle unit may be on its way through a basket for as long as the storm is about baskets`(
    within: Int64?
  ) throws {
    let second: Int64 = 1_000_000_000
    var storm = GalleryStorm.baskets.storm
    storm.products[0].stock = 2
    storm.products[1].stock = 1
    storm.orders = [1, 3, 6, 7].map { StormOrder($0, account: UInt64($0), paysAfter: nil) }
    storm.orders[0].also = 1
    storm.orders[0].paysAfter = second
    storm.orders[1].also = 1
    storm.orders[1].repeats = [45 * second]
    storm.orders[3].repeats = [45 * second]
    if let within { storm.undersellWithin = within * second }
    let delays = [
      ("second attempt of order 3", "update stock row 0", 2, Int64(100_000)),
      ("second attempt of order 7", "update purchases of account 7, product 0", 1, 10_000),
    ]
    let found = SaleCase(
      logic: "preHold", finding: Finding(kind: .brokenPromise("noUndersell"), at: 0, sentence: ""),
      storm: storm, switches: [],
      disturbances: delays.map { strand, call, nth, length in
        Disturbance(at: Point(strand: strand, call: call, nth: nth, hops: 0), kind: .delay(length))
      }, fingerprint: 0)
    let explorer = try #require(
      Explorer(GalleryStorm.baskets.search(for: PreHold.self, seed: 1)))
    #expect(explorer.replay(found)?.kind == within.map { _ in found.kind })
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
