// The price of the order, and the money taken, are what the buyer was shown.
import DiscreteEvents

struct PriceAsShown: SaleCheck {
  static let name = SaleCheckName.price
  static let promise = "the price paid is the price shown"

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    let asked: Int64
    switch event.kind {
    case .held(let price, _): asked = price * Int64(event.order.quantity)
    case .paid(let amount): asked = amount
    case .refusedSoldOut, .released: return nil
    }
    let shown = event.order.shownPrice * Int64(event.order.quantity)
    guard asked != shown else { return nil }
    return Violation(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) was asked "
        + "\(asked) minor units and had been shown \(shown)",
      steps: [])
  }
}
