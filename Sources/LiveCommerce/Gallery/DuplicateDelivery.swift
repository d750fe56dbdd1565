// A queue delivers at least once. The writer deducts whenever a message comes, and sees only then that
// the order is there already; every delivery too many takes a unit that nobody gets. TaXueWWL #2
// (check before insert is not enough), gpmall #76.

/// Duplicate delivery to a consumer that is not idempotent: one order, several deductions.
struct DuplicateDelivery: QueueVariant {
  static let name = "duplicateDelivery"
  static let summary = "an order writer that deducts at every delivery of a message; loses units"
  static let breaks: Set<SaleCheckName> = [.noUndersell, .conservation, .releaseExact]
  static let withstands: Set<SaleFault> = [
    .lostAcknowledgement, .duplicateRequest, .latePayment, .duplicateExpiry, .clockSkew,
  ]

  let steps: QueueSteps

  init(world: SaleWorld) {
    steps = QueueSteps(world: world, of: Self.name) { order, transaction in
      let state = await transaction.read(.order(order.id))
      for item in order.items {
        guard await transaction.add(-item.quantity, to: .stock(item.sku)) >= 0 else { return false }
      }
      // Too late to ask.
      if state == 0 { transaction.write(.order(order.id), PreHold.held) }
      return true
    }
  }
}
