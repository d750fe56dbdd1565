// What a crash leaves alone: messages, the end of a hold that is sent again, and tasks that a logic cancels
// by itself. Sound logics that rest on it are found sound, and each one's mistake is found.
import Testing

@testable import Exploration
@testable import LiveCommerce

/// A shop whose orders are those of `OrderTime`, and which ends holds in a way of its own.
private struct Closing: FlashSale {
  enum Way: CaseIterable {
    /// Units go back by a message.
    case byMessage
    /// The hold is called off first, and its units go back in a second step.
    case inTwoSteps
    /// A child that has been cancelled does it.
    case inACancelledChild
  }
  static let withstands: Set<SaleFault> = [.crash]
  static let promises = Set(SaleCheckName.allCases).subtracting([.noUndersell])
  private static let calledOff = 9

  let orders: OrderTime
  let world: SaleWorld
  let way: Way
  /// Whether units go back without a look at whether they have.
  let isCareless: Bool

  init(_ world: SaleWorld, _ way: Way, isCareless: Bool) {
    self.world = world
    self.way = way
    self.isCareless = isCareless
    orders = OrderTime(world: world)
    guard way == .byMessage else { return }
    let shop = self
    world.queue("given back").consume { message in
      await shop.giveBack(message.order, once: .own(1_000_000 + Int(message.order.id.rawValue)))
    }
  }

  func reserve(_ order: SaleOrder) async -> Reservation { await orders.reserve(order) }
  func pay(_ order: SaleOrder) async -> Settlement { await orders.pay(order) }
  func available(_ sku: Int) -> Int { orders.available(sku) }

  func expire(_ order: SaleOrder) async -> Bool {
    guard way == .inACancelledChild else { return await end(order) }
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask { await end(order) }
      group.cancelAll()
      return await group.next() ?? false
    }
  }

  private func end(_ order: SaleOrder) async -> Bool {
    let row = Row.order(order.id)
    let isFirst = await world.database.update(
      row, by: Self.calledOff - PreHold.held, if: .equal(PreHold.held), for: order)
    if !isFirst {
      guard await world.database.read(row, for: order) == Self.calledOff else { return false }
    }
    if way == .byMessage {
      guard await world.queue("given back").send(order) == .accepted else { return false }
    } else {
      await giveBack(order, once: .own(1_000_000 + Int(order.id.rawValue)))
    }
    return await world.database.update(
      row, by: PreHold.ended - Self.calledOff, if: .equal(Self.calledOff), for: order)
  }

  /// Puts the units back, unless a row says that this has been done.
  private func giveBack(_ order: SaleOrder, once row: Row) async {
    for _ in 0..<200 {
      let isDone = await world.database.transaction(for: order) { transaction in
        guard await transaction.read(row) == 0 || isCareless else { return true }
        transaction.write(row, 1)
        await transaction.add(order.quantity, to: .stock(order.sku))
        await transaction.add(
          -order.quantity, to: .purchases(account: order.account, product: order.product))
        return true
      }
      if isDone != nil { return }
    }
  }
}

/// Ends holds as `OrderTime` does, and looks at something else before it says so; payments take long.
private struct Lingering: FlashSale {
  let orders: OrderTime
  let world: SaleWorld

  init(_ world: SaleWorld) {
    self.world = world
    orders = OrderTime(world: world)
  }

  private func look(_ order: SaleOrder) async {
    _ = await world.database.read(.own(7), for: order)
  }
  func reserve(_ order: SaleOrder) async -> Reservation { await orders.reserve(order) }
  func available(_ sku: Int) -> Int { orders.available(sku) }
  func pay(_ order: SaleOrder) async -> Settlement {
    for _ in 0..<50 { await look(order) }
    return await orders.pay(order)
  }
  func expire(_ order: SaleOrder) async -> Bool {
    let hasEnded = await orders.expire(order)
    await look(order)
    return hasEnded
  }
}

@Suite struct CrashTests {
  private func finding(_ way: Closing.Way, isCareless: Bool) throws -> Finding? {
    var storm = Storm.rush(orders: 4, stock: 2, hold: 5)
    // One pays about when the hold ends, and the others never.
    for index in storm.orders.indices { storm.orders[index].paysAfter = nil }
    storm.orders[0].paysAfter = 5_000_000_000
    let search = Search(
      "\(way)", storm: storm, promises: Closing.promises, faults: Closing.withstands
    ) { Closing($0, way, isCareless: isCareless) }
    let explorer = try #require(Explorer(search))
    for number in 0..<1_500 {
      if let finding = explorer.run(number).finding { return finding }
    }
    return nil
  }

  @Test(arguments: Closing.Way.allCases)
  fileprivate func `who rests on what outlives a crash is found sound`(way: Closing.Way) throws {
    let finding = try finding(way, isCareless: false)
    #expect(finding == nil, "\(finding?.sentence ?? "")")
  }

  @Test(arguments: Closing.Way.allCases)
  fileprivate func `who gives back twice after a crash is found`(way: Closing.Way) throws {
    #expect(try finding(way, isCareless: true) != nil)
  }

  @Test func `a hold whose end is sent again while a notice is in hand has ended once`() throws {
    let second: Int64 = 1_000_000_000
    // The payment comes too late, and its second notice about when the end of the hold comes again.
    let storm = Storm(
      products: [StormProduct(stock: 1, hold: 5 * second)],
      orders: [
        StormOrder(1, account: 1, paysAfter: 5 * second + second / 2, repeatedNotices: [second / 2])
      ])
    let search = Search("lingering", storm: storm, promises: Set(SaleCheckName.allCases)) {
      Lingering($0)
    }
    let explorer = try #require(Explorer(search))
    let calls = explorer.trial.run(storm, RunOn(), nil).calls
    for call in 1...calls {
      let finding = explorer.trial.run(storm, RunOn(), CrashAtCall(call)).finding
      #expect(finding == nil, "a crash at call \(call): \(finding?.sentence ?? "")")
    }
  }
}
