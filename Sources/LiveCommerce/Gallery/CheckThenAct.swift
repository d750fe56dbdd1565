// The broken classic: read the stock, see that a unit is left, and take it a moment later. Between
// the two steps other orders read the same number, so about λ·w more are promised than there are
// (arrival rate times the gap). WooCommerce #24009 (4 units, 120 payers, stock −16), magento/inventory
// #3036 (1 unit, 2 orders), cubecart #4224, event-espresso #109.

/// Check, then act: reads the stock and then takes a unit without looking again.
struct CheckThenAct: PreHoldVariant {
  static let name = "checkThenAct"
  static let summary = "reads the stock, then decrements it without a guard; oversells"
  static let breaks: Set<SaleCheckName> = [.noOversell]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      // The check.
      let left = await database.read(.stock(order.sku), for: order)
      guard left >= order.quantity else { return false }
      // The act: whatever happened since the check goes unseen.
      await database.add(.stock(order.sku), -order.quantity, for: order)
      return true
    }
  }
}
