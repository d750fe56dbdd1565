// No account ever holds or owns more units of a product than its limit, under any interleaving, also
// after a hold has lapsed and a new one has begun, or when a unit is sold that was not held.
//
// A hold that is due may have ended though nobody has been told yet: its release is on the way. So a
// unit beyond the limit is only suspect at first while a hold of its row is due. Each release of a hold
// of that account that was due by then accounts for its units; what is unaccounted for at the end is a
// breach, at the instant of the promise.

struct AccountLimit: SaleCheck {
  static let name = SaleCheckName.accountLimit
  static let promise = "no account holds or owns more than its limit"

  /// Units beyond the limit while the release of one that was due may have been on its way.
  private struct Suspicion: Sendable {
    var violation: Violation
    var order: SaleOrder
    /// Units that no release has turned out to have made room for.
    var units: Int
  }

  private let limits: [Int]
  private var suspicions: [Suspicion] = []
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
      let violation = Violation(
        event, "gave account \(order.account) unit \(now), and the limit is \(limit)")
      guard ledger.hasDueHolds(of: order.sku) else { return violation }
      suspicions.append(Suspicion(violation: violation, order: order, units: now - limit))
      return nil
    case (.released, .ended):
      _ = units.add(-order.quantity, to: order.account, order.product)
      acquit(order, ledger)
      return nil
    default:
      return nil
    }
  }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    suspicions.map { ($0.order.sku, $0.violation) }
  }

  /// A hold has been released: whoever got units since it was due may have had its.
  private mutating func acquit(_ released: SaleOrder, _ ledger: Ledger) {
    guard !suspicions.isEmpty, let slot = ledger.slot(of: released) else { return }
    let due = ledger.orders[slot].due
    for index in suspicions.indices {
      let (order, at) = (suspicions[index].order, suspicions[index].violation.at)
      guard order.account == released.account, order.product == released.product, due <= at else {
        continue
      }
      suspicions[index].units -= released.quantity
    }
    suspicions.removeAll { $0.units <= 0 }
  }
}
