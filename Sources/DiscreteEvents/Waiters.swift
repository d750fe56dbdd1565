// The parked tasks of one executor, in reusable slots. Invariant: a slot is either free or holds
// exactly one continuation that has not been resumed; taking a waiter out frees its slot and gives
// it a new generation, so a timer that still names the old one finds nothing to wake.

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

typealias Parking = UnsafeContinuation<Received, Never>

/// Suspends the task and hands its continuation to `park`.
///
/// `withUnsafeContinuation` moves to the executor that it is on already, before it suspends; this
/// spelling of it, which the library keeps for code from before actors, does not. The move takes
/// the task's lock to ask for its preferred executor, an eighth of a park and resume.
@inline(__always)
func suspend(_ park: (Parking) -> Void) async -> Received {
  await unsafe _unsafeInheritExecutor_withUnsafeContinuation(park)
}

/// A parked task; its neighbours in a wait list are slots, so leaving a list is O(1).
@safe
struct Waiter {
  var continuation: Parking?
  /// The list it stands in, or nil while it only sleeps.
  ///
  /// Not retained: a list outlives its waiters, whose frames hold the primitive that owns it.
  var list: Unmanaged<WaitList>?
  var next = Waiter.none
  var previous = Waiter.none
  var generation: UInt32 = 0
  var process: UInt32 = 0
  var isTimed = false

  static let none: Int32 = -1

  var isParked: Bool { unsafe continuation != nil }
}

@safe
struct WaiterPool {
  private(set) var slots: [Waiter] = []
  private var free: [Int32] = []

  /// Parks a continuation and returns its slot.
  mutating func insert(
    _ continuation: Parking, process: UInt32, list: WaitList?, timed: Bool
  ) -> Int32 {
    let slot = free.popLast() ?? appendSlot()
    let index = Int(slot)
    unsafe slots[index].continuation = unsafe continuation
    unsafe slots[index].list = unsafe list.map { unsafe Unmanaged.passUnretained($0) }
    slots[index].process = process
    slots[index].isTimed = timed
    return slot
  }

  /// Frees the slot and returns the continuation that stood in it.
  mutating func remove(_ slot: Int32) -> Parking? {
    let index = Int(slot)
    let continuation = unsafe slots[index].continuation
    unsafe slots[index].continuation = nil
    unsafe slots[index].list = nil
    slots[index].generation &+= 1
    free.append(slot)
    return unsafe continuation
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
