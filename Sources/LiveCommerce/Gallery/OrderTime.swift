// Stock goes when the order is created, in the one transaction that creates it: key, account, stock and
// order are written together or not at all, so there is no instant at which a crash could leave a unit
// with nobody. Payment never touches stock: no paid order is refused for want of it. FIELD §3,
// "order-time vs pay-time vs pre-hold" (mynw 388398 and 585669).
//
// Invariant: a key's row names an order exactly if that order's row was written with it.

/// Order-time deduction: one transaction writes the order and takes its units.
struct OrderTime: GalleryPiece {
  static let name = "orderTime"
  static let summary =
    "creates the order and deducts its units in one transaction; never on payment"
  static let withstands: Set<SaleFault> = [
    .crash, .duplicateRequest, .latePayment, .duplicatePaymentNotice, .duplicateExpiry, .clockSkew,
  ]

  let steps: PreHold
  private var database: SaleDatabase { steps.world.database }

  init(world: SaleWorld) {
    steps = PreHold(world: world)
    // No key is claimed, so nothing else keeps the row that says what became of an order.
    world.database.keepRows()
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await reserve(order) { left, quantity in left >= quantity }
  }

  /// Creates an order if `isThere` says, of each item, that what is left will do.
  func reserve(
    _ order: SaleOrder, if isThere: (_ left: Int, _ quantity: Int) -> Bool
  ) async -> Reservation {
    if let refusal = steps.refusal(order) { return refusal }
    while !Task.isCancelled {
      do {
        let answer = try await database.transaction(for: order) { transaction in
          try await create(order, in: &transaction, if: isThere)
        }
        if let answer { return answer }
      } catch Rollback.limitReached {
        return .limitReached
      } catch {
        // A refusal rests on a snapshot; the buyer's other attempt may have won since it was taken.
        return await answerAgain(order) ?? .soldOut
      }
    }
    return .inProgress
  }

  private func create(
    _ order: SaleOrder, in transaction: inout Transaction, if isThere: (Int, Int) -> Bool
  ) async throws(Rollback) -> Reservation {
    let named = await transaction.read(order.keyRow)
    if named != 0 { return await answer(order, named) { await transaction.read($0) } }
    for item in order.items {
      let counted = await transaction.add(item.quantity, to: item.purchases)
      guard counted <= steps.world.offer(item.product).limit else { throw .limitReached }
      let left = await transaction.read(.stock(item.sku))
      guard isThere(left, item.quantity) else { throw .soldOut }
      transaction.write(.stock(item.sku), left - item.quantity)
    }
    transaction.write(order.keyRow, order.id.name)
    transaction.write(.order(order.id), PreHold.held)
    return .held(order: order.id, price: steps.world.offer(order.product).price)
  }

  /// The answer to a repeated attempt; nil if it is the first.
  func answerAgain(_ order: SaleOrder) async -> Reservation? {
    let named = await database.read(order.keyRow, for: order)
    guard named != 0 else { return nil }
    return await answer(order, named) { await database.read($0, for: order) }
  }

  private func answer(
    _ order: SaleOrder, _ named: Int, _ read: (Row) async -> Int
  ) async -> Reservation {
    let earlier = OrderID(name: named)
    switch await read(.order(earlier)) {
    case PreHold.held, PreHold.paid:
      return .held(order: earlier, price: steps.world.offer(order.product).price)
    // An order that is named and no longer known has been closed.
    default: return .closed
    }
  }

  /// A second notice of a payment gets the answer of the first.
  func pay(_ order: SaleOrder) async -> Settlement {
    if await steps.pay(order) == .paid { return .paid }
    return await database.read(.order(order.id), for: order) == PreHold.paid ? .paid : .late
  }

  func expire(_ order: SaleOrder) async -> Bool {
    while !Task.isCancelled {
      let hasEnded = await database.transaction(for: order) { transaction in
        guard await transaction.read(.order(order.id)) == PreHold.held else { return false }
        transaction.write(.order(order.id), PreHold.ended)
        for item in order.items {
          await transaction.add(item.quantity, to: .stock(item.sku))
          await transaction.add(-item.quantity, to: item.purchases)
        }
        return true
      }
      if let hasEnded { return hasEnded }
    }
    return false
  }

  func available(_ sku: Int) -> Int { steps.available(sku) }
}

/// Why a transaction is rolled back.
enum Rollback: Error {
  case limitReached
  case soldOut
}

extension Transaction {
  /// Adds to a row and returns the sum.
  @discardableResult
  mutating func add(_ change: Int, to row: Row) async -> Int {
    let sum = await read(row) + change
    write(row, sum)
    return sum
  }
}

extension SaleOrder {
  /// The row that names the order which was created under its key.
  var keyRow: Row { .own(Int(truncatingIfNeeded: key)) }
}

extension OrderID {
  /// A number that is not 0 and stands for the order in a row.
  var name: Int { Int(truncatingIfNeeded: rawValue &+ 1) }

  init(name: Int) { self.init(rawValue: UInt64(truncatingIfNeeded: name) &- 1) }
}
