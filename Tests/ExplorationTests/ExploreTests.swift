// What explorations of a test make of shops that oversell, trap, hang, share statics or roll dice: the
// same story for any number of children, and one issue at the call.
import Exploration
import Foundation
import LiveCommerce
@testable import SaleTesting
import Synchronization
import Testing

/// A shop that keeps its stock in an actor and does one thing wrong.
private actor OddShop: FlashSale {
  enum Way { case sound, hasty, traps, trapsAtOnce, hangs, sharesStatic, rollsDice, printsMuch }
  static let promises: Set<SaleCheckName> = [.noOversell]
  private static let served = Mutex(0)

  private let world: SaleWorld
  private let way: Way
  private var left: Int

  init(_ world: SaleWorld, _ way: Way) {
    self.world = world
    self.way = way
    left = world.database.value(.stock(0))
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    if way == .sharesStatic,
      OddShop.served.withLock({
        $0 += 1; return $0
      }) > 100
    {
      return .held(order: order.id, price: 9_900)
    }
    guard left > 0 else { return .soldOut }
    if way == .sound || way == .printsMuch { left -= 1 }
    if way == .printsMuch { print("order \(order.id)") }
    await world.database.write(.order(order.id), 1, for: order)
    precondition(way != .trapsAtOnce, "nobody is served")
    if way == .rollsDice {
      await world.database.write(.order(order.id), .random(in: 0..<1_000_000), for: order)
    }
    if way != .sound, way != .printsMuch { left -= 1 }
    if way == .traps { precondition(left >= 0, "stock is negative") }
    if way == .hangs, left < 0 { while !Task.isCancelled {} }
    if way == .sharesStatic || way == .rollsDice, left < 0 { return .soldOut }
    return .held(order: order.id, price: 9_900)
  }

  func pay(_ order: SaleOrder) -> Settlement { .paid }
  func expire(_ order: SaleOrder) -> Bool { false }
  func available(_ sku: Int) -> Int { left }
}

@Suite struct ExploreTests {
  static let crews = [1, 2, 4]

  /// The search of one of the shops, over a small storm.
  private static func search(_ way: OddShop.Way) -> Search {
    Search(
      "\(way)", storm: .rush(orders: 5, stock: 2), promises: OddShop.promises, seed: 3
    ) { OddShop($0, way) }
  }

  /// The outcome of a search by so many children; 0 stands for this process.
  private func outcome(
    _ way: OddShop.Way, schedules: Int = 300, children: Int = 2,
    at location: SourceLocation = #_sourceLocation
  ) async -> SearchOutcome? {
    let site = CallSite(location)
    let search = ExploreTests.search(way)
    return await onOwnThread {
      var settings = WorkerPool.Settings()
      settings.children = children
      settings.blockSize = 20
      settings.blocksPerChild = 5
      settings.patience = .seconds(way == .hangs ? 2 : 30)
      let force = TestWorkforce.make(
        for: SearchDuty(search), at: site, isolation: children == 0 ? .none : .processes,
        settings: settings)
      return force.flatMap { try? SearchRun(search, schedules: schedules).run(with: $0) }
    }
  }

  @Test func aSoundShopIsFoundSound() async {
    guard let outcome = await outcome(.sound) else { return }
    #expect(outcome.found == nil)
    #expect(outcome.schedules == 300)
    #expect(outcome.distinct > 10)
    #expect(outcome.isComplete)
  }

  @Test(arguments: crews) func theStoryIsTheSameForAnyNumberOfChildren(children: Int) async {
    let apart = await outcome(.hasty, children: children)
    let here = await outcome(.hasty, children: 0)
    guard let apart, let here else { return }
    #expect(apart.found?.found.kind == .brokenPromise("noOversell"))
    #expect(apart.found == here.found)
    #expect(apart.schedules == here.schedules)
    #expect(apart.found?.found.storm.orders.count == 2)
  }

  @Test(arguments: crews) func aTrapIsToldLikeAnyOtherFinding(children: Int) async throws {
    guard let outcome = await outcome(.traps, children: children) else { return }
    let story = try #require(outcome.found)
    #expect(story.found.kind == .trap)
    #expect(story.found.sentence.contains("stock is negative"))
    #expect(story.found.storm.orders.count == 2)
    #expect(story.steps.last?.what.hasPrefix("the code trapped") == true)
    #expect(story.steps.count == 4)
    #expect(outcome.schedules > 0 && outcome.schedules < 300)
  }

  @Test func `a trap on the plainest path is told by schedule 0`() async throws {
    guard let outcome = await outcome(.trapsAtOnce) else { return }
    let story = try #require(outcome.found)
    #expect(story.found.kind == .trap)
    #expect(story.found.sentence.contains("nobody is served"))
    #expect(story.found.storm.orders.count == 1)
    #expect(story.steps.map(\.strand).contains("order 1"))
    #expect(outcome.schedules == 1)
  }

  @Test func anEndlessLoopIsToldLikeAnyOtherFinding() async throws {
    guard let outcome = await outcome(.hangs) else { return }
    #expect(outcome.found?.found.kind == .livelock)
  }

  @Test(arguments: crews) func aSharedStaticIsFound(children: Int) async {
    guard let outcome = await outcome(.sharesStatic, children: children) else { return }
    #expect(outcome.found?.found.kind == .sharedState)
  }

  @Test func diceAreFound() async {
    guard let outcome = await outcome(.rollsDice) else { return }
    #expect(outcome.found?.found.kind == .nondeterminism)
    // The runs are of different processes, and the step at which they part is named all the same.
    #expect(outcome.found?.found.sentence.contains("was once \"order") == true)
  }

  @Test func aFindingIsOneIssueAndItsCaseIsRunFirstNextTime() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "saleroom-cases-\(Worker.role == nil ? getpid() : getppid())")
    defer { if Worker.role == nil { try? FileManager.default.removeItem(at: folder) } }
    for isKnown in [false, true] {
      let issues = Mutex<[String]>([])
      await withKnownIssue {
        // Both are the same call: the name of the second ends in 2, so it is given the file.
        await explore(cases: .at(folder.path)) { OddShop($0, .hasty) }
      } matching: { issue in
        issues.withLock { $0.append(issue.comments.map(\.rawValue).joined()) }
        return true
      }
      guard Worker.role == nil else { continue }
      let words = issues.withLock { $0 }
      #expect(words.count == 1)
      #expect(words[0].contains("broken promise: noOversell"))
      #expect(words[0].contains("A case that was known") == isKnown)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let file = try #require(files.first)
      if !isKnown {
        try FileManager.default.moveItem(
          at: folder.appending(path: file),
          to: folder.appending(path: file.replacing(".json5", with: "-2.json5")))
      }
    }
  }

  @Test func aCaseThatCannotBeReadIsNotTakenForNone() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json5")
    #expect(try CaseFolder.read(file) == nil)
    try Data("{ \"saleroomCase\": 1 }".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: DecodingError.self) { try CaseFolder.read(file) }
  }

  @Test func aCaseThatCannotBeRunIsRefusedWhoeverReadsIt() throws {
    let kept = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Cases/readsThenTakes.json5")
    let text = try String(contentsOf: kept, encoding: .utf8)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json5")
    defer { try? FileManager.default.removeItem(at: file) }
    for (old, new, problem) in [
      ("\"saleroomCase\" : 1", "\"saleroomCase\" : 99", SaleCaseProblem.version(99)),
      ("\"number\" : 1", "\"number\" : 1, \"product\" : 7", .storm("order 1 is out of bounds")),
    ] {
      let wrong = Data(text.replacing(old, with: new, maxReplacements: 1).utf8)
      #expect(wrong != Data(text.utf8), "\(old)")
      try wrong.write(to: file)
      #expect(throws: problem) { try SaleCase(file: wrong) }
      #expect(throws: problem) { try CaseFolder.read(file) }
    }
  }

  @Test(arguments: [OddShop.Way.sound, .printsMuch])
  private func severalCallsInATest(way: OddShop.Way) async {
    await explore(schedules: 100, cases: .nowhere) { OddShop($0, way) }
    await explore(.rush(orders: 3, stock: 1), schedules: 100, cases: .nowhere) {
      OddShop($0, .sound)
    }
    await explore(schedules: 100, isolation: .none, cases: .nowhere) { OddShop($0, .sound) }
  }

  @Test func `a name that isn't plain is quoted for the shell`() async {
    let issues = Mutex<[String]>([])
    await withKnownIssue {
      await explore(schedules: 100, cases: .nowhere) { OddShop($0, .hasty) }
    } matching: { issue in
      issues.withLock { $0.append(issue.comments.map(\.rawValue).joined()) }
      return true
    }
    guard Worker.role == nil else { return }
    #expect(issues.withLock { $0 }.first?.contains(#"isn'\''t"#) == true)
  }

  @Test func `the calls of a test have files of their own`() {
    let names = [CallSite(#_sourceLocation).fileName, CallSite(#_sourceLocation).fileName]
    let name = "ExploreTests.-the-calls-of-a-test-have-files-of-their-own-"
    #expect(names == [name, name + "-2"])
  }

  @Test func `what has no order of its own is told in the order of its words`() {
    #expect(LastingWords.of(Set(["c", "a", "b"])) == #"["a", "b", "c"]"#)
    var wide = Set<Int>(minimumCapacity: 1_000)
    wide.formUnion(0..<50)
    #expect(LastingWords.of([wide]) == LastingWords.of([Set(0..<50)]))
    #expect(LastingWords.of([1, 2]) != LastingWords.of([2, 1]))
    #expect(LastingWords.of(OddShop.Way.hasty) != LastingWords.of(OddShop.Way.sound))
  }
}

/// Another file may have a suite of this name.
private struct HiddenTests {
  @Test func aPrivateSuiteHasItsFilesNameBeforeItsOwn() {
    let name = CallSite(#_sourceLocation).fileName
    #expect(name == "ExploreTests.HiddenTests.aPrivateSuiteHasItsFilesNameBeforeItsOwn")
  }
}
