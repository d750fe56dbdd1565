// A number of equal units that tasks hold for a while. Invariant: a unit is free only while nobody
// waits; a released unit goes straight to the task whose turn it is (usually the one that has waited
// longest), so nobody overtakes; no unit is handed on while more are held than there are.

/// A counted resource with a queue: servers, connections, row locks.
///
/// Who may call from where is the same as for ``Mailbox``.
public final class Resource: @unchecked Sendable {
  // Sendable: every entry point runs on the thread that owns the executor, or stops the program.

  /// The name used in reports.
  public let name: String
  /// The number of units.
  @safe @exclusivity(unchecked) public private(set) var capacity: Int
  /// The units held now; after a ``resize(to:)`` to less, more than the capacity for a while.
  @safe @exclusivity(unchecked) public private(set) var inUse = 0

  private let executor: VirtualExecutor
  private let precedence: Mailbox.Precedence
  private let claimants: WaitList
  /// Those who go before all others; made when the first of them has to wait.
  @safe @exclusivity(unchecked) private var urgent: WaitList?

  /// Makes a resource of which all units are free.
  public init(
    _ executor: VirtualExecutor, name: String, capacity: Int,
    to precedence: Mailbox.Precedence = .longestWaiting
  ) {
    precondition(capacity > 0, "a resource needs at least one unit")
    self.executor = executor
    self.name = name
    self.capacity = capacity
    self.precedence = precedence
    claimants = WaitList(executor: executor, label: "resource " + name)
  }

  /// The tasks that wait for a unit; exact, those that gave up are not counted.
  public var waiting: Int { claimants.count + (urgent?.count ?? 0) }

  /// Takes a unit, waiting for its turn; does not suspend when one is free.
  ///
  /// After the executor's shutdown it returns without a unit.
  public func acquire() async {
    guard executor.isHere else { return await executor.join { await self.acquire() } }
    guard !take(), !claimants.isClosed else { return }
    _ = await claimants.wait()
  }

  /// Takes a unit, waiting ahead of everybody who has asked by ``acquire()``.
  ///
  /// Nobody who holds a unit is interrupted; those who ask this way are served among themselves
  /// first come first served. After the executor's shutdown it returns without a unit.
  public func acquireUrgently() async {
    guard executor.isHere else { return await executor.join { await self.acquireUrgently() } }
    guard !take(), !claimants.isClosed else { return }
    let line = urgent ?? WaitList(executor: executor, label: "resource \(name), urgent")
    urgent = line
    _ = await line.wait()
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
    return await claimants.wait(timeout: nanoseconds).token != nil
  }

  /// Takes a unit if one is free now, and says whether it did.
  public func tryAcquire() -> Bool {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    return take()
  }

  /// Gives a unit back; the task whose turn it is holds it from this moment on.
  ///
  /// More releases than acquisitions are a precondition failure, except after a shutdown, which
  /// ends waits without giving them a unit.
  public func release() {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    if inUse <= capacity, wakeNext() { return }
    guard inUse > 0 else {
      precondition(claimants.isClosed, "a unit was released that nobody held")
      return
    }
    inUse &-= 1
  }

  /// Changes the number of units.
  ///
  /// New units go to those who wait; units that are to go are taken away as they are given back.
  public func resize(to capacity: Int) {
    precondition(capacity > 0, "a resource needs at least one unit")
    let entered = executor.enter()
    defer { executor.leave(entered) }
    self.capacity = capacity
    while inUse < capacity, wakeNext() { inUse &+= 1 }
  }

  private func take() -> Bool {
    guard inUse < capacity, !claimants.isClosed else { return false }
    inUse &+= 1
    return true
  }

  /// Hands a unit to the task whose turn it is; false if nobody waits.
  private func wakeNext() -> Bool {
    if let urgent, urgent.wakeFirst(.token(0)) { return true }
    switch precedence {
    case .longestWaiting: return claimants.wakeFirst(.token(0))
    case .latest: return claimants.wakeLast(.token(0))
    }
  }
}
