// No oversell: never more units promised (held and not yet due, or sold) than were stocked.
import DiscreteEvents

struct NoOversell: SaleCheck {
  static let name = SaleCheckName.noOversell
  static let promise = "never more units promised than are in stock"

  private let setting: CheckSetting
  private var lastHeld: [OrderID?]

  init(_ setting: CheckSetting) {
    self.setting = setting
    lastHeld = Array(repeating: nil, count: setting.skuNames.count)
  }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    // A sale of a unit that was held changes nothing; only a new promise can be one too many.
    guard ledger.hasTaken else { return nil }
    let sku = event.order.sku
    let previous = lastHeld[sku]
    if case .held = event.kind { lastHeld[sku] = event.order.id }
    guard ledger.accounts[sku].free < 0 else { return nil }
    let account = ledger.accounts[sku]
    let promised = account.stocked - account.free
    let before = previous.map { "; the one before was order \($0.rawValue)" } ?? ""
    return Violation(
      at: event.at, orders: [previous, event.order.id].compactMap { $0 },
      sentence:
        "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) was promised "
        + "unit \(promised) of \(account.stocked) of \(setting.skuNames[sku])\(before)",
      steps: [])
  }
}
