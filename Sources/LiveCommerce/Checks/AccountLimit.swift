// No account ever holds or owns more units of a product than its limit, under any interleaving, also
// after a hold has lapsed and a new one has begun, or when a unit is sold that was not held.

struct AccountLimit: SaleCheck {
  static let name = SaleCheckName.accountLimit
  static let promise = "no account holds or owns more than its limit"

  private let limits: [Int]
  private var units = UnitCounts()

  init(_ setting: CheckSetting) { limits = setting.limits }

  /// Accounts that hold or own something.
  var accounts: Int { units.accountCount() }

  func touch(_ account: UInt64, _ product: Int) -> UInt64 { units.touch(account, product) }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    let order = event.order
    switch (event.kind, ledger.change) {
    case (.held, .began), (.paid, .endedNothing):
      let now = units.add(order.quantity, to: order.account, order.product)
      let limit = limits[order.product]
      guard now > limit else { return nil }
      return Violation(
        event, "gave account \(order.account) unit \(now), and the limit is \(limit)")
    case (.released, .ended):
      _ = units.add(-order.quantity, to: order.account, order.product)
      return nil
    default:
      return nil
    }
  }
}
