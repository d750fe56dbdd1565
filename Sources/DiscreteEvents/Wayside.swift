// Where the tasks of an executor wait: an actor whose own executor keeps a task that moves there
// instead of running it. To park is one move, and to resume is to run the task as if it had moved back
// already, where a continuation goes through the runtime twice.
//
// Invariant: a task is here from its call of `rest` until it is run again, and what it came for is what
// `errand` said just before; there is no other way in. Nothing that is isolated here can be raced
// for, because all of it belongs to the thread that uses the executor.

/// What a task waits for.
enum Errand {
  /// That all who are ready have run.
  case turn
  /// An instant, and nothing but that.
  case time(Instant)
  /// What wakes the waiter in a slot.
  case waiter(Int32)
}

/// Where a task was before it parked, and goes on.
enum Origin {
  /// At no actor, on the executor that it prefers.
  case nowhere
  /// At the executor's home.
  case home
  /// At another actor, to which it is sent on.
  case actor
}

@safe
actor Wayside: SerialExecutor {
  /// The executor that the tasks belong to, which owns this.
  @safe private nonisolated(unsafe) var owner: Unmanaged<VirtualExecutor>?
  /// What the task comes for that moves here next.
  @safe @exclusivity(unchecked) nonisolated(unsafe) var errand = Errand.turn
  /// Where it comes from.
  @safe @exclusivity(unchecked) nonisolated(unsafe) var origin = Origin.nowhere
  /// The process that it belongs to, unless it comes from home.
  @safe @exclusivity(unchecked) nonisolated(unsafe) var process: UInt32 = 0
  /// Why the task was woken that runs next.
  @safe @exclusivity(unchecked) nonisolated(unsafe) var outcome = Received.token(0)

  nonisolated func serve(_ executor: VirtualExecutor) {
    owner = unsafe Unmanaged.passUnretained(executor)
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  /// Keeps a task; called by the runtime as the task moves here.
  nonisolated func enqueue(_ job: UnownedJob) {
    let word = unsafe unsafeBitCast(job, to: Int.self)
    unsafe owner?._withUnsafeGuaranteedRef {
      $0.keep(word, for: errand, from: origin, process: process)
    }
  }

  /// Waits; what a task is told that has been woken.
  // Not inlined: with nothing between two moves the compiler would leave out the first.
  @inline(never)
  func rest() -> Received { outcome }
}
