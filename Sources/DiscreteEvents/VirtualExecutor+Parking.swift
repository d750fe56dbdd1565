// How tasks park and go on. A task parks by a move to the wayside, which hands its job over here; it goes on
// when its job is run again, as if it had moved back.
//
// Invariant: a parked task is in exactly one place: a timer, a slot of the waiters, or the ready queue, there
// as its own word or as that of its slot. Words are even for a job, with a tag for one of the home,
// and odd for a slot.

// MARK: - Waiting

extension VirtualExecutor {
  /// Suspends the task until somebody wakes it, and says why it was woken.
  @inline(__always)
  func park(for errand: Errand) async -> Received {
    prepare(errand, from: #isolation)
    return await wayside.rest()
  }

  /// Notes who is about to park and what for, while its task is still the one that runs.
  private func prepare(_ errand: Errand, from isolation: (any Actor)?) {
    let origin = origin(isolation)
    wayside.errand = errand
    wayside.origin = origin
    if origin != .home { wayside.process = processThatRuns }
  }

  func origin(_ isolation: (any Actor)?) -> Origin {
    guard let isolation else { return .nowhere }
    return isolation === home ? .home : .actor
  }

  /// The number of the process that the running task belongs to.
  private var processThatRuns: UInt32 {
    if let interleaver { return UInt32(bitPattern: interleaver.strandOfTask()) }
    return processes.number(of: running) ?? Process.current
  }

  /// Takes in the job of a task that has just parked.
  func keep(_ job: Int, for errand: Errand, from origin: Origin, process: UInt32) {
    let word = origin == .home ? job | Self.homeTag : job
    switch errand {
    case .waiter(let slot):
      waiters.park(word, in: slot, process: process, origin)
    case .time(let instant):
      // A process needs no slot, for it is known by its address, and nothing but time wakes it.
      if origin == .home || origin == .nowhere && isProcess(job) {
        return timers.push(TimerTarget(sleeper: word), at: instant)
      }
      let slot = waiters.insert(in: nil, timed: true)
      waiters.park(word, in: slot, process: process, origin)
      setTimer(for: slot, at: instant)
    case .turn where origin == .actor:
      let slot = waiters.insert(in: nil, timed: false)
      waiters.park(word, in: slot, process: process, origin)
      waiters.wake(slot, .token(0))
      makeReady(slot)
    case .turn:
      guard let interleaver else { return ready.append(word) }
      interleaver.requeue(word, Int32(bitPattern: process))
    }
  }

  /// Whether the task that runs is a process's own, and remembered.
  private func isProcess(_ job: Int) -> Bool { job == running && processes.number(of: job) != nil }

  /// Makes the task in the slot ready; the caller has taken it off its list.
  func wake(_ slot: Int32, _ outcome: Received, byTimer: Bool = false) {
    let leavesTimer = waiters.slots[Int(slot)].isTimed && !byTimer
    waiters.wake(slot, outcome)
    makeReady(slot)
    if leavesTimer { noteStaleTimer() }
  }

  /// Puts a task that has been woken at the back of those who are ready.
  private func makeReady(_ slot: Int32) {
    let word = Int(slot) << 1 | Self.slotTag
    guard let interleaver else { return ready.append(word) }
    interleaver.requeue(word, strand(of: slot))
  }

  private func strand(of slot: Int32) -> Int32 {
    Int32(bitPattern: waiters.slots[Int(slot)].process)
  }

  /// Runs the end of a task's stay at the wayside and nothing else: its actor takes it in.
  private func leaveWayside(_ slot: Int32) {
    let job = unsafe unsafeBitCast(takeJob(in: slot), to: UnownedJob.self)
    unsafe job.runSynchronously(
      isolatedTo: wayside.unownedExecutor, taskExecutor: preferred.asUnownedTaskExecutor())
  }

  /// Takes the job out of a slot whose task is to be told why it was woken, now.
  private func takeJob(in slot: Int32) -> Int {
    let (job, outcome) = waiters.remove(slot)
    wayside.outcome = outcome
    return job
  }
}

// MARK: - Going on

extension VirtualExecutor {
  /// Runs what was ready: a job, or the task in a slot.
  func runOne(_ word: Int) {
    guard word & Self.slotTag != 0 else {
      wayside.outcome = .token(0)
      return run(word)
    }
    let slot = Int32(truncatingIfNeeded: word >> 1)
    guard waiters.slots[Int(slot)].origin == .actor else { return run(takeJob(in: slot)) }
    // Its actor's job is put at the back, but its turn is now: it has waited in the queue.
    let before = readyCount
    leaveWayside(slot)
    // An actor that is busy already has a job in the queue, and then none is added.
    if let job = takeLast(beyond: before) { run(job) }
  }

  @inline(__always)
  private func run(_ word: Int) {
    running = word & ~Self.homeTag
    let job = unsafe unsafeBitCast(running, to: UnownedJob.self)
    if word & Self.homeTag != 0 {
      unsafe job.runSynchronously(on: home.unownedExecutor)
    } else if let strandExecutor {
      unsafe job.runSynchronously(on: strandExecutor.asUnownedTaskExecutor())
    } else {
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private var readyCount: Int { interleaver?.count ?? ready.count }

  private func takeLast(beyond count: Int) -> Int? {
    if let interleaver { return interleaver.takeLast(beyond: count)?.word }
    return ready.count > count ? ready.popLast() : nil
  }
}
