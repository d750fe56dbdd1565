// No undersell (work conservation): nobody is told "sold out" while a unit has been free for longer
// than the promised lag. Without this check, a logic that sells nothing looks perfect.
import DiscreteEvents

struct NoUndersell: SaleCheck {
  static let name = SaleCheckName.noUndersell
  static let promise = "nobody is told \"sold out\" while a unit is free for longer than promised"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard event.kind == .refusedSoldOut else { return nil }
    let account = ledger.accounts[event.order.sku]
    guard let since = account.freeSince, account.free >= event.order.quantity,
      event.at - since > setting.undersellWithin
    else { return nil }
    return Violation(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) was told "
        + "\"sold out\" although \(account.free) of \(setting.skuNames[event.order.sku]) had been "
        + "free since \(Instant(nanoseconds: since))",
      steps: [])
  }
}
