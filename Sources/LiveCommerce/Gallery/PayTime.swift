// Stock goes when the money comes. Nobody can hoard by ordering, and nobody who has ordered can be
// sure: the last ones to pay find nothing left, are refunded, and are counted. FIELD §3, "pay-time:
// refused-after-pay count is reported" (mynw 388398 and 585669; FOSSBilling #4130).
//
// Invariant: never more units sold than stocked; more promised than stocked is its nature.

/// Pay-time deduction: an order only looks at the stock, its payment takes the unit.
struct PayTime: PreHoldVariant {
  static let name = "payTime"
  static let summary = "deducts on payment; who pays too late for the last unit is refunded"
  /// What it cannot promise: an order is no claim on a unit.
  static let promises = Set(SaleCheckName.allCases).subtracting([.noOversell, .noGhostSuccess])
  static let withstands: Set<SaleFault> = [
    .duplicateRequest, .latePayment, .duplicatePaymentNotice, .duplicateExpiry, .clockSkew,
  ]

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(
      order,
      taking: { await database.read(.stock($0.sku), for: $0) >= $0.quantity },
      returning: { _ in })
  }

  func pay(_ order: SaleOrder) async -> Settlement {
    while !Task.isCancelled {
      let settlement = await database.transaction(for: order) { await settle(order, in: &$0) }
      if let settlement { return settlement }
    }
    return .late
  }

  private func settle(_ order: SaleOrder, in transaction: inout Transaction) async -> Settlement {
    let state = await transaction.read(.order(order.id))
    guard state == PreHold.held else { return state == PreHold.paid ? .paid : .late }
    var writes = [(Row.order(order.id), PreHold.paid)]
    for item in order.items {
      let left = await transaction.read(.stock(item.sku))
      // Refused after payment; the order stays open until its time is up, as any other.
      guard left >= item.quantity else { return .late }
      writes.append((.stock(item.sku), left - item.quantity))
    }
    for (row, value) in writes { transaction.write(row, value) }
    return .paid
  }

  /// Nothing was taken, so nothing is given back.
  func expire(_ order: SaleOrder) async -> Bool {
    guard await steps.endHold(order) else { return false }
    await steps.uncount(order)
    return true
  }
}
