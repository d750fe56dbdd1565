// Every hold ends exactly once: as a sale or as a release, never both, never twice, never not at all.
import DiscreteEvents

struct HoldEndsOnce: SaleCheck {
  static let name = SaleCheckName.holdEndsOnce
  static let promise = "every hold ends exactly once, paid or released"

  private let setting: CheckSetting
  private var open: [OrderID: SaleOrder] = [:]

  init(_ setting: CheckSetting) { self.setting = setting }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    switch event.kind {
    case .refusedSoldOut:
      return nil
    case .held:
      guard open.updateValue(event.order, forKey: event.order.id) != nil else { return nil }
      return violation(event, "was held while it already was")
    case .paid:
      guard open.removeValue(forKey: event.order.id) == nil else { return nil }
      return violation(event, "was paid although it held nothing (any more)")
    case .released:
      guard open.removeValue(forKey: event.order.id) == nil else { return nil }
      return violation(event, "was released although it held nothing (any more)")
    }
  }

  private func violation(_ event: LedgerEvent, _ what: String) -> Violation {
    Violation(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) \(what)",
      steps: [])
  }

  mutating func finish(
    at instant: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)] {
    Dictionary(grouping: open.values) { $0.sku }.values.compactMap { orders in
      guard let first = orders.min(by: { $0.id.rawValue < $1.id.rawValue }) else { return nil }
      let violation = Violation(
        at: instant, orders: [first.id],
        sentence: "\(orders.count) \(orders.count == 1 ? "hold" : "holds") of "
          + "\(setting.skuNames[first.sku]) never ended; the one with the lowest number is order "
          + "\(first.id.rawValue)",
        steps: [])
      return (first.sku, violation)
    }.sorted { $0.sku < $1.sku }
  }
}
