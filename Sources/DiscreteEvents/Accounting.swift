// Who waits where. Invariant: every parked task is in exactly one line of the report, or it waits
// for something that this module does not know; nothing is stored for this beyond the waits
// themselves, so parking pays one word and the report does the work.

/// The tasks that wait at one primitive.
public struct ParkedTasks: Sendable, Hashable {
  /// The primitive: `sleep`, or its kind and name as in `mailbox orders`.
  public let primitive: String
  /// The names of the waiting processes, in the order in which they will be served.
  public let tasks: [String]
}

extension VirtualExecutor {
  /// The live tasks that nothing of this executor can wake, in spawning order.
  ///
  /// At quiescence, a spawned task that is neither ready nor (itself or a child of it) parked on a
  /// primitive of this module waits for something outside, or is deadlocked. Empty while jobs are
  /// ready, because then nothing can be said. O(tasks).
  public var tasksParkedElsewhere: [String] {
    guard isQuiescent else { return [] }
    let asleep = timers.inOrder.compactMap { $0.target.isSleeper ? process($0.target) : nil }
    let known = Set(waiters.slots.filter(\.isParked).map(process) + asleep)
    return processes.live.filter { !known.contains($0.number) }.map(\.name)
  }

  /// The parked tasks by the primitive they wait on: sleepers by time, then primitives by age.
  ///
  /// A child task goes by its process's name. A task that was not spawned here is `(outside)`, one
  /// that outlived its process `(left behind)`. Primitives where nobody waits are left out.
  public var parked: [ParkedTasks] {
    let names = Dictionary(uniqueKeysWithValues: processes.live.map { ($0.number, $0.name) })
    func name(_ process: UInt32) -> String {
      names[process] ?? (process == 0 ? "(outside)" : "(left behind)")
    }
    let lists = liveWaitLists.map { ($0.label, $0.processes) }
    return ([("sleep", sleepers)] + lists).filter { !$0.1.isEmpty }
      .map { ParkedTasks(primitive: $0.0, tasks: $0.1.map(name)) }
  }

  private var sleepers: [UInt32] {
    timers.inOrder.map(\.target)
      .filter { $0.isSleeper || !$0.isDelivery && waiters.isSleeping($0) }
      .map { $0.isSleeper ? process($0) : process(waiters.slots[Int($0.slot)]) }
  }

  private func process(_ sleeper: TimerTarget) -> UInt32 { process(ofJob: sleeper.word) }

  /// The number of the process that a parked task belongs to; 0 is none.
  func process(_ waiter: Waiter) -> UInt32 {
    // Only a process's own task can be at home.
    waiter.origin == .home ? process(ofJob: waiter.job) : waiter.process
  }

  private func process(ofJob word: Int) -> UInt32 {
    processes.search(word & ~VirtualExecutor.homeTag) ?? 0
  }
}
