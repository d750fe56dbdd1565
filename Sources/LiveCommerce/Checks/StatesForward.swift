// States only move forward: held, then sold or released; an order that has ended is not held again,
// and one whose payment was refused as late is not sold after all (unless by a payment that was under
// way already).

struct StatesForward: SaleCheck {
  static let name = SaleCheckName.statesForward
  static let promise = "an order never goes back to a state that it has left"

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard ledger.isBackward, !event.isSecondItem else { return nil }
    if case .held = event.kind { return Violation(event, "was held again after it had ended") }
    return Violation(event, "was sold after its payment had been refused as late")
  }
}
