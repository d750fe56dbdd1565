// A number of equal units that tasks hold for a while. Invariant: a unit is free only while nobody
// waits; a released unit goes straight to the task that has waited longest, so nobody overtakes.

/// A counted resource with a first-come-first-served queue: servers, connections, row locks.
///
/// Who may call from where is the same as for ``Mailbox``.
public final class Resource: @unchecked Sendable {
  // Sendable: every entry point runs on the thread that owns the executor, or stops the program.

  /// The name used in reports.
  public let name: String
  /// The number of units.
  public let capacity: Int
  /// The units held now.
  @safe @exclusivity(unchecked) public private(set) var inUse = 0

  private let executor: VirtualExecutor
  private let claimants: WaitList

  /// Makes a resource of which all units are free.
  public init(_ executor: VirtualExecutor, name: String, capacity: Int) {
    precondition(capacity > 0, "a resource needs at least one unit")
    self.executor = executor
    self.name = name
    self.capacity = capacity
    claimants = WaitList(executor: executor, label: "resource " + name)
  }

  /// The tasks that wait for a unit; exact, those that gave up are not counted.
  public var waiting: Int { claimants.count }

  /// Takes a unit, waiting for its turn; does not suspend when one is free.
  ///
  /// After the executor's shutdown it returns without a unit.
  public func acquire() async {
    guard executor.isHere else { return await executor.join { await self.acquire() } }
    guard !take(), !claimants.isClosed else { return }
    _ = await unsafe suspend { unsafe claimants.append($0) }
  }

  /// Takes a unit if its turn comes within so many nanoseconds; false if it does not.
  ///
  /// Of a release and a timeout at the same instant, the one that runs first wins. A timeout that
  /// is not positive is `tryAcquire`.
  public func acquire(timeout nanoseconds: Int64) async -> Bool {
    guard executor.isHere else {
      return await executor.join { await self.acquire(timeout: nanoseconds) }
    }
    if take() { return true }
    guard nanoseconds > 0, !claimants.isClosed else { return false }
    let outcome = await unsafe suspend {
      unsafe claimants.append($0, timeout: nanoseconds)
    }
    return outcome.token != nil
  }

  /// Takes a unit if one is free now, and says whether it did.
  public func tryAcquire() -> Bool {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    return take()
  }

  /// Gives a unit back; the task that has waited longest holds it from this moment on.
  ///
  /// More releases than acquisitions are a precondition failure, except after a shutdown, which
  /// ends waits without giving them a unit.
  public func release() {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    if claimants.wakeFirst(.token(0)) { return }
    guard inUse > 0 else {
      precondition(claimants.isClosed, "a unit was released that nobody held")
      return
    }
    inUse &-= 1
  }

  private func take() -> Bool {
    guard inUse < capacity, !claimants.isClosed else { return false }
    inUse &+= 1
    return true
  }
}
