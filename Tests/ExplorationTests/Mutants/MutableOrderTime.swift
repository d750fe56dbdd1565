// The order-time deduction written out again, with a switch at each step. Without a mutation it is
// the gallery's: key, account, stock and order in one transaction, and so the end of a hold.
@testable import LiveCommerce

/// An order-time deduction that can be broken in one way.
struct MutableOrderTime: FlashSale {
  let world: SaleWorld
  let mutation: Mutation?

  private var database: SaleDatabase { world.database }
  /// What is done as the gallery does it.
  private var book: OrderTime { OrderTime(world: world) }

  func reserve(_ order: SaleOrder) async -> Reservation {
    if let refusal = book.steps.refusal(order) { return refusal }
    while !Task.isCancelled {
      let key = mutation == .readsKeyOutside ? await read(order.keyRow, order) : nil
      let stock = mutation == .readsStockOutside ? await read(.stock(order.sku), order) : nil
      do {
        if mutation == .writesStockApart, try await !takeApart(order) { continue }
        let answer = try await database.transaction(for: order) { transaction in
          try await create(order, in: &transaction, key, stock)
        }
        if let answer { return answer }
      } catch Rollback.limitReached {
        return .limitReached
      } catch {
        if mutation == .refusesUnseen { return .soldOut }
        return await book.answerAgain(order) ?? .soldOut
      }
      if mutation == .ignoresAbort { return held(order) }
      if mutation == .givesUpWhenAborted { return .soldOut }
    }
    return .inProgress
  }

  private func read(_ row: Row, _ order: SaleOrder) async -> Int {
    await database.read(row, for: order)
  }

  private func held(_ order: SaleOrder) -> Reservation {
    .held(order: order.id, price: world.offer(order.product).price)
  }

  private func takeApart(_ order: SaleOrder) async throws -> Bool {
    let isTaken = try await database.transaction(for: order) { transaction in
      guard await transaction.read(order.keyRow) == 0 else { return true }
      guard await transaction.add(-order.quantity, to: .stock(order.sku)) >= 0 else {
        throw Rollback.soldOut
      }
      return true
    }
    return isTaken != nil
  }

  private func create(
    _ order: SaleOrder, in transaction: inout Transaction, _ key: Int?, _ stock: Int?
  ) async throws(Rollback) -> Reservation {
    let named: Int
    if let key { named = key } else { named = await transaction.read(order.keyRow) }
    if named != 0 {
      let earlier = OrderID(name: named)
      let state = await transaction.read(.order(earlier))
      let isOpen = state == PreHold.held || state == PreHold.paid
      return isOpen ? .held(order: earlier, price: world.offer(order.product).price) : .closed
    }
    let counted = await transaction.add(order.quantity, to: order.purchases)
    guard counted <= world.offer(order.product).limit else { throw .limitReached }
    if mutation != .writesStockApart {
      let left: Int
      if let stock { left = stock } else { left = await transaction.read(.stock(order.sku)) }
      guard left >= order.quantity else { throw .soldOut }
      transaction.write(.stock(order.sku), left - order.quantity)
    }
    transaction.write(order.keyRow, order.id.name)
    transaction.write(.order(order.id), PreHold.held)
    return held(order)
  }

  func pay(_ order: SaleOrder) async -> Settlement { await book.pay(order) }

  func expire(_ order: SaleOrder) async -> Bool {
    guard mutation == .endsInTwoTransactions else { return await book.expire(order) }
    guard await book.steps.endHold(order) else { return false }
    while !Task.isCancelled {
      let isBack = await database.transaction(for: order) { transaction in
        await transaction.add(order.quantity, to: .stock(order.sku))
        await transaction.add(-order.quantity, to: order.purchases)
        return true
      }
      if isBack != nil { return true }
    }
    return true
  }

  func available(_ sku: Int) -> Int { database.value(.stock(sku)) }
}
