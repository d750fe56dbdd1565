// Every hold ends exactly once: as a sale or as a release, never both, never twice, never not at all.
import DiscreteEvents

struct HoldEndsOnce: SaleCheck {
  static let name = SaleCheckName.holdEndsOnce
  static let promise = "every hold ends exactly once, paid or released"

  private let setting: CheckSetting
  /// Open holds by the slot of their order.
  private var open: [Hold] = []

  private struct Hold: Sendable {
    var order: OrderID
    var sku: Int
  }

  init(_ setting: CheckSetting) { self.setting = setting }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    switch event.kind {
    case .refusedSoldOut: return nil
    case .held: return begin(event.order) ? nil : violation(event, "was held while it already was")
    case .paid:
      return end(event.order)
        ? nil : violation(event, "was paid although it held nothing (any more)")
    case .released:
      return end(event.order)
        ? nil : violation(event, "was released although it held nothing (any more)")
    }
  }

  func touch(_ slot: Int) -> UInt64 { slot < open.count ? open[slot].order.rawValue : 0 }

  /// Notes a hold; false if the order has one.
  private mutating func begin(_ order: SaleOrder) -> Bool {
    while open.count <= order.slot { open.append(Hold(order: .none, sku: 0)) }
    guard open[order.slot].order != order.id else { return false }
    open[order.slot] = Hold(order: order.id, sku: order.sku)
    return true
  }

  /// Ends a hold; false if the order has none.
  private mutating func end(_ order: SaleOrder) -> Bool {
    guard open.indices ~= order.slot, open[order.slot].order == order.id else { return false }
    open[order.slot].order = .none
    return true
  }

  private func violation(_ event: LedgerEvent, _ what: String) -> Violation {
    Violation(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) \(what)",
      steps: [])
  }

  func finish(
    at instant: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)] {
    let holds = open.filter { $0.order != .none }
    return Dictionary(grouping: holds) { $0.sku }.values.compactMap { orders in
      guard let first = orders.min(by: { $0.order.rawValue < $1.order.rawValue }) else {
        return nil
      }
      let violation = Violation(
        at: instant, orders: [first.order],
        sentence: "\(orders.count) \(orders.count == 1 ? "hold" : "holds") of "
          + "\(setting.skuNames[first.sku]) never ended; the one with the lowest number is order "
          + "\(first.order.rawValue)",
        steps: [])
      return (first.sku, violation)
    }.sorted { $0.sku < $1.sku }
  }
}
