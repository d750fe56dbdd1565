// The single-writer actor written out again, for one row an order, with a switch at each step.
//
// Invariant without a mutation: left = written stock − units taken and not yet written.
@testable import LiveCommerce

/// A single-writer actor that can be broken in one way.
actor MutableActor: FlashSale {
  private nonisolated let book: OrderTime
  private nonisolated let database: SaleDatabase
  private let mutation: Mutation?
  /// Units left of each stock row that is known.
  private var left: [Int: Int] = [:]
  private var keys: Set<UInt64> = []
  private var writes = 0
  private var changes = 0

  /// - Parameter stock: What was in stock at first, by row.
  init(world: SaleWorld, _ mutation: Mutation?, stock: [Int]) {
    self.mutation = mutation
    book = OrderTime(world: world)
    database = world.database
    guard mutation == .forgetsWhatWasSold else { return }
    for (sku, units) in stock.enumerated() { left[sku] = units }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    guard keys.insert(order.key).inserted else { return .inProgress }
    defer { keys.remove(order.key) }
    var isQuiet = true
    if !isThere(order) { isQuiet = await look(order) }
    guard isThere(order) else {
      // What is being written may come back.
      guard isQuiet else { return .inProgress }
      if let refusal = book.steps.refusal(order) { return refusal }
      return await book.answerAgain(order) ?? .soldOut
    }
    if mutation == .awaitsBeforeTaking { _ = await database.read(order.purchases, for: order) }
    change(order, by: -1)
    if mutation == .writesLater {
      Task { await self.write(order) }
      return .held(order: order.id, price: book.steps.world.offer(order.product).price)
    }
    return await write(order)
  }

  @discardableResult
  private func write(_ order: SaleOrder) async -> Reservation {
    begin()
    let answer = await book.reserve(order) { _, _ in true }
    end()
    if case .held(order.id, _) = answer { return answer }
    if mutation != .keepsUnitWhenRefused { change(order, by: 1) }
    return answer
  }

  nonisolated func pay(_ order: SaleOrder) async -> Settlement { await book.pay(order) }

  func expire(_ order: SaleOrder) async -> Bool {
    if left[order.sku] == nil { _ = await look(order) }
    begin()
    let hasEnded = await book.expire(order)
    end()
    guard hasEnded else { return false }
    if mutation != .forgetsReturnedUnit { change(order, by: 1) }
    if mutation == .returnsTwice { change(order, by: 1) }
    return true
  }

  nonisolated func available(_ sku: Int) -> Int { database.value(.stock(sku)) }

  // MARK: Memory

  private func isThere(_ order: SaleOrder) -> Bool { left[order.sku, default: 0] >= order.quantity }

  private func change(_ order: SaleOrder, by sign: Int) {
    left[order.sku, default: 0] += sign * order.quantity
  }

  private func begin() {
    writes += 1
    changes += 1
  }

  private func end() {
    writes -= 1
    changes += 1
  }

  /// Looks a row up; what was found counts only if nothing was being written meanwhile, or if
  /// nothing was known. Returns whether nothing was.
  private func look(_ order: SaleOrder) async -> Bool {
    let before = changes
    let found = await database.read(.stock(order.sku), for: order)
    let isQuiet = writes == 0 && changes == before
    if left[order.sku] == nil || isQuiet || mutation == .trustsAnyLook { left[order.sku] = found }
    return isQuiet || mutation == .trustsAnyLook
  }
}
