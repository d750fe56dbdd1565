// Statements are made for an order. Two kinds of them are made when no order worker has the order in
// hand: those of a background task for no order in particular, and those for an order that came
// back in a message, perhaps long after it was closed. Both have no slot.
package import DiscreteEvents

extension OrderID {
  /// Stands for no order in particular, where a background task makes a statement.
  static let housekeeping = OrderID(rawValue: .max - 1)
}

extension SaleOrder {
  /// An order that lies in no slot of an order back end, as in a laboratory.
  package init(
    id: OrderID, account: UInt64, key: UInt64, product: Int, sku: Int, quantity: Int = 1,
    shownPrice: Int64, node: Int = 0, arrival: Instant
  ) {
    self.init(
      id: id, account: account, key: key, product: product, sku: sku, quantity: quantity,
      shownPrice: shownPrice, node: node, arrival: arrival.nanoseconds, slot: SaleOrder.noSlot)
  }

  /// Stands for no order in particular: for the statements of sweepers and of reconciliation.
  public static let housekeeping = SaleOrder(
    id: .housekeeping, account: .max, key: .max, product: 0, sku: 0, shownPrice: 0,
    arrival: .zero)

  static let noSlot = -1

  /// The order without its slot, which may be another's by the time that the order comes back.
  var detached: SaleOrder {
    var order = self
    order.slot = SaleOrder.noSlot
    return order
  }
}
