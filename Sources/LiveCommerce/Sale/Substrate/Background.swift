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
  /// Tasks that go round: in a pause or in a statement between two, each has one timer at most.
  @safe @exclusivity(unchecked) private var rounds = 0

  init(_ executor: VirtualExecutor, canCrash: Bool, end: Instant) {
    self.executor = executor
    self.canCrash = canCrash
    self.end = end
  }

  func run(_ name: String, _ body: @escaping @Sendable () async -> Void) {
    let task = executor.spawn(name: name, body)
    if canCrash { tasks.append(task) }
  }

  /// Runs a task that may pause.
  func runRounds(_ name: String, _ body: @escaping @Sendable () async -> Void) {
    rounds += 1
    run(name) {
      await body()
      self.rounds -= 1
    }
  }

  /// Waits; false once there is nothing to go on for.
  ///
  /// After the session's end, that is when nothing but such tasks was under way as the pause began, and
  /// again as it ended: then the round before it has seen everything that there was to see. That
  /// others of them are in their rounds does not count, or two would keep each other going for ever.
  func pause(for time: Duration) async -> Bool {
    let wasQuiet = executor.now >= end && executor.pendingTimers <= rounds
    do { try await executor.clock.sleep(for: time) } catch { return false }
    return !(wasQuiet && executor.pendingTimers < rounds && executor.now >= end)
  }

  /// Ends the tasks: what they wait for ends, and so do they.
  func crash() {
    for task in tasks { task.cancel() }
    tasks.removeAll()
  }
}
