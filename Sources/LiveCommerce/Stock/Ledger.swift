// The referee's own books. The ledger stands outside the sale logic and sees only what was stocked,
// promised, charged, sold, refunded, released and refused; it keeps its own count of what is free,
// and every check judges by it. A unit is free from the instant its hold ought to have ended by the
// declared rule, whether or not anybody reported its release.
//
// Invariant, per stock row: free + held and not yet due + sold and not returned + in return + scrapped
// = stocked.

/// The referee's own books.
///
/// Sendable: confined to the thread of its referee. It is a class because checks read it right after it
/// has been written: as a value it would be copied for each of them, from bytes still on their way to
/// the cache.
package final class Ledger: @unchecked Sendable {
  /// What the event booked last has done to the hold of its order.
  enum Change: Sendable {
    /// Nothing.
    case none
    /// A hold has begun.
    case began
    /// A hold has begun in the place of one that had not ended.
    case beganAgain
    /// The hold has ended.
    case ended
    /// A hold should have ended, and there was none.
    case endedNothing
  }
  /// What is known of each stock row.
  @safe @exclusivity(unchecked) package private(set) var accounts: [StockAccount]
  /// Money received for units sold, in minor units.
  @safe @exclusivity(unchecked) private(set) var revenue: Int128 = 0
  /// Money given back for units returned, in minor units.
  @safe @exclusivity(unchecked) private(set) var givenBack: Int128 = 0
  /// Whether the event booked last took a unit that was free, or that was not there.
  @safe @exclusivity(unchecked) private(set) var hasTaken = false
  /// What the event booked last has done to the hold of its order.
  @safe @exclusivity(unchecked) private(set) var change = Change.none
  /// Whether the event booked last has taken its order back to a state that it had left.
  @safe @exclusivity(unchecked) private(set) var isBackward = false
  /// The orders, by the slot that each has while it is open.
  @safe @exclusivity(unchecked) private(set) var orders: [OrderAccount] = []
  /// What the stock that the sale logic speaks of is short of, or has too much, and since what.
  @safe @exclusivity(unchecked) private(set) var gaps: StockGaps
  /// Units held, due or not, by stock row.
  @safe @exclusivity(unchecked) private var units: [Int]
  /// Holds by when they are due; holds of one product are due in the order in which they began.
  @safe @exclusivity(unchecked) private var due: [DueQueue]

  init(skus: Int) {
    accounts = Array(repeating: StockAccount(), count: skus)
    due = Array(repeating: DueQueue(), count: skus)
    units = Array(repeating: 0, count: skus)
    gaps = StockGaps(skus: skus)
  }

  func stock(_ sku: Int, units: Int, at instant: Int64) {
    passDueHolds(of: sku, at: instant)
    accounts[sku].stocked += units
    accounts[sku].changeFree(by: units, at: instant)
    gaps.touch(sku)
  }

  /// Brings the books of the rows concerned up to the event's instant, before the event counts.
  func prepare(for event: LedgerEvent) {
    passDueHolds(of: event.order.sku, at: event.at)
    if let item = event.order.also { passDueHolds(of: item.sku, at: event.at) }
  }

  /// Books an event; what does not fit (an end of a hold that is none) is left to the checks.
  func book(_ event: LedgerEvent) {
    hasTaken = false
    change = .none
    isBackward = false
    switch event.kind {
    case .held(_, let until):
      begin(event, until: until)
    case .refusedSoldOut:
      accounts[event.order.sku].refused += 1
    case .charged:
      if let slot = slot(for: event) { orders[slot].charge() }
    case .paid(let amount):
      endHold(event, sold: true)
      if !event.isSecondItem { revenue += Int128(amount) }
      guard let slot = slot(of: event.order) else { break }
      isBackward = orders[slot].wasRefused && orders[slot].mayBeKept == 0
      orders[slot].keep()
    case .refunded:
      if let slot = slot(for: event) { orders[slot].refund() }
    case .noticedAgain:
      break
    case .released:
      endHold(event, sold: false)
    case .returned, .restocked, .scrapped:
      bookReturn(event)
    }
    gaps.note(event)
  }

  // MARK: Orders

  /// The slot of an order, if the ledger knows it and no other has taken its slot.
  func slot(of order: SaleOrder) -> Int? {
    guard orders.indices ~= order.slot, orders[order.slot].order == order.id else { return nil }
    return order.slot
  }

  /// The slot of the order that a payment is for; nil if the order has none any more.
  private func slot(for event: LedgerEvent) -> Int? {
    guard !event.isSecondItem, event.order.slot >= 0 else { return nil }
    if let slot = slot(of: event.order) { return slot }
    open(event.order)
    return event.order.slot
  }

  private func open(_ order: SaleOrder) {
    while orders.count <= order.slot { orders.append(OrderAccount()) }
    orders[order.slot] = OrderAccount(
      order: order.id, sku: Int32(truncatingIfNeeded: order.sku))
  }

  private func begin(_ event: LedgerEvent, until: Int64) {
    let order = event.order
    let slot = order.slot
    if self.slot(of: order) == nil { open(order) }
    change = orders[slot].isOpen ? .beganAgain : .began
    isBackward = change == .began && orders[slot].state != .none
    hasTaken = orders[slot].state != .held
    // A hold in the place of another takes its unit over.
    if change == .beganAgain { drop(slot, of: order.sku, at: event.at) }
    orders[slot].since = event.at
    orders[slot].due = until
    orders[slot].sureUntil = order.arrival + (until - event.at)
    orders[slot].quantity = Int32(clamping: order.quantity)
    orders[slot].state = .held
    units[order.sku] += order.quantity
    accounts[order.sku].held += order.quantity
    if accounts[order.sku].firstHeldAt == nil { accounts[order.sku].firstHeldAt = event.at }
    accounts[order.sku].changeFree(by: -order.quantity, at: event.at)
    due[order.sku].append(until, slot)
    guard due[order.sku].isDueForSweep else { return }
    due[order.sku].sweep { [orders] in orders[$1].due == $0 && orders[$1].state == .held }
  }

  /// Ends an open hold without a sale.
  private func drop(_ slot: Int, of sku: Int, at instant: Int64) {
    let quantity = Int(orders[slot].quantity)
    units[sku] -= quantity
    guard orders[slot].state == .held else { return }
    accounts[sku].held -= quantity
    accounts[sku].changeFree(by: quantity, at: instant)
  }

  private func endHold(_ event: LedgerEvent, sold: Bool) {
    let sku = event.order.sku
    let slot = slot(of: event.order)
    if !sold { accounts[sku].released += 1 }
    guard let slot, orders[slot].isOpen else {
      change = .endedNothing
      if sold { sell(event.order.quantity, of: sku, at: event.at) }
      return
    }
    change = .ended
    let quantity = Int(orders[slot].quantity)
    if sold && orders[slot].state == .held {
      units[sku] -= quantity
      accounts[sku].held -= quantity
      accounts[sku].sold += quantity
    } else {
      drop(slot, of: sku, at: event.at)
      if sold { sell(quantity, of: sku, at: event.at) }
    }
    orders[slot].state = sold ? .sold : .released
  }

  /// Units come back from a buyer, and go on sale again or out of the books.
  private func bookReturn(_ event: LedgerEvent) {
    let (sku, units) = (event.order.sku, event.order.quantity)
    switch event.kind {
    case .returned(let amount):
      givenBack += Int128(amount)
      accounts[sku].returned += units
      accounts[sku].inReturn += units
    case .restocked:
      accounts[sku].inReturn -= units
      accounts[sku].restocked += units
      accounts[sku].changeFree(by: units, at: event.at)
    case .scrapped:
      accounts[sku].inReturn -= units
      accounts[sku].scrapped += units
    default: break
    }
  }

  /// A sale of units that nobody held, or no longer, takes free ones.
  private func sell(_ quantity: Int, of sku: Int, at instant: Int64) {
    accounts[sku].sold += quantity
    hasTaken = true
    accounts[sku].changeFree(by: -quantity, at: instant)
  }

  /// Counts units as free whose holds are due by `instant`.
  private func passDueHolds(of sku: Int, at instant: Int64) {
    while let (time, slot) = due[sku].takeFirst(by: instant) {
      // Another hold in that slot with that very due is passed now as well as at its own entry.
      guard orders[slot].due == time, orders[slot].state == .held else { continue }
      orders[slot].state = .due
      accounts[sku].held -= Int(orders[slot].quantity)
      accounts[sku].changeFree(by: Int(orders[slot].quantity), at: time)
    }
  }

  /// When the first of the holds of a row that run is due, in nanoseconds; `Int64.max` if none runs.
  ///
  /// O(1) amortised: ends of holds that are over are passed once.
  func earliestDue(of sku: Int) -> Int64 {
    due[sku].first { [orders] in orders[$1].due == $0 && orders[$1].state == .held } ?? .max
  }

  /// Reads what is known of an order, so that it comes into the cache; the result means nothing.
  func touch(_ slot: Int) -> UInt64 { slot < orders.count ? orders[slot].order.rawValue : 0 }

  /// An attempt is made, whatever is to come of it: what it does to the stock is no release's doing.
  func attempt(_ order: SaleOrder) {
    gaps.touch(order.sku)
    if let item = order.also { gaps.touch(item.sku) }
  }

  /// Units of a row that are held, due or not.
  func heldUnits(of sku: Int) -> Int { units[sku] }

  /// Whether a hold of a row ought to have ended and has not been reported as ended.
  func hasDueHolds(of sku: Int) -> Bool { units[sku] > accounts[sku].held }

  // MARK: Rests

  /// Compares what the sale logic says is left of some rows, while nothing is in flight.
  func rest(_ counts: [(sku: Int, available: Int)]) {
    gaps.rest(
      counts.map { sku, available in
        let account = accounts[sku]
        let known = units[sku] + account.sold - account.restocked
        return (sku, available + known - account.stocked)
      })
  }
}
