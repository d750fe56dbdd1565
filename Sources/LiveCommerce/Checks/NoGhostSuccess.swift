// No success without an order: who was told that units are held can pay for them while the hold
// runs. A payment that is refused in that time, with no other of the same order kept or under way,
// shows that the order was never there.
//
// A logic may count the hold from when the order reached it, and so a little less long than the
// buyer was told; in between it may refuse.

struct NoGhostSuccess: SaleCheck {
  static let name = SaleCheckName.noGhostSuccess
  static let promise = "an order that was told to be held can be paid for while its hold runs"

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard case .refunded = event.kind, !event.isSecondItem else { return nil }
    guard let slot = ledger.slot(of: event.order) else { return nil }
    let order = ledger.orders[slot]
    guard order.state != .none, order.kept == 0, order.underWay <= 0 else { return nil }
    guard event.at < order.sureUntil else { return nil }
    return Violation(event, "was refused its payment although its hold was still to run")
  }
}
