// The rows of orders, and the idempotency keys that orders have claimed. An open order's row lies in
// its slot, a closed one's with its claim, so that neither needs a table of names. The end of a
// claim is an instant of its own, not an event: who looks at an instant finds exactly the claims
// that are younger than the life of a key, whenever the others are cleared away.
//
// Invariant: `places` holds the claims that are neither taken back nor cleared away, by the ordinal
// of their place; claims lie in the order in which they were made, which is that in which they end.

/// Rows of orders that are open or whose key is remembered, and the keys.
struct OrderRows: Sendable {
  private struct Open: Sendable {
    var id = OrderID.none
    var value = 0
    /// The ordinal of the claim of its own key, or −1.
    var claim = -1
    /// Statements so far.
    var statements: UInt32 = 0
    /// Whether the order holds a unit, or has held one.
    var isHeld = false
    /// Statements that wait at a machine.
    var waiting: Int32 = 0
  }
  private struct Claim: Sendable {
    var key: UInt64
    var order: OrderID
    var ends: Int64
    /// The row of the order, once that is closed.
    var value = 0
    /// Where the order is while it is open; afterwards `closed`, if its row lies here.
    var slot: Int32
    var isDropped = false
  }
  private static let closed: Int32 = -1
  /// The slot of a claim that was made for an order without one; its row lies elsewhere.
  private static let detached: Int32 = -2
  private enum Location {
    case open(Int)
    case claim(Int)
    case elsewhere
  }
  /// How long a claim is remembered, in nanoseconds.
  private let life: Int64
  private var open: [Open] = []
  private var claims: [Claim] = []
  /// The ordinal of the first claim in the list, and the place of the first that has not ended.
  private var base = 0
  private var first = 0
  private var dropped = 0
  /// The sum of what was read ahead of clearing; that it is kept keeps the reads.
  private var touched: UInt64 = 0
  private var places = KeyTable()
  /// Slots of open orders and complements of places by name; made when first asked for.
  private var names: KeyTable?
  /// Rows of orders that have neither slot nor claim.
  private var others = KeyTable()
  /// Statements made for orders without a slot.
  private var detached = KeyTable()
  /// Whether rows outlive slot and claim, because statements are made for closed orders, too.
  var keepsRows = false

  /// So many places may lie idle before they are tidied up.
  private let idle: Int

  init(life: Int64, idle: Int = 1024) {
    self.life = life
    self.idle = idle
  }

  /// Keys that are remembered.
  var claimCount: Int { places.count }

  // MARK: Orders

  /// An order takes a slot.
  mutating func begin(_ id: OrderID, slot: Int) {
    while open.count <= slot { open.append(Open()) }
    open[slot] = Open(id: id)
    names?.set(id.rawValue, to: slot)
  }

  /// An order has got a unit.
  mutating func hold(slot: Int) { open[slot].isHeld = true }

  /// Whether an order has a slot and has not got a unit yet.
  func isAsking(_ order: SaleOrder) -> Bool {
    order.slot >= 0 && !open[order.slot].isHeld && open[order.slot].id == order.id
  }

  /// One more statement of an order begins to wait; whether it is the only one.
  mutating func wait(_ order: SaleOrder) -> Bool {
    open[order.slot].waiting += 1
    return open[order.slot].waiting == 1
  }

  /// A statement has waited; whether it was the last to, and the order still in its slot.
  mutating func goOn(_ order: SaleOrder) -> Bool {
    guard open[order.slot].id == order.id else { return false }
    open[order.slot].waiting -= 1
    return open[order.slot].waiting == 0
  }

  /// Whether statements of the order in a slot wait.
  func waits(slot: Int) -> Bool { open[slot].waiting > 0 }

  /// The ordinal of the next statement of an order.
  mutating func nextStatement(of order: SaleOrder) -> UInt32 {
    guard order.slot >= 0 else { return nextDetachedStatement(of: order.id) }
    let ordinal = open[order.slot].statements
    open[order.slot].statements = ordinal &+ 1
    return ordinal
  }

  /// The same for an order without a slot: counted apart, from the middle of the numbers on, so that
  /// no draw is made twice.
  private mutating func nextDetachedStatement(of id: OrderID) -> UInt32 {
    let ordinal = detached[id.rawValue] ?? 0
    detached.set(id.rawValue, to: ordinal + 1)
    return 1 << 31 | UInt32(truncatingIfNeeded: ordinal)
  }

  /// An order leaves its slot; its row stays as long as its key is remembered.
  mutating func end(slot: Int, at instant: Int64) {
    clear(by: instant)
    let order = open[slot]
    open[slot].id = .none
    guard order.claim >= 0 else {
      names?.remove(order.id.rawValue)
      keep(order.id, order.value)
      return
    }
    claims[order.claim - base].value = order.value
    claims[order.claim - base].slot = OrderRows.closed
    names?.set(order.id.rawValue, to: ~order.claim)
  }

  // MARK: Keys

  /// Claims a key; returns the order that has it already, if one has.
  mutating func claim(_ key: UInt64, by order: SaleOrder, at instant: Int64) -> OrderID? {
    clear(by: instant)
    if let ordinal = places[key] { return claims[ordinal - base].order }
    let ordinal = base + claims.count
    places.set(key, to: ordinal)
    let (end, isNever) = instant.addingReportingOverflow(life)
    claims.append(
      Claim(
        key: key, order: order.id, ends: isNever ? .max : end,
        slot: order.slot >= 0 ? Int32(order.slot) : OrderRows.detached))
    if key == order.key && order.slot >= 0 { open[order.slot].claim = ordinal }
    return nil
  }

  /// The order that has claimed a key, if one has.
  func claimant(of key: UInt64) -> OrderID? { places[key].map { claims[$0 - base].order } }

  /// Takes a claim back.
  mutating func drop(_ key: UInt64) {
    guard let ordinal = places.remove(key) else { return }
    forget(ordinal)
    claims[ordinal - base].isDropped = true
    dropped += 1
    if dropped > idle && dropped * 2 > claims.count { sweep() }
  }

  /// Clears away the claims that have ended by `instant`.
  private mutating func clear(by instant: Int64) {
    while first < claims.count, claims[first].ends <= instant {
      if first &+ 8 < claims.count { touched &+= places.touch(claims[first &+ 8].key) }
      if claims[first].isDropped {
        dropped -= 1
      } else {
        places.remove(claims[first].key)
        forget(base + first)
      }
      first += 1
    }
    guard first > idle && first * 2 > claims.count else { return }
    claims.removeFirst(first)
    base += first
    first = 0
  }

  /// The row of a closed order goes with its claim; an open one no longer has a claim.
  private mutating func forget(_ ordinal: Int) {
    let claim = claims[ordinal - base]
    let slot = Int(claim.slot)
    if slot >= 0, open[slot].claim == ordinal { open[slot].claim = -1 }
    if names?[claim.order.rawValue] == ~ordinal { names?.remove(claim.order.rawValue) }
    if claim.slot == OrderRows.closed { keep(claim.order, claim.value) }
  }

  /// A row has lost its place.
  private mutating func keep(_ id: OrderID, _ value: Int) {
    if keepsRows && value != 0 { others.set(id.rawValue, to: value) }
  }

  /// Closes the gaps that claims taken back have left.
  private mutating func sweep() {
    var kept = 0
    for place in first..<claims.count where !claims[place].isDropped {
      claims[kept] = claims[place]
      places.set(claims[kept].key, to: base + kept)
      let slot = Int(claims[kept].slot)
      if slot >= 0, open[slot].claim == base + place { open[slot].claim = base + kept }
      kept += 1
    }
    claims.removeSubrange(kept...)
    (first, dropped, names) = (0, 0, nil)
  }

  // MARK: Reading ahead

  /// Reads where a key is entered.
  func touch(_ key: UInt64) -> UInt64 { places.touch(key) }

  /// Reads the row of the order in a slot, and its claim.
  func touch(_ slot: Int) -> UInt64 {
    let claim = open[slot].claim
    return claim < 0 ? 0 : claims[claim - base].key
  }

  // MARK: Values

  /// The row of an order, for a statement of `asker` or of nobody.
  mutating func value(of id: OrderID, for asker: SaleOrder?, at instant: Int64) -> Int {
    clear(by: instant)
    switch locate(id, asker) {
    case .open(let slot): return open[slot].value
    case .claim(let ordinal): return claims[ordinal - base].value
    case .elsewhere: return others[id.rawValue] ?? 0
    }
  }

  /// Sets the row of an order.
  mutating func set(_ id: OrderID, to value: Int, for asker: SaleOrder?) {
    switch locate(id, asker) {
    case .open(let slot): open[slot].value = value
    case .claim(let ordinal): claims[ordinal - base].value = value
    case .elsewhere: others.set(id.rawValue, to: value)
    }
  }

  /// Where a row is: mostly the asker's own, or that of the order that has the asker's key.
  private mutating func locate(_ id: OrderID, _ asker: SaleOrder?) -> Location {
    if let asker, asker.slot >= 0 {
      if open[asker.slot].id == id { return .open(asker.slot) }
      if let ordinal = places[asker.key], claims[ordinal - base].order == id,
        claims[ordinal - base].slot != OrderRows.detached
      {
        let slot = Int(claims[ordinal - base].slot)
        return slot >= 0 && open[slot].id == id ? .open(slot) : .claim(ordinal)
      }
    }
    guard let found = allNames()[id.rawValue] else { return .elsewhere }
    return found >= 0 ? .open(found) : .claim(~found)
  }

  private mutating func allNames() -> KeyTable {
    if let names { return names }
    var all = KeyTable()
    for place in first..<claims.count
    where !claims[place].isDropped && claims[place].slot == OrderRows.closed {
      all.set(claims[place].order.rawValue, to: ~(base + place))
    }
    for slot in open.indices where open[slot].id != .none {
      all.set(open[slot].id.rawValue, to: slot)
    }
    names = all
    return all
  }
}
