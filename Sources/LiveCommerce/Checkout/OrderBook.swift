// Orders as records: an order is a few dozen bytes while it waits (in the queue, as a hold, for its
// payment), and is in a task's hands only while a worker runs its logic.

/// Where an order is on its way; states only move forward.
enum OrderState: UInt8, Sendable {
  /// Waits for a worker or is being served.
  case asking
  /// Holds a unit.
  case held
  /// Has ended; the slot is kept until nobody works for the order any more.
  case closed
}

/// One open order.
struct OrderRecord: Sendable {
  var order: SaleOrder
  var request: Request
  var state: OrderState
  /// When its hold ends, in nanoseconds.
  var due: Int64
  /// How many workers have its end in hand: a release and a payment may race.
  var hands = 0
}

/// The open orders by slot and by name.
struct OrderBook: Sendable {
  private var records: [OrderRecord?] = []
  private var free: [Int] = []
  private var slots: [OrderID: Int] = [:]

  /// Orders that are open.
  var count: Int { records.count - free.count }
  /// Orders that have been open at the same time, at most.
  var peak: Int { records.count }

  /// Opens an order; the closure makes its record once its slot is known.
  mutating func open(_ make: (Int) -> OrderRecord) -> Int {
    let slot = free.popLast() ?? records.count
    if slot == records.count { records.append(nil) }
    records[slot] = make(slot)
    return slot
  }

  subscript(slot: Int) -> OrderRecord? { records[slot] }

  /// Marks an order as holding a unit until `due`, findable by name.
  mutating func hold(_ slot: Int, until due: Int64) {
    guard let id = records[slot]?.order.id else { return }
    records[slot]?.state = .held
    records[slot]?.due = due
    slots[id] = slot
  }

  /// The order of that name, while it holds a unit.
  func held(_ id: OrderID) -> OrderRecord? {
    slots[id].flatMap { records[$0] }
  }

  /// Closes an order; its slot is free once nobody works for it any more, so that the loser of a
  /// race never counts its statements in the slot of a stranger.
  mutating func close(_ slot: Int) {
    guard let record = records[slot] else { return }
    slots[record.order.id] = nil
    records[slot]?.state = .closed
    if record.hands == 0 { vacate(slot) }
  }

  /// A worker begins to work for the end of an order.
  mutating func take(_ slot: Int) { records[slot]?.hands += 1 }

  /// A worker is done with an order, which may have been closed meanwhile.
  mutating func letGo(_ slot: Int) {
    records[slot]?.hands -= 1
    if let record = records[slot], record.state == .closed, record.hands == 0 { vacate(slot) }
  }

  private mutating func vacate(_ slot: Int) {
    records[slot] = nil
    free.append(slot)
  }
}
