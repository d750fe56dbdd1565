// Orders as records: an order is a few dozen bytes while it waits (in the queue, as a hold, for its
// payment), and is in a task's hands only while a worker runs its logic.

/// Where an order is on its way; states only move forward.
enum OrderState: UInt8, Sendable {
  /// Waits for a worker or is being served.
  case asking
  /// Holds a unit.
  case held
}

/// One open order.
struct OrderRecord: Sendable {
  var order: SaleOrder
  var request: Request
  var state: OrderState
  /// When its hold ends, in nanoseconds.
  var due: Int64
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

  /// Closes an order and frees its slot.
  mutating func close(_ slot: Int) {
    guard let record = records[slot] else { return }
    slots[record.order.id] = nil
    records[slot] = nil
    free.append(slot)
  }
}
