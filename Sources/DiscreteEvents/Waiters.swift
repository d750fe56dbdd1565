// The parked tasks of one executor, in reusable slots. Invariant: a slot is either free or holds
// exactly one task that has not gone on. Whoever is woken has a new generation at once, so a timer that
// still names the old one finds nothing to wake; the slot is free when the task goes on.

/// How a wait ended: with a token, with its time run out, or because there is nothing more to come.
@frozen
public enum Received: Sendable, Hashable {
  /// A token was handed over.
  case token(Int)
  /// The time ran out first.
  case timedOut
  /// The mailbox is closed and empty.
  case closed

  /// The token, or nil for the other two endings.
  @inlinable
  public var token: Int? {
    guard case .token(let token) = self else { return nil }
    return token
  }
}

/// A parked task; its neighbours in a wait list are slots, so leaving a list is O(1).
@safe
struct Waiter {
  /// The job of the task; 0 while the slot is free, and until the task has come.
  var job = 0
  /// The list it stands in, or nil while it only sleeps.
  ///
  /// Not retained: a list outlives its waiters, whose frames hold the primitive that owns it.
  var list: Unmanaged<WaitList>?
  var next = Waiter.none
  var previous = Waiter.none
  var generation: UInt32 = 0
  /// The process that the task belongs to, unless it comes from home: there its address tells.
  var process: UInt32 = 0
  var isTimed = false
  var origin = Origin.nowhere
  /// Whether somebody has woken it, and why.
  var isWoken = false
  var outcome = Received.closed

  static let none: Int32 = -1

  var isParked: Bool { job != 0 && !isWoken }
}

@safe
struct WaiterPool {
  private(set) var slots: [Waiter] = []
  private var free: [Int32] = []

  /// Takes a slot for a task that is about to come.
  mutating func insert(in list: WaitList?, timed: Bool) -> Int32 {
    let slot = free.popLast() ?? appendSlot()
    let index = Int(slot)
    unsafe slots[index].list = unsafe list.map { unsafe Unmanaged.passUnretained($0) }
    slots[index].isTimed = timed
    slots[index].isWoken = false
    return slot
  }

  /// Parks the task in its slot.
  mutating func park(_ job: Int, in slot: Int32, process: UInt32, _ origin: Origin) {
    slots[Int(slot)].job = job
    slots[Int(slot)].process = process
    slots[Int(slot)].origin = origin
  }

  /// Notes why the task in the slot is to go on; no timer finds it from now on.
  mutating func wake(_ slot: Int32, _ outcome: Received) {
    let index = Int(slot)
    unsafe slots[index].list = nil
    slots[index].generation &+= 1
    slots[index].isWoken = true
    slots[index].outcome = outcome
  }

  /// Frees the slot and returns the job of the task that stood in it, and why it goes on.
  mutating func remove(_ slot: Int32) -> (job: Int, outcome: Received) {
    let index = Int(slot)
    free.append(slot)
    defer { slots[index].job = 0 }
    return (slots[index].job, slots[index].outcome)
  }

  func target(_ slot: Int32) -> TimerTarget {
    TimerTarget(waiter: slot, slots[Int(slot)].generation)
  }

  /// Whether the waiter that the timer was set for is still parked.
  func isLive(_ target: TimerTarget) -> Bool {
    slots[Int(target.slot)].generation == target.generation
  }

  /// Whether the timer's waiter is still parked, and in no list.
  func isSleeping(_ target: TimerTarget) -> Bool {
    unsafe isLive(target) && slots[Int(target.slot)].list == nil
  }

  func next(_ slot: Int32) -> Int32 { slots[Int(slot)].next }

  mutating func setNext(_ slot: Int32, _ next: Int32) { slots[Int(slot)].next = next }

  mutating func setPrevious(_ slot: Int32, _ previous: Int32) {
    slots[Int(slot)].previous = previous
  }

  private mutating func appendSlot() -> Int32 {
    slots.append(Waiter())
    return Int32(slots.count - 1)
  }
}
