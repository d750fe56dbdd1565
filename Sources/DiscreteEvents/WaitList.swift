// The tasks that wait at one primitive, first come first served. Invariant: the waiters are linked
// from `head` to `tail` in order of arrival and `count` is exact, also when one of them times out
// in the middle; a closed list has no waiters.

final class WaitList {
  let executor: VirtualExecutor
  /// What a report calls this place, such as `mailbox orders`.
  let label: String
  @safe @exclusivity(unchecked) private(set) var count = 0
  @safe @exclusivity(unchecked) private(set) var isClosed = false
  @safe @exclusivity(unchecked) private var head = Waiter.none
  @safe @exclusivity(unchecked) private var tail = Waiter.none

  init(executor: VirtualExecutor, label: String) {
    self.executor = executor
    self.label = label
    executor.register(self)
  }

  /// Parks the task at the end; with a timeout it is woken `timedOut` when that comes first.
  @inline(__always)
  func wait(timeout: Int64? = nil) async -> Received {
    await executor.park(for: .waiter(append(timeout: timeout)))
  }

  /// Takes a place at the end for the task that runs, which is about to park for it.
  ///
  /// Returns the waiter's slot, by which it can be woken out of turn.
  func append(timeout: Int64? = nil) -> Int32 {
    let slot = executor.waiters.insert(in: self, timed: timeout != nil)
    executor.waiters.setPrevious(slot, tail)
    executor.waiters.setNext(slot, Waiter.none)
    if tail == Waiter.none { head = slot } else { executor.waiters.setNext(tail, slot) }
    tail = slot
    count &+= 1
    guard let timeout else { return slot }
    executor.setTimer(for: slot, at: executor.now.advanced(byNanoseconds: timeout))
    return slot
  }

  /// Wakes the task that has waited longest; false when nobody waits.
  func wakeFirst(_ outcome: Received) -> Bool {
    guard head != Waiter.none else { return false }
    wake(head, outcome)
    return true
  }

  /// Wakes the task that came last; false when nobody waits.
  func wakeLast(_ outcome: Received) -> Bool {
    guard tail != Waiter.none else { return false }
    wake(tail, outcome)
    return true
  }

  /// Takes one waiter out, wherever it stands, and makes its task ready.
  func wake(_ slot: Int32, _ outcome: Received, byTimer: Bool = false) {
    unlink(slot)
    executor.wake(slot, outcome, byTimer: byTimer)
  }

  /// Wakes everybody with `closed`, in order of arrival, and refuses later waits.
  func close() {
    isClosed = true
    while wakeFirst(.closed) {}
  }

  /// The waiting processes in order of arrival, for reports.
  var processes: [UInt32] {
    var found: [UInt32] = []
    var slot = head
    while slot != Waiter.none {
      found.append(executor.process(executor.waiters.slots[Int(slot)]))
      slot = executor.waiters.next(slot)
    }
    return found
  }

  private func unlink(_ slot: Int32) {
    let next = executor.waiters.slots[Int(slot)].next
    let previous = executor.waiters.slots[Int(slot)].previous
    if previous == Waiter.none { head = next } else { executor.waiters.setNext(previous, next) }
    if next == Waiter.none { tail = previous } else { executor.waiters.setPrevious(next, previous) }
    count &-= 1
  }
}
