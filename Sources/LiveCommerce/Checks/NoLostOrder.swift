// No order is lost: every order that was accepted into the queue is answered, one way or another.
// (That it is answered once needs no check: a call returns once. An order that is handled twice
// shows as a hold that begins twice, or as a unit that is missing.)

struct NoLostOrder: SaleCheck {
  static let name = SaleCheckName.noLostOrder
  static let promise = "every accepted order is answered"

  init(_ setting: CheckSetting) {}

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    ledger.accounts.indices.compactMap { sku in
      let orders = end.unanswered.filter { $0.sku == sku }.map(\.id.rawValue)
      guard let lowest = orders.min() else { return nil }
      let what = orders.count == 1 ? "order was" : "orders were"
      let violation = Violation(
        at: end.at, orders: [OrderID(rawValue: lowest)],
        sentence: "\(orders.count) accepted \(what) never answered; the one with the lowest number "
          + "is order \(lowest)",
        steps: [])
      return (sku, violation)
    }
  }
}
