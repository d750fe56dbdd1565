// Orders as records: an order is a hundred bytes while it waits (in the queue, as a hold, for its
// payment), and is in a task's hands only while a worker runs its logic.
//
// Invariant: a slot is one order's from `open` until the order is closed and nobody works for it any
// more; only an order that holds a unit can be found by name.
import DiscreteEvents

/// Where an order is on its way; states only move forward.
enum OrderState: UInt8, Sendable {
  /// The slot is free.
  case none
  /// Waits for a worker or is being served.
  case asking
  /// Holds a unit.
  case held
  /// Has ended; the slot is kept until nobody works for the order any more.
  case closed
}

/// The open orders by slot and by name.
///
/// There is one of each book, and to look something up in it copies no part of it.
struct OrderBook: ~Copyable {
  private struct Record: Sendable {
    var request: Request
    /// The end of its hold, under way to a releaser.
    var timer = ScheduledToken.none
    /// How often the slot has changed hands, so that what was sent to its last order is known.
    var tenancy: UInt32 = 0
    /// How many workers have its end in hand: a release and a payment may race.
    var hands: UInt32 = 0
    var state = OrderState.none
  }
  private var records: [Record] = []
  private var free: [Int] = []
  private var slots = KeyTable()
  /// Orders that wait for an answer, and ends of holds that are being worked on.
  private(set) var inHand = 0

  /// The slots of the orders that wait for an answer.
  var unanswered: [Int] { records.indices.filter { records[$0].state == .asking } }

  /// Opens an order and returns its slot.
  mutating func open(_ request: Request) -> Int {
    inHand += 1
    guard let slot = free.popLast() else {
      records.append(Record(request: request, state: .asking))
      return records.count - 1
    }
    records[slot].request = request
    records[slot].state = .asking
    return slot
  }

  /// The request that an order came with.
  subscript(slot: Int) -> Request { records[slot].request }

  /// Marks an order as holding a unit, findable by name; `timer` will end the hold.
  mutating func hold(_ slot: Int, timer: ScheduledToken) {
    inHand -= 1
    records[slot].state = .held
    records[slot].timer = timer
    slots.set(records[slot].request.id.rawValue, to: slot)
  }

  /// The slot of the order of that name, while it holds a unit.
  func held(_ id: OrderID) -> Int? { slots[id.rawValue] }

  /// Whether an order holds a unit.
  func isHeld(_ order: SaleOrder) -> Bool {
    guard records.indices ~= order.slot else { return false }
    return records[order.slot].state == .held && records[order.slot].request.id == order.id
  }

  /// Closes an order and returns the timer of its hold; its slot is free once nobody works for it
  /// any more, so that the loser of a race never counts its statements in the slot of a stranger.
  mutating func close(_ slot: Int) -> ScheduledToken {
    if records[slot].state == .asking { inHand -= 1 }
    if records[slot].state == .held { slots.remove(records[slot].request.id.rawValue) }
    records[slot].state = .closed
    return records[slot].timer
  }

  /// A worker begins to work for the end of an order.
  mutating func take(_ slot: Int) {
    records[slot].hands += 1
    inHand += 1
  }

  /// A worker is done with an order, which may have been closed meanwhile.
  mutating func letGo(_ slot: Int) {
    records[slot].hands -= 1
    inHand -= 1
  }

  /// Frees the slot of a closed order that nobody works for; false while somebody does.
  mutating func vacate(_ slot: Int) -> Bool {
    guard records[slot].state == .closed, records[slot].hands == 0 else { return false }
    records[slot].state = .none
    records[slot].tenancy &+= 1
    free.append(slot)
    return true
  }

  /// A token that names an order until its slot is vacated.
  func token(_ slot: Int) -> Int { slot | Int(records[slot].tenancy) << 32 }

  /// The slot of the order that a token names, if it still holds a unit.
  func held(token: Int) -> Int? {
    let slot = token & 0xFFFF_FFFF
    let isSame = records[slot].tenancy == UInt32(truncatingIfNeeded: token &>> 32)
    return isSame && records[slot].state == .held ? slot : nil
  }

  /// Reads where the name of an order will be kept, so that it comes into the cache.
  func touch(_ id: OrderID) -> UInt64 { slots.touch(id.rawValue) }

  /// Reads both ends of an order's record, so that it comes into the cache.
  func touch(_ slot: Int) -> UInt64 {
    UInt64(records[slot].hands) &+ records[slot].request.account
  }
}
