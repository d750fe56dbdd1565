// The outline of the format against the readers it comes from, the notes, the article that lists every
// key, and the scenarios that are shipped.
import Foundation
import Testing

@testable import LiveCommerce

extension ScenarioOutline {
  /// Every place, in order.
  fileprivate var places: [OutlinePlace] { root.all + law.all }
}

@Suite("Outline of the format")
struct OutlineTests {
  // One for all tests, since the readers take a while.
  private static let outline = outlined()
  private var outline: ScenarioOutline { Self.outline }

  private static func outlined() -> ScenarioOutline {
    ScenarioOutline(knownLogics: SaleLogics.builtIn.map { $0.name })
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL

  // MARK: The recorder

  /// A reader whose keys hang together in every way there is.
  private static func readShelf(_ root: ObjectReader) {
    let kind = root.required("kind", write: "a kind")?.choice(of: ["book", "lamp"])
    if kind == "book" { _ = root.count("pages", in: 1...2000) }
    if root.optional("set")?.object() == nil {
      _ = root.required("price", write: "a price")?.money()
    }
    _ = root.duration("delivery", default: 2 * Span.day, in: Span.day...7 * Span.day)
    root.finish()
  }

  private static let shelf = ScenarioOutline(reading: { log in
    readShelf(ObjectReader(members: [], position: .start, path: .root, log: log))
  })

  @Test func `what a reader asks for is noted, with range and default`() throws {
    let root = Self.shelf.root
    #expect(root.keys.sorted() == ["delivery", "kind", "pages", "price", "set"])
    #expect(root.required == ["kind"])
    let delivery = try #require(root["delivery"])
    #expect(delivery.forms == [.duration(Span.day...7 * Span.day)])
    #expect(delivery.fallback == .text("2d"))
    #expect(root["kind"]?.forms == [.word(["book", "lamp"])])
  }

  @Test func `what one key says about others is seen`() {
    #expect(
      Self.shelf.root.conditions.contains(
        OutlineCondition(key: "kind", words: ["book"], required: ["pages"], refused: [])))
    #expect(
      Self.shelf.root.conditions.contains(
        OutlineCondition(key: "kind", words: ["lamp"], required: [], refused: ["pages"])))
    #expect(
      Self.shelf.root.conditions.contains(
        OutlineCondition(key: "set", words: [], required: ["price"], refused: [])))
    #expect(Self.shelf.root.conditions.count == 3)
  }

  @Test func `conditions of the format are those of its readers`() throws {
    let step = try #require(outline.root["rundown"]?.item)
    #expect(step.required == ["do", "at"])
    #expect(
      step.conditions == [
        OutlineCondition(
          key: "do", words: ["warmUp", "close"], required: [], refused: ["product", "units"]),
        OutlineCondition(
          key: "do", words: ["talk", "giveaway", "reveal"], required: [], refused: ["units"]),
        OutlineCondition(
          key: "do", words: ["pitch", "announce", "linkUp"], required: ["product"],
          refused: ["units"]),
        OutlineCondition(
          key: "do", words: ["restock"], required: ["product", "units"], refused: []),
      ])
    let conditional = outline.places.filter { !$0.conditions.isEmpty }
    #expect(
      Set(conditional.map { $0.path.replacing("[]", with: "") })
        == [
          "", "products.*", "rundown", "faults", "traffic.messages", "traffic.follow",
          "traffic.discover", "traffic.mall", "traffic.paid", "campaign.buyers",
        ])
    #expect(
      outline.root.conditions == [
        OutlineCondition(
          key: "rooms", words: [], required: ["products", "traffic", "rundown"], refused: ["hop"])
      ])
    #expect(
      outline.root["products"]?.named?.conditions == [
        OutlineCondition(key: "variants", words: [], required: ["stock"], refused: [])
      ])
    let keys = Set(outline.root["faults"]?.item?.conditions.map(\.key) ?? [])
    #expect(keys == ["kind"])
  }

  @Test func `a default that depends on something else is none`() {
    let orders = outline.root["orders"]
    #expect(orders?["workers"]?["count"]?.fallback == .number(64))
    #expect(orders?["workers"]?["autoscale"]?["atLeast"]?.fallback == nil, "the number at first")
    #expect(orders?["edge"]?["autoscale"]?["atLeast"]?.fallback == nil, "the number at first")
    #expect(outline.root["faults"]?.item?["share"]?.fallback == nil, "of cold caches only")
  }

  @Test func `the same readers tell the same outline`() {
    let other = Self.outlined()
    let (one, two) = (outline.places, other.places)
    #expect(one.map(\.path) == two.map(\.path))
    #expect(one.map(\.forms) == two.map(\.forms))
    #expect(one.map(\.required) == two.map(\.required))
    #expect(one.map(\.conditions) == two.map(\.conditions))
  }

  // MARK: The notes

  @Test func `every key has a note, and every note its key`() {
    let places = outline.places
    let paths = Set(places.map { $0.path.replacing("[]", with: "") })
    #expect(paths.subtracting(KeyNotes.all.keys).sorted() == [])
    #expect(Set(KeyNotes.all.keys).subtracting(paths).sorted() == [])
  }

  @Test func `every place is asked for something`() {
    for place in outline.places {
      #expect(!place.forms.isEmpty || place.path.isEmpty, "\(place.path)")
    }
  }

  // MARK: The article

  /// Where the tables of a section of the article stand in a scenario.
  private static let sections: [String: [String]] = [
    "Distributions": ["distribution"], "The root": [""], "A cohort": ["cohorts.*"],
    "A product": ["products.*", "products.*.returns"], "Stock pools": ["pools.*"],
    "Host and rundown": [""], "Rooms": ["rooms.*", ""], "Community": [""],
    "Traffic": ["traffic.follow"], "A campaign": ["campaign"], "Behaviour": [""],
    "Orders": [
      "orders", "orders.gateway.waitingRoom", "orders.payment", "orders.workers", "orders.chat",
    ],
  ]

  /// The keys in the first columns of the article's tables, with the places where they may be.
  private static func articleKeys(_ text: String) -> [(key: String, places: [String])] {
    var section = ""
    var keys: [(key: String, places: [String])] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
      guard line.hasPrefix("| `"), let places = sections[section] else { continue }
      var group = ""
      for (index, cell) in line.split(separator: "|")[0].split(separator: "`").enumerated()
      where index % 2 == 1 {
        let key = String(cell)
        keys.append((key, places + places.map { $0.isEmpty ? group : "\($0).\(group)" }))
        if let point = key.lastIndex(of: ".") { group = String(key[..<point]) }
      }
    }
    return keys
  }

  private static func article() throws -> String {
    try String(
      contentsOf: folder.appending(
        path: "Sources/LiveCommerce/LiveCommerce.docc/scenario-format.md"), encoding: .utf8)
  }

  @Test func `every key in the tables of the article is one of the format`() throws {
    let places = outline.places
    let paths = Set(places.map { $0.path.replacing("[]", with: "") })
    let keys = Self.articleKeys(try Self.article())
    #expect(keys.count > 120)
    for (key, places) in keys {
      let found = places.contains { paths.contains($0.isEmpty ? key : "\($0).\(key)") }
      #expect(found, "`\(key)`, looked for in \(places)")
    }
    // What would not be found.
    #expect(Self.articleKeys("## A cohort\n| `dwel` |").allSatisfy { !paths.contains($0.key) })
  }

  @Test func `every key of the format is in the article`() throws {
    let words = Set(
      try Self.article().split { !$0.isLetter && !$0.isNumber && $0 != "$" }.map { String($0) })
    for place in outline.places {
      for key in place.keys { #expect(words.contains(key), "\(place.path).\(key)") }
    }
  }

  // MARK: Scenarios

  /// The paths of all keys of a file that are not in the outline.
  private func strangers(_ node: JSON5Node, at place: OutlinePlace) -> [String] {
    // What is set from a session on is a path, and checked as the scenario of that session.
    if place.path == "campaign.changes[].set" { return [] }
    if place.forms.contains(.law) { return strangers(node, at: outline.law) }
    for case .root(let key) in place.forms {
      return outline.root[key].map { strangers(node, at: $0) } ?? ["\(place.path), as \(key)"]
    }
    switch node.value {
    case .object(let members):
      return members.flatMap { member -> [String] in
        guard let next = place[member.key] ?? place.named else {
          return ["\(place.path).\(member.key)"]
        }
        return strangers(member.node, at: next)
      }
    case .list(let nodes):
      guard let item = place.item else { return ["\(place.path)[]"] }
      return nodes.flatMap { strangers($0, at: item) }
    default: return []
    }
  }

  @Test func `every key of the shipped scenarios is in the outline`() throws {
    let names = FileManager.default.enumerator(
      atPath: Self.folder.appending(path: "scenarios").path)
    let files = (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".json5") }
      .sorted()
    #expect(files.count > 10)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "scenarios/\(file)")))
      let node = try #require(JSON5Parser.parse(bytes, log: ProblemLog(file: file)))
      #expect(strangers(node, at: outline.root) == [], "\(file)")
    }
    let planted = try #require(
      JSON5Parser.parse(
        Array("{ cohorts: { fan: { dwel: '1s' } } }".utf8), log: ProblemLog(file: "")))
    #expect(strangers(planted, at: outline.root) == ["cohorts.*.dwel"])
  }
}
