// Nothing is sold before the sale opens, by the clock of the node that sells it.
import DiscreteEvents

struct ServerTimeGate: SaleCheck {
  static let name = SaleCheckName.serverTimeGate
  static let promise = "nothing is accepted before the opening, by the server's clock"

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard case .held = event.kind, !event.isSecondItem else { return nil }
    let shown = event.at + event.clockSkew
    guard shown < event.opens else { return nil }
    return Violation(
      at: event.at, orders: [event.order.id],
      sentence: "order \(event.order.id.rawValue) was accepted when its server's clock showed "
        + "\(Instant(nanoseconds: shown)), before the opening at "
        + "\(Instant(nanoseconds: event.opens))",
      steps: [])
  }
}
