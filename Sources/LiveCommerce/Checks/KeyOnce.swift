// One idempotency key, one order: of all attempts that bear a key, one at most gets units of its own,
// also when that one has ended meanwhile, and no other that comes while it holds its units is told "sold
// out".
// A key stands for its order as long as the scenario says; afterwards it may come again.
//
// Invariant: `ends` lists the keys in `orders`, oldest first, and their instants never fall.

struct KeyOnce: SaleCheck {
  static let name = SaleCheckName.keyOnce
  static let promise = "the attempts that bear one idempotency key make one order, and hear of it"

  private let life: Int64
  private var orders = KeyTable()
  private var ends: [(key: UInt64, at: Int64)] = []
  private var first = 0

  init(_ setting: CheckSetting) { life = setting.keyLife }

  func touch(_ key: UInt64) -> UInt64 { orders.touch(key) }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard !event.isSecondItem else { return nil }
    let order = event.order
    // A refusal by the gateway, whose orders have no slot, is not the sale logic's.
    if case .refusedSoldOut = event.kind, order.slot >= 0 { return denial(event, ledger) }
    guard case .held = event.kind else { return nil }
    forget(by: event.at)
    if let earlier = orders[order.key] {
      guard OrderID(rawValue: UInt64(bitPattern: Int64(earlier))) != order.id else { return nil }
      return violation(event, earlier)
    }
    orders.set(order.key, to: Int(Int64(bitPattern: order.id.rawValue)))
    if life < .max { ends.append((order.key, event.at + life)) }
    return nil
  }

  private mutating func forget(by instant: Int64) {
    while first < ends.count, ends[first].at <= instant {
      orders.remove(ends[first].key)
      first += 1
    }
    guard first > 1024 && first * 2 > ends.count else { return }
    ends.removeFirst(first)
    first = 0
  }

  /// "Sold out" said to somebody who holds units under the same key.
  private func denial(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    guard let earlier = orders[event.order.key] else { return nil }
    let first = OrderID(rawValue: UInt64(bitPattern: Int64(earlier)))
    // An answer is right if it was right at any one instant while the order was in hand: it is wrong
    // only if the hold had been told before the order came. The search is made only after a key that
    // has come again.
    let isWrong = ledger.orders.contains {
      $0.order == first && $0.state == .held && $0.since < event.order.arrival
    }
    guard isWrong else { return nil }
    var violation = Violation(
      event, "was told \"sold out\" although order \(first.rawValue) holds units under its key")
    violation.orders = [first, event.order.id]
    return violation
  }

  private func violation(_ event: LedgerEvent, _ earlier: Int) -> Violation {
    let first = OrderID(rawValue: UInt64(bitPattern: Int64(earlier)))
    var violation = Violation(
      event, "was held under key \(event.order.key), under which order \(first.rawValue) had been")
    violation.orders = [first, event.order.id]
    return violation
  }
}
