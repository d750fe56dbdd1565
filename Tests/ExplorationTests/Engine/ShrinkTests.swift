// What a failing case is shrunk to: as few orders as can show the bug at all, and no more context
// switches than it takes. The least numbers are written down here with the reason.
import LiveCommerce
import Testing

@testable import Exploration

/// A broken logic and the least that shows its bug.
private struct Least: Sendable, CustomTestStringConvertible {
  var search: Search
  var check: SaleCheckName
  var orders: Int
  var switches: Int
  /// Why fewer orders cannot show it.
  var reason: String

  var testDescription: String { search.name }

  /// Of a piece of the gallery, under a rush in which somebody wants two and somebody comes twice.
  init(_ name: String, _ check: SaleCheckName, orders: Int, switches: Int, _ reason: String) {
    var storm = Storm.rush()
    storm.orders[9].account = 9
    storm.orders[7].quantity = 2
    storm.products[0].limit = 2
    let piece = SaleLogics.builtIn.first { $0.name == name } ?? PreHold.self
    search = Search(
      name, storm: storm, promises: [check],
      faults: [.duplicateRequest, .latePayment, .duplicateExpiry]
    ) { piece.init(world: $0) }
    (self.check, self.orders, self.switches, self.reason) = (check, orders, switches, reason)
  }

  /// Of a mutant.
  init(
    _ mutation: Mutation, _ check: SaleCheckName, orders: Int, switches: Int, _ reason: String
  ) {
    search = mutation.mechanism.search(mutation, seed: 1)
    search.promises = [check]
    (self.check, self.orders, self.switches, self.reason) = (check, orders, switches, reason)
  }

  static let all: [Least] = [
    Least("checkThenAct", .noOversell, orders: 2, switches: 1, "a race takes two"),
    Least("lostUpdate", .noOversell, orders: 2, switches: 1, "a race takes two"),
    Least("reentrantActor", .noOversell, orders: 2, switches: 1, "a race takes two"),
    Least("expiringLock", .noOversell, orders: 2, switches: 0, "a lease has a second taker"),
    Least(
      "staleSoldOutFlag", .noUndersell, orders: 2, switches: 0,
      "one holds the unit, another raises the flag, and asks again"),
    Least("ownHoldBlocksRetry", .keyOnce, orders: 1, switches: 0, "the order and its own retry"),
    Least("doubleRelease", .holdEndsOnce, orders: 1, switches: 1, "one hold that ends twice"),
    Least("releaseCountsRows", .conservation, orders: 1, switches: 0, "one order of two units"),
    Least("paysAfterRelease", .holdEndsOnce, orders: 1, switches: 0, "one order that pays late"),
    Least(
      "deductBeforeDuplicateCheck", .conservation, orders: 1, switches: 0,
      "the order and its own retry"),
    Least(.takesWithoutGuard, .noOversell, orders: 1, switches: 0, "one order, and nothing there"),
    Least(
      .limitOffByOne, .accountLimit, orders: 2, switches: 0,
      "the limit is two, and no order wants three"),
    Least(.readsThenCounts, .accountLimit, orders: 2, switches: 1, "a race takes two"),
    Least(
      .countsAfterTaking, .noUndersell, orders: 3, switches: 2,
      "one fills its account, its second takes a unit, a third is turned away"),
    Least(.opensTooEarly, .serverTimeGate, orders: 1, switches: 0, "one early order"),
    Least(.dropsClaimAtEnd, .keyOnce, orders: 1, switches: 0, "one order that asks again"),
    Least(
      .endsInTwoTransactions, .conservation, orders: 2, switches: 0,
      "one order whose node crashes between the two transactions, and another in between; the loss "
        + "of a lone order would be told by `releaseExact`"),
  ]
}

@Suite struct ShrinkTests {
  @Test(arguments: Least.all) private func aStoryIsAsShortAsItCanBe(_ least: Least) throws {
    let explorer = try #require(Explorer(least.search))
    let number = try #require((0..<3_000).first { explorer.run($0).finding != nil })
    let small = explorer.shrink(try #require(explorer.record(number)))
    #expect(small.kind == .brokenPromise(least.check.rawValue))
    #expect(small.storm.orders.count == least.orders, "\(explorer.tell(small).text)")
    #expect(small.switches.count <= least.switches, "\(explorer.tell(small).text)")
    #expect(small.disturbances.count <= 1)
  }

  /// A logic that has its stock from elsewhere is not given another by the shrinker.
  @Test func stockThatTheLogicDoesNotReadStays() throws {
    let search = Search(
      "own stock", storm: .rush(orders: 8, stock: 4), promises: [.noOversell]
    ) { OwnStock($0, stock: 4) }
    let explorer = try #require(Explorer(search))
    let number = try #require((0..<500).first { explorer.run($0).finding != nil })
    let small = explorer.shrink(try #require(explorer.record(number)))
    #expect(small.storm.products.map(\.stock) == [4])
    #expect(small.storm.orders.count == 5)
  }
}

/// An actor with a stock of its own that awaits between check and act.
private actor OwnStock: FlashSale {
  static let promises: Set<SaleCheckName> = [.noOversell]
  private let world: SaleWorld
  private var left: Int

  init(_ world: SaleWorld, stock: Int) {
    self.world = world
    left = stock
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    guard left > 0 else { return .soldOut }
    await world.database.write(.order(order.id), 1, for: order)
    left -= 1
    return .held(order: order.id, price: 9_900)
  }
  func pay(_ order: SaleOrder) -> Settlement { .paid }
  func expire(_ order: SaleOrder) -> Bool { false }
  func available(_ sku: Int) -> Int { left }
}
