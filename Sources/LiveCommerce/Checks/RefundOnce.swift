// A charged payment is kept for units or given back, exactly once: not both, not twice, not neither;
// and an order is not charged twice. A second notice of a payment gets the answer of the first.

struct RefundOnce: SaleCheck {
  static let name = SaleCheckName.refundOnce
  static let promise = "a charged payment is kept for one order or refunded, exactly once"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard !event.isSecondItem, let slot = ledger.slot(of: event.order) else { return nil }
    let order = ledger.orders[slot]
    return breach(event.kind, order).map { Violation(event, $0) }
  }

  private func breach(_ kind: LedgerEvent.Kind, _ order: OrderAccount) -> String? {
    switch kind {
    case .held, .refusedSoldOut, .charged, .released, .returned, .restocked, .scrapped:
      return nil
    case .paid:
      // Whoever books no charges is not judged by them.
      guard order.charged > 0 else { return nil }
      if order.underWay < 0 { return "kept a payment that had been refunded" }
      return order.kept > 1 ? "was charged twice, and both payments were kept" : nil
    case .refunded:
      guard order.underWay < 0 else { return nil }
      return order.kept > 0
        ? "was refunded a payment that had been kept" : "was refunded more than it was charged"
    case .noticedAgain(let accepted):
      guard accepted != (order.kept > 0) else { return nil }
      return accepted
        ? "accepted the second notice of a payment that had been refunded"
        : "refused the second notice of a payment that had been kept"
    }
  }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    let open = ledger.orders.filter { $0.underWay > 0 }
    return ledger.accounts.indices.compactMap { sku in
      let orders = open.filter { $0.sku == sku }.map(\.order.rawValue)
      guard let lowest = orders.min() else { return nil }
      let what = orders.count == 1 ? "order was" : "orders were"
      let violation = Violation(
        at: end.at, orders: [OrderID(rawValue: lowest)],
        sentence: "\(orders.count) \(what) charged for \(setting.skuNames[sku]), and the money was "
          + "neither kept nor given back; the one with the lowest number is order \(lowest)",
        steps: [])
      return (sku, violation)
    }
  }
}
