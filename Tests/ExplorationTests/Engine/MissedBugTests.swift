// Bugs that are there and that no schedule shows: one that takes two processors at the same time, and
// one that takes more orders than the storm has. What the article on what cannot be explored says.
import Foundation
import LiveCommerce
import SaleTesting
import Synchronization
import Testing

@testable import Exploration

/// A count of units that looks safe: each access is atomic, and it compiles without a warning.
///
/// But a look and a change are two accesses, and another processor can come in between.
private final class Till: Sendable {
  private let left: Atomic<Int>
  /// What happens between look and change: nothing, but it takes time.
  private let gap: @Sendable () -> Void

  init(_ units: Int, gap: @escaping @Sendable () -> Void = {}) {
    left = Atomic(units)
    self.gap = gap
  }

  var units: Int { left.load(ordering: .sequentiallyConsistent) }

  func take() -> Bool {
    let seen = units
    guard seen > 0 else { return false }
    gap()
    left.store(seen - 1, ordering: .sequentiallyConsistent)
    return true
  }
}

/// A shop with such a till, which is not asked to await between look and change.
private struct TillShop: FlashSale {
  static let promises: Set<SaleCheckName> = [.noOversell, .noUndersell]
  private let world: SaleWorld
  private let till: Till

  init(world: SaleWorld) {
    self.world = world
    till = Till(world.database.value(.stock(0)))
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.read(.stock(order.sku), for: order)
    guard till.take() else { return .soldOut }
    await world.database.write(.order(order.id), 1, for: order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }
  func pay(_ order: SaleOrder) async -> Settlement { .paid }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) async -> Int { till.units }
}

/// A shop that remembers the buyers of its last fifty sales and no more.
private actor ForgetfulShop: FlashSale {
  static let promises: Set<SaleCheckName> = [.accountLimit]
  private let world: SaleWorld
  private var recent: [UInt64] = []

  init(world: SaleWorld) { self.world = world }

  func reserve(_ order: SaleOrder) async -> Reservation {
    guard !recent.contains(order.account) else { return .limitReached }
    recent.append(order.account)
    if recent.count > 50 { recent.removeFirst() }
    await world.database.write(.order(order.id), 1, for: order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }
  func pay(_ order: SaleOrder) -> Settlement { .paid }
  func expire(_ order: SaleOrder) -> Bool { false }
  func available(_ sku: Int) -> Int { 0 }
}

/// A shop that gives everybody the same answer, and sells nothing.
private struct IdleShop: FlashSale {
  let world: SaleWorld
  let answer: Reservation

  func reserve(_ order: SaleOrder) async -> Reservation { answer }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) async -> Int { world.database.value(.stock(sku)) }
}

/// Where threads wait for each other.
private final class Meeting: Sendable {
  private let arrived = Atomic(0)

  func wait(for count: Int) {
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < count { sched_yield() }
  }
}

@Suite struct MissedBugTests {
  /// All schedules of a small storm, and many of a larger one: nothing is found.
  @Test func aRaceBetweenProcessorsIsNotFound() throws {
    let search = Search("till", storm: .rush(orders: 3, stock: 1), promises: TillShop.promises) {
      TillShop(world: $0)
    }
    let explorer = try #require(Explorer(search))
    let all = explorer.enumerate(search.storm, preemptions: .max, atMost: 100_000)
    #expect(all.isComplete)
    #expect(all.schedules > 100)
    #expect(all.found == nil)
    var wide = search
    wide.storm = .rush()
    let explorerOfMany = try #require(Explorer(wide))
    for number in 0..<2_000 { #expect(explorerOfMany.run(number).finding == nil) }
  }

  /// And yet it is there: two threads that meet between look and change get the same unit.
  @Test func theSameRaceSellsAUnitTwiceOnTwoThreads() async {
    let meeting = Meeting()
    let till = Till(1) { meeting.wait(for: 2) }
    async let first = onOwnThread { till.take() }
    async let second = onOwnThread { till.take() }
    #expect(await [first, second] == [true, true])
  }

  /// A rush of ten does not reach the fifty-first sale; a storm that does finds it.
  @Test func aBugBeyondTheStormIsNotFound() throws {
    #expect(try finding(sales: 10) == nil)
    #expect(try finding(sales: 60)?.kind == .brokenPromise("accountLimit"))
  }

  /// What a hundred schedules find when the first of so many buyers comes back at the end.
  private func finding(sales: Int) throws -> Finding? {
    var storm = Storm.rush(orders: sales, stock: sales + 1)
    storm.orders.append(StormOrder(sales + 1, account: 1, at: 500_000_000))
    let search = Search("forgetful", storm: storm, promises: ForgetfulShop.promises) {
      ForgetfulShop(world: $0)
    }
    let explorer = try #require(Explorer(search))
    return (0..<100).lazy.compactMap { explorer.run($0).finding }.first
  }

  /// No check asks that anything be sold, only that everybody is answered.
  @Test(arguments: [Reservation.closed, .limitReached, .tooEarly, .inProgress])
  func `a shop that sells nothing breaks no promise`(answer: Reservation) throws {
    let search = Search("idle", storm: .rush(), promises: Set(SaleCheckName.allCases)) {
      IdleShop(world: $0, answer: answer)
    }
    let explorer = try #require(Explorer(search))
    for number in 0..<20 { #expect(explorer.run(number).finding == nil) }
  }
}
