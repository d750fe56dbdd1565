// The tasks that a sale logic runs beside its orders: consumers, sweepers, reconciliation.
//
// Invariant: they run on the executor, are known by name, and end with the session or their node.
import DiscreteEvents

/// The background tasks of one node.
final class Background: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  private let executor: VirtualExecutor
  /// Whether the node can crash, so that its tasks have to be known.
  private let canCrash: Bool
  /// From when on tasks that only pause do not keep a session going.
  private let end: Instant
  @safe @exclusivity(unchecked) private var tasks: [Task<Void, Never>] = []
  /// Tasks in a pause.
  @safe @exclusivity(unchecked) private var pausing = 0

  init(_ executor: VirtualExecutor, canCrash: Bool, end: Instant) {
    self.executor = executor
    self.canCrash = canCrash
    self.end = end
  }

  func run(_ name: String, _ body: @escaping @Sendable () async -> Void) {
    let task = executor.spawn(name: name, body)
    if canCrash { tasks.append(task) }
  }

  /// Waits; false once there is nothing to go on for.
  ///
  /// After the session's end, that is when nothing but pauses was under way as the pause began, and
  /// again as it ended: then the round before it has seen everything that there was to see.
  func pause(for time: Duration) async -> Bool {
    let wasQuiet = isQuiet
    pausing += 1
    defer { pausing -= 1 }
    do { try await executor.clock.sleep(for: time) } catch { return false }
    return !(wasQuiet && executor.pendingTimers < pausing && executor.now >= end)
  }

  private var isQuiet: Bool { executor.now >= end && executor.pendingTimers <= pausing }

  /// Ends the tasks: what they wait for ends, and so do they.
  func crash() {
    for task in tasks { task.cancel() }
    tasks.removeAll()
  }
}
