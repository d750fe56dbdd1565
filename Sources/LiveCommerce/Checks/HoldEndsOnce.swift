// Every hold ends exactly once: as a sale or as a release, never both, never twice, never not at all.

struct HoldEndsOnce: SaleCheck {
  static let name = SaleCheckName.holdEndsOnce
  static let promise = "every hold ends exactly once, paid or released"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard !event.isSecondItem else { return nil }
    return switch (event.kind, ledger.change) {
    case (.held, .beganAgain):
      Violation(event, "was held while it already was")
    case (.paid, .endedNothing):
      Violation(event, "was paid although it held nothing (any more)")
    case (.released, .endedNothing):
      Violation(event, "was released although it held nothing (any more)")
    default: nil
    }
  }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    let open = ledger.orders.filter(\.isOpen)
    return ledger.accounts.indices.compactMap { sku in
      let holds = open.filter { $0.sku == sku }.map(\.order.rawValue)
      guard let lowest = holds.min() else { return nil }
      let violation = Violation(
        at: end.at, orders: [OrderID(rawValue: lowest)],
        sentence: "\(holds.count) \(holds.count == 1 ? "hold" : "holds") of "
          + "\(setting.skuNames[sku]) never ended; the one with the lowest number is order "
          + "\(lowest)",
        steps: [])
      return (sku, violation)
    }
  }
}
