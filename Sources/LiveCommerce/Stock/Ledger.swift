// The referee. The ledger stands outside the sale logic and sees only what was stocked, promised,
// sold, released and refused; it keeps its own count of what is free, and every check judges by it.
// A unit is free from the instant its hold ought to have ended by the declared rule, whether or not
// anybody reported its release.
//
// Invariant, per stock row: free + held and not yet due + sold = stocked.

/// Something that the order back end did, as the ledger sees it.
public struct LedgerEvent: Sendable, Equatable {
  /// What was done.
  public enum Kind: Sendable, Equatable {
    /// A unit was promised, at a price, until an instant.
    case held(price: Int64, until: Int64)
    /// "Sold out" was said.
    case refusedSoldOut
    /// A unit was paid for.
    case paid(amount: Int64)
    /// A hold was ended and its unit given back.
    case released
  }
  /// When, in nanoseconds.
  public var at: Int64
  /// What was done.
  public var kind: Kind
  /// The order concerned.
  public var order: SaleOrder
  /// When the offer opens, and how far the clock of the order's node is ahead, in nanoseconds.
  public var opens: Int64
  /// How far the clock of the order's node is ahead of true time, in nanoseconds.
  public var clockSkew: Int64
}

/// A hold that the ledger knows of.
private struct LedgerHold: Sendable {
  var order: OrderID
  var due: Int64
  var quantity: Int
  /// Whether the ledger already counts the unit as free because the hold is due.
  var isDue: Bool

  static let none = LedgerHold(order: .none, due: .max, quantity: 0, isDue: false)
}

/// What the ledger knows of one stock row.
public struct StockAccount: Sendable, Equatable {
  /// Units that were ever put into stock.
  public internal(set) var stocked = 0
  /// Units that nobody has a claim on; negative when more were promised than there are.
  public internal(set) var free = 0
  /// Units held and not yet due.
  public internal(set) var held = 0
  /// Units sold.
  public internal(set) var sold = 0
  /// Holds released.
  public internal(set) var released = 0
  /// "Sold out" said.
  public internal(set) var refused = 0
  /// Most units promised beyond those stocked, at any one time.
  public internal(set) var oversold = 0
  /// Since when the units that are free have been so.
  var idle = IdleUnits()
  /// When the last unit was promised for the first time, in nanoseconds.
  public internal(set) var soldOutAt: Int64?
  /// When the first unit was promised, in nanoseconds.
  public internal(set) var firstHeldAt: Int64?

  /// Since when the unit that has been free longest is so, in nanoseconds; nil while none is.
  ///
  /// Units are alike, so a sale is taken to be of the one that has been free longest: then no unit
  /// is said to have lain idle for longer than some unit must have.
  public var freeSince: Int64? { idle.oldest }

  mutating func changeFree(by units: Int, at instant: Int64) {
    let before = max(0, free)
    free += units
    oversold = max(oversold, -free)
    let change = max(0, free) - before
    if change > 0 { idle.add(change, at: instant) } else { idle.removeOldest(-change) }
    if free <= 0 && units < 0 && soldOutAt == nil { soldOutAt = instant }
  }
}

/// Free units by when they became free, oldest first.
struct IdleUnits: Sendable, Equatable {
  private struct Run: Sendable, Equatable {
    var since: Int64
    var count: Int
  }
  private var runs: [Run] = []
  private var first = 0

  var oldest: Int64? { first < runs.count ? runs[first].since : nil }

  /// Units that have been free since before `instant`.
  func count(before instant: Int64) -> Int {
    runs[first...].prefix { $0.since < instant }.reduce(0) { $0 + $1.count }
  }

  mutating func add(_ units: Int, at instant: Int64) {
    if first < runs.count, runs[runs.count - 1].since == instant {
      runs[runs.count - 1].count += units
    } else {
      runs.append(Run(since: instant, count: units))
    }
  }

  mutating func removeOldest(_ units: Int) {
    var left = units
    while left > 0 && first < runs.count {
      let taken = min(left, runs[first].count)
      runs[first].count -= taken
      left -= taken
      if runs[first].count == 0 { first += 1 }
    }
    guard first == runs.count || first > 1024 && first * 2 > runs.count else { return }
    runs.removeFirst(first)
    first = 0
  }
}

/// The referee's own books.
struct Ledger: Sendable {
  private(set) var accounts: [StockAccount]
  /// Money received for units sold, in minor units.
  private(set) var revenue: Int64 = 0
  /// Whether the event booked last took a unit that was free, or that was not there.
  private(set) var hasTaken = false
  /// Holds that have not ended, by the slot that the order has while it is open.
  private var holds: [LedgerHold] = []
  /// Units held, due or not, by stock row.
  private var units: [Int]
  /// Holds by when they are due; holds of one product are due in the order in which they began.
  private var due: [DueQueue]

  init(skus: Int) {
    accounts = Array(repeating: StockAccount(), count: skus)
    due = Array(repeating: DueQueue(), count: skus)
    units = Array(repeating: 0, count: skus)
  }

  mutating func stock(_ sku: Int, units: Int, at instant: Int64) {
    passDueHolds(of: sku, at: instant)
    accounts[sku].stocked += units
    accounts[sku].changeFree(by: units, at: instant)
  }

  /// Brings the books of the row concerned up to the event's instant, before the event counts.
  mutating func prepare(for event: LedgerEvent) {
    passDueHolds(of: event.order.sku, at: event.at)
  }

  /// Books an event; what does not fit (an end of a hold that is none) is left to the checks.
  mutating func book(_ event: LedgerEvent) {
    let sku = event.order.sku
    let quantity = event.order.quantity
    hasTaken = false
    switch event.kind {
    case .held(_, let until):
      begin(
        LedgerHold(order: event.order.id, due: until, quantity: quantity, isDue: false),
        of: sku, slot: event.order.slot)
      accounts[sku].held += quantity
      if accounts[sku].firstHeldAt == nil { accounts[sku].firstHeldAt = event.at }
      hasTaken = true
      accounts[sku].changeFree(by: -quantity, at: event.at)
    case .refusedSoldOut:
      accounts[sku].refused += 1
    case .paid(let amount):
      endHold(event, sold: true)
      revenue += amount
    case .released:
      endHold(event, sold: false)
    }
  }

  private mutating func begin(_ hold: LedgerHold, of sku: Int, slot: Int) {
    while holds.count <= slot { holds.append(.none) }
    units[sku] += hold.quantity - holds[slot].quantity
    holds[slot] = hold
    due[sku].append(hold.due, slot)
    guard due[sku].isDueForSweep else { return }
    due[sku].sweep { [holds] in holds[$1].due == $0 && !holds[$1].isDue }
  }

  private mutating func takeHold(_ order: SaleOrder) -> LedgerHold? {
    guard holds.indices ~= order.slot, holds[order.slot].order == order.id else { return nil }
    defer { holds[order.slot] = .none }
    units[order.sku] -= holds[order.slot].quantity
    return holds[order.slot]
  }

  private mutating func endHold(_ event: LedgerEvent, sold: Bool) {
    let sku = event.order.sku
    let hold = takeHold(event.order)
    let quantity = event.order.quantity
    if let hold, !hold.isDue { accounts[sku].held -= quantity }
    if sold {
      accounts[sku].sold += quantity
      // A sale of a unit that nobody held, or no longer, takes a free one.
      hasTaken = hold?.isDue ?? true
      if hasTaken { accounts[sku].changeFree(by: -quantity, at: event.at) }
    } else {
      accounts[sku].released += 1
      if let hold, !hold.isDue { accounts[sku].changeFree(by: quantity, at: event.at) }
    }
  }

  /// Counts units as free whose holds are due by `instant`.
  private mutating func passDueHolds(of sku: Int, at instant: Int64) {
    while let (time, slot) = due[sku].takeFirst(by: instant) {
      // Another hold in that slot with that very due is passed now as well as at its own entry.
      guard holds[slot].due == time, !holds[slot].isDue else { continue }
      holds[slot].isDue = true
      accounts[sku].held -= holds[slot].quantity
      accounts[sku].changeFree(by: holds[slot].quantity, at: time)
    }
  }

  /// Reads the hold in a slot, so that it comes into the cache; what it returns means nothing.
  func touch(_ slot: Int) -> UInt64 { slot < holds.count ? holds[slot].order.rawValue : 0 }

  /// Units of a row that are held, due or not.
  func heldUnits(of sku: Int) -> Int { units[sku] }
}

/// Holds in the order in which they are due, with some that have ended.
private struct DueQueue: Sendable {
  private var entries: [(due: Int64, slot: Int)] = []
  private var first = 0
  private var sweepAt = 1024

  mutating func append(_ due: Int64, _ slot: Int) {
    var place = entries.count
    while place > first && entries[place - 1].due > due { place -= 1 }
    guard place < entries.count else { return entries.append((due, slot)) }
    entries.insert((due, slot), at: place)
  }

  mutating func takeFirst(by instant: Int64) -> (due: Int64, slot: Int)? {
    guard first < entries.count, entries[first].due <= instant else { return nil }
    let entry = entries[first]
    first += 1
    if first > 1024 && first * 2 > entries.count {
      entries.removeFirst(first)
      first = 0
    }
    return entry
  }

  /// Whether the queue has doubled since it was swept.
  var isDueForSweep: Bool { entries.count > sweepAt }

  /// Keeps the entries whose holds are open.
  mutating func sweep(_ isOpen: (Int64, Int) -> Bool) {
    var kept = 0
    for index in first..<entries.count where isOpen(entries[index].due, entries[index].slot) {
      entries[kept] = entries[index]
      kept += 1
    }
    entries.removeSubrange(kept...)
    first = 0
    sweepAt = max(1024, 2 * kept)
  }
}
