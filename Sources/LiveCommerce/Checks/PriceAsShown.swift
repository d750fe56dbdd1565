// The price of a unit that the order names, and the money taken, are what the buyer was shown.

struct PriceAsShown: SaleCheck {
  static let name = SaleCheckName.price
  static let promise = "the price paid is the price shown"

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard !event.isSecondItem else { return nil }
    let asked: Int64
    let shown: Int64
    switch event.kind {
    case .held(let price, _): (asked, shown) = (price, event.order.shownPrice)
    case .returned(let amount):
      guard amount != event.order.shownTotal else { return nil }
      let paid = event.order.shownTotal
      return Violation(event, "was given back \(amount) minor units and had paid \(paid)")
    case .paid(let amount): (asked, shown) = (amount, event.order.shownTotal)
    case .charged, .refunded, .noticedAgain, .refusedSoldOut, .released, .restocked, .scrapped:
      return nil
    }
    guard asked != shown else { return nil }
    return Violation(event, "was asked \(asked) minor units and had been shown \(shown)")
  }
}
