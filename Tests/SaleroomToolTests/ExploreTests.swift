// `explore` and `replay` from file to exit status: what is found, kept, told again and no longer found.
import Foundation
import LiveCommerce
import Reporting
import Testing

@testable import Exploration
@testable import SaleroomTool

/// A shop that keeps its stock in an actor; it takes the unit before it awaits, or after.
private actor Shop: FlashSale {
  private let world: SaleWorld
  private let isHasty: Bool
  private var left: Int

  init(_ world: SaleWorld, isHasty: Bool) {
    self.world = world
    self.isHasty = isHasty
    left = world.database.value(.stock(0))
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    guard left > 0 else { return .soldOut }
    if !isHasty { left -= 1 }
    await world.database.write(.order(order.id), 1, for: order)
    if isHasty { left -= 1 }
    return .held(order: order.id, price: order.shownPrice)
  }
  func pay(_ order: SaleOrder) -> Settlement { .paid }
  func expire(_ order: SaleOrder) -> Bool { false }
  func available(_ sku: Int) -> Int { left }
}

/// The shop as a scenario names it: hasty at first, then mended under the same name.
private protocol NamedShop: SaleLogic {
  static var isHasty: Bool { get }
  var shop: Shop { get }
}

extension NamedShop {
  static var name: String { "shop" }
  static var summary: String { "keeps its stock in an actor" }
  static var promises: Set<SaleCheckName> { [.noOversell] }
  func reserve(_ order: SaleOrder) async -> Reservation { await shop.reserve(order) }
  func pay(_ order: SaleOrder) async -> Settlement { await shop.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await shop.expire(order) }
  func available(_ sku: Int) async -> Int { await shop.available(sku) }
}

private struct HastyShop: NamedShop {
  static let isHasty = true
  let shop: Shop
  init(world: SaleWorld) { shop = Shop(world, isHasty: true) }
}

private struct MendedShop: NamedShop {
  static let isHasty = false
  let shop: Shop
  init(world: SaleWorld) { shop = Shop(world, isHasty: false) }
}

@Suite("Exploring from the command line")
struct ExploreTests {
  private let folder: Folder
  private let hasty: [any SaleLogic.Type] = [HastyShop.self]

  init() throws { folder = try Folder() }

  private func scenario(logic: String = "shop") throws -> String {
    try folder.file(
      "night.json5",
      Scenarios.small.replacing("title:", with: "orders: { logic: '\(logic)' }, title:"))
  }

  @Test func `a finding is told, kept, run first next time, and replayed`() throws {
    let file = try scenario()
    let found = Tool.run(["explore", file, "--schedules", "200"], logics: hasty)
    #expect(found.status == .broken)
    #expect(found.errors == "")
    #expect(found.output.hasPrefix("VERDICT: BROKEN – shop: broken promise: noOversell, in "))
    #expect(found.output.contains("was promised unit 2 of 1 of product 1"))
    let kept = "\(folder.path)/Cases/night-phone-shop.json"
    #expect(found.output.hasSuffix("case: \(kept)\nreplay: saleroom replay \(kept)\n"))
    #expect(folder.names(in: "Cases") == ["night-phone-shop.json"])

    let again = Tool.run(["explore", file, "--schedules", "200"], logics: hasty)
    #expect(again.status == .broken)
    #expect(again.output.contains("noOversell, in a case that was known\n"))

    let told = Tool.run(["replay", kept], logics: hasty)
    #expect(told.status == .broken)
    #expect(told.output.hasPrefix("VERDICT: BROKEN – shop: the case still fails\n"))
    #expect(told.output.contains("was promised unit 2 of 1 of product 1"))
    #expect(told.output.contains("\n1. "))

    let mended = Tool.run(["replay", kept], logics: [MendedShop.self])
    #expect(mended.status == .kept)
    #expect(mended.output.contains("the case does not fail any more\nit was broken promise: "))
    let proof = Tool.run(["explore", file, "--schedules", "200"], logics: [MendedShop.self])
    #expect(proof.status == .kept)
    #expect(proof.output.hasPrefix("VERDICT: KEPT – shop: nothing found in 200 schedules, "))
  }

  @Test func `the line that replays names the program that runs`() throws {
    let words = ["explore", try scenario(), "--schedules=200"]
    let found = Tool.run(words, logics: hasty, program: "shop")
    #expect(found.output.contains("\nreplay: shop replay \(folder.path)/Cases/"))
    #expect(Terminal.program([".build/debug/shop", "explore"]) == "shop")
    #expect(Terminal.program([]) == "saleroom")
  }

  @Test func `a known case of other settings says that its rules are its own`() throws {
    let words = ["explore", try scenario(), "--schedules=200"]
    #expect(Tool.run(words, logics: hasty).status == .broken)
    let again = Tool.run(words + ["--set=products.phone.hold=30s"], logics: hasty)
    #expect(again.status == .broken)
    #expect(again.output.contains("in a case that was known, which has rules of its own\n"))
  }

  @Test func `JSON has the same facts`() throws {
    let words = ["--schedules=200", "--format=json", "--cases", "\(folder.path)/kept"]
    let outcome = Tool.run(["explore", try scenario()] + words, logics: hasty)
    let root = try #require(try object(outcome.output))
    #expect(root["verdict"] as? String == "broken")
    #expect(root["schema"] as? Int == 1)
    #expect(root["kind"] as? String == "exploration")
    #expect((root["tool"] as? [String: Any])?["version"] as? String == SaleroomTool.version)
    let command = [
      "explore", "\(folder.path)/night.json5", "--schedules=200", "--cases=\(folder.path)/kept",
      "--seed=1",
    ]
    #expect(root["command"] as? [String] == command)
    #expect(root["seed"] as? Int == 1)
    let search = try #require((root["searches"] as? [[String: Any]])?.first)
    #expect(search["logic"] as? String == "shop")
    #expect(search["product"] as? String == "phone")
    #expect(search["orders"] as? Int == 10)
    #expect(search["stock"] as? [Int] == [4])
    #expect(search["promises"] as? [String] == ["noOversell"])
    let finding = try #require(search["finding"] as? [String: Any])
    #expect(finding["kind"] as? String == "broken promise: noOversell")
    #expect(finding["orders"] as? Int == 2)
    let file = "\(folder.path)/kept/night-phone-shop.json"
    #expect(search["case"] as? String == file)
    let replay = Tool.run(["replay", file, "--format=json"], logics: hasty)
    let told = try #require(try object(replay.output))
    let steps = try #require(told["steps"] as? [[String: Any]])
    #expect(steps.count == (finding["steps"] as? [Any])?.count)
    #expect(steps.first?["strand"] as? String != nil)
  }

  private func object(_ text: String) throws -> [String: Any]? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }

  @Test func `a logic is held to what it promises, or to everything`() throws {
    let file = try scenario(logic: "checkThenAct")
    let lenient = Tool.run(["explore", file, "--schedules=100", "--quiet"])
    #expect(lenient == Outcome(status: .kept, output: "", errors: ""))
    let strict = Tool.run(["explore", file, "--schedules=100", "--strict", "--orders=4"])
    #expect(strict.status == .broken)
    #expect(strict.output.contains("checkThenAct: broken promise: noOversell"))
    let other = Tool.run(
      ["explore", file, "--schedules=100", "--strict", "--logic=preHold", "--product=phone"])
    #expect(other.status == .kept)
  }

  @Test func `of each logic the first product that is linked up is explored`() throws {
    let text = Scenarios.small
      .replacing(
        "phone: { price: \"¥1999\", stock: 10, hold: \"20s\" }",
        with: "phone: { price: '¥1', stock: 10 }, cable: { price: '¥1', stock: 10 }, "
          + "case: { price: '¥1', stock: 10, logic: 'orderTime' }"
      )
      .replacing(
        "rundown: [",
        with: "rundown: [{ at: '1s', do: 'linkUp', product: 'cable' }, "
          + "{ at: '5s', do: 'linkUp', product: 'case' }, ")
    let outcome = Tool.run([
      "explore", try folder.file("two.json5", text), "--schedules=10", "--format=json",
    ])
    let searches = try #require(try object(outcome.output)?["searches"] as? [[String: Any]])
    #expect(searches.map { $0["product"] as? String } == ["cable", "case"])
    #expect(searches.map { $0["logic"] as? String } == ["preHold", "orderTime"])
  }

  @Test func `an exhaustive search says whether it has gone through all`() throws {
    let file = try scenario(logic: "preHold")
    let words = ["explore", file, "--orders=2", "--strategy=exhaustive", "--preemptions=1"]
    let all = Tool.run(words)
    #expect(all.status == .kept)
    #expect(all.output.contains(" schedules with at most 1 preemption, "))
    #expect(all.output.contains("nothing found in all "))
    #expect(all.output.contains("no faults"))
    let part = Tool.run(words + ["--schedules=3"])
    #expect(part.status == .undecided)
    #expect(part.output.contains("3 schedules, "))
    #expect(part.output.contains("which is not all that was asked for"))
  }

  @Test func `what the minutes cut short is undecided, unless only minutes were asked for`() throws
  {
    let words = ["explore", try scenario(logic: "preHold"), "--minutes=0.001"]
    #expect(Tool.run(words + ["--schedules=100000000"]).status == .undecided)
    #expect(Tool.run(words).status == .kept)
  }

  @Test func `a case that cannot be written does not change the verdict`() throws {
    let file = try scenario()
    let inTheWay = try folder.file("Cases", "")
    let outcome = Tool.run(["explore", file], logics: hasty)
    #expect(outcome.status == .broken)
    #expect(outcome.errors.contains("\(inTheWay): the folder could not be made"))
    #expect(outcome.output.contains("\ncase: could not be written\n"))
  }

  @Test func `a folder for cases that takes none is refused before anything is explored`() throws {
    let file = try scenario()
    let inTheWay = try folder.file("way", "")
    let outcome = Tool.run(["explore", file, "--cases", "\(inTheWay)/x"], logics: hasty)
    let refusal = "saleroom: \(inTheWay)/x: \(inTheWay) is not a folder that can be written to\n"
    #expect(outcome == Outcome(status: .inputOutput, output: "", errors: refusal))
  }

  @Test func `a known case that cannot be read is refused and left as it is`() throws {
    let file = try scenario()
    let words = ["explore", file, "--schedules", "200"]
    #expect(Tool.run(words, logics: hasty).status == .broken)
    let name = "Cases/night-phone-shop.json"
    let whole = try #require(folder.text(name))
    for (damaged, why) in [
      (String(whole.dropLast(9)), "it cannot be read as JSON"),
      (
        whole.replacing("\"saleroomCase\" : 1", with: "\"saleroomCase\" : 99"),
        "its version is 99; this saleroom knows 1"
      ),
    ] {
      let kept = try folder.file(name, damaged)
      // Neither is it passed over by a logic that keeps its promises, nor written over by the next
      // finding.
      for logics in [[MendedShop.self], hasty] as [[any SaleLogic.Type]] {
        let outcome = Tool.run(words, logics: logics)
        let refusal = "saleroom: \(kept): not a case: \(why)\n"
        #expect(outcome == Outcome(status: .badScenario, output: "", errors: refusal))
      }
      #expect(folder.text(name) == damaged)
    }
  }

  @Test func `progress is shown to whoever watches, and taken back`() throws {
    let words = ["explore", try scenario(logic: "preHold"), "--schedules=100"]
    let watched = Tool.run(words, showsProgress: true)
    #expect(watched.errors.contains("preHold: 0 of 100 schedules"))
    #expect(watched.errors.hasSuffix(ProgressLine.erased))
    #expect(Tool.run(words + ["--quiet"], showsProgress: true).errors == "")
  }

  @Test func `a request to stop is heard by who listens, once`() {
    let stop = StopRequest()
    #expect(!stop.make())
    #expect(!stop.isMade)
    stop.listen()
    #expect(stop.make())
    #expect(stop.isMade)
    #expect(!stop.make())
  }

  @Test func `the gallery is as it says, in every format`() throws {
    let words = ["explore", "--gallery", "--schedules=60", "--seeds=1"]
    let text = Tool.run(words)
    // So few schedules do not bring everything out; what is missing is said.
    #expect(text.status == .broken)
    #expect(text.output.contains("says that it breaks "))
    #expect(!text.output.contains("does not say so"))
    let page = Tool.run(words + ["--format=markdown"]).output
    #expect(page.contains("\n| `checkThenAct` | noOversell | "))
    #expect(page.contains("\n| `preHold` | nothing | – | 60 |\n"))
    let root = try #require(try object(Tool.run(words + ["--format=json"]).output))
    let logics = try #require(root["logics"] as? [[String: Any]])
    #expect(logics.map { $0["logic"] as? String } == SaleLogics.builtIn.map { $0.name })
  }

  @Test func `what a piece does not say is told with the place where it is found`() throws {
    let piece = try #require(GalleryDuty.pieces.first { $0.name == "preHold" })
    let tallies = [[:], ["noUndersell": 8], [:]].map {
      GalleryTally(logic: piece.name, schedules: 10, firsts: $0)
    }
    let report = GalleryReport(
      census: GalleryDuty(schedules: 10, seeds: 3), entries: [GalleryEntry(piece, tallies)])
    let text = report.render(.text, .plain)
    let place = "noUndersell (seed 2, storm changeover, schedule 3)"
    #expect(text.contains("✗ preHold breaks \(place) and does not say so\n"))
    #expect(text.contains("preHold  in fewer than half of the seeds: noUndersell"))
    #expect(!text.contains("nothing"))
    #expect(report.render(.json, .plain).contains("changeover"))
  }
}
