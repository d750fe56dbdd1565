// The actor at which an executor's own tasks are. A task that *prefers* an executor takes a lock of the
// runtime's whenever it moves; a task that is isolated to an actor has nothing to ask. Invariant: its
// jobs run on the executor's thread only, in the executor's order.

@safe
actor Home: SerialExecutor {
  /// The executor whose home it is, which owns this.
  @safe private nonisolated(unsafe) var owner: Unmanaged<VirtualExecutor>?

  nonisolated func serve(_ executor: VirtualExecutor) {
    owner = unsafe Unmanaged.passUnretained(executor)
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  nonisolated func enqueue(_ job: UnownedJob) {
    let word = unsafe unsafeBitCast(job, to: Int.self)
    unsafe owner?._withUnsafeGuaranteedRef { $0.enqueue(word | VirtualExecutor.homeTag) }
  }

  /// Whether the calling thread is the executor's, which only it can say: between two jobs as well.
  nonisolated func isIsolatingCurrentContext() -> Bool? {
    unsafe owner?._withUnsafeGuaranteedRef { $0.isHere }
  }

  /// Starts a task here; its job is enqueued before this returns.
  nonisolated func begin(
    name: String, _ work: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    assumeIsolated { home in home.start(name: name, work) }
  }

  private func start(
    name: String, _ work: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    Task(name: name) {
      _ = self
      await work()
    }
  }
}
