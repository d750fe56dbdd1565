// An exhaustive search that is cut into pieces goes through the same schedules as one that is not, and
// says whether those were all.
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct EnumerationTests {
  private static let logic = PreHold.self
  private static func search(_ preemptions: Int) -> Search {
    Search(
      "preHold", storm: .rush(orders: 3, stock: 1), promises: logic.promises,
      strategy: .exhaustive, preemptions: preemptions
    ) { logic.init(world: $0) }
  }

  private static func outcome(
    _ search: Search, schedules: Int, keepGoing: (SearchProgress) -> Bool = { _ in true }
  ) throws -> SearchOutcome {
    let force = OwnProcess(SearchDuty(search), blockSize: 100, remark: "")
    return try SearchRun(search, schedules: schedules).run(with: force, keepGoing: keepGoing)
  }

  @Test(arguments: [0, 1, 3]) func piecesAreTheWhole(preemptions: Int) throws {
    let search = EnumerationTests.search(preemptions)
    let explorer = try #require(Explorer(search))
    var fingerprints: Set<UInt64> = []
    let whole = explorer.enumerate(search.storm, preemptions: preemptions, atMost: 1_000_000) {
      fingerprints.insert($0.fingerprint)
    }
    #expect(whole.isComplete)
    // The last of them is long enough to be cut.
    #expect((whole.schedules > 1_000) == (preemptions == 3))
    let outcome = try EnumerationTests.outcome(search, schedules: 1_000_000)
    #expect(outcome.isComplete)
    #expect(outcome.schedules == whole.schedules)
    #expect(outcome.distinct == fingerprints.count)
    #expect(outcome.found == nil)
    let part = try EnumerationTests.outcome(search, schedules: whole.schedules - 1)
    #expect(!part.isComplete)
    #expect(part.schedules == max(1, whole.schedules - 1))
  }

  @Test func itStopsWhenItIsTold() throws {
    let outcome = try EnumerationTests.outcome(EnumerationTests.search(3), schedules: 1_000_000) {
      $0.schedules == 0
    }
    #expect(outcome.schedules == 1_000)
    #expect(!outcome.isComplete)
  }

  /// Looks at a row of its own, drawn anew in every trial, and then at as many more.
  private struct Gambler: FlashSale {
    let sound: PreHold
    let world: SaleWorld
    let most: Int

    func reserve(_ order: SaleOrder) async -> Reservation {
      for _ in 0...Int.random(in: 0...most) {
        _ = await world.database.read(.own(.random(in: 0..<1_000_000)), for: order)
      }
      return await sound.reserve(order)
    }
    func pay(_ order: SaleOrder) async -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async -> Bool { await sound.expire(order) }
    func available(_ sku: Int) -> Int { sound.available(sku) }
  }

  @Test(arguments: [0, 3], [Strategy.exhaustive, .mixed])
  func dice(most: Int, strategy: Strategy) throws {
    let search = Search(
      "gambler", storm: .rush(orders: 3, stock: 1), promises: PreHold.promises, strategy: strategy,
      preemptions: 1
    ) { Gambler(sound: PreHold(world: $0), world: $0, most: most) }
    let outcome = try EnumerationTests.outcome(search, schedules: 200)
    #expect(outcome.found?.found.kind == .nondeterminism)
    #expect(outcome.found?.found.sentence.contains("was once \"order") == true)
  }
}
