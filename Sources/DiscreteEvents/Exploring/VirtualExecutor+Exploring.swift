// Running an executor under a schedule: what is ready goes on in the order that the schedule chooses,
// and time moves by a little with every call upon the world, so that what happens first is earlier.
//
// Invariant: everything that is due by now is ready before a choice is made, so a timer competes
// with whoever is at work at its instant; time never passes a timer.

extension VirtualExecutor {
  /// The virtual time that a call upon the world takes while interleavings are explored: 1 µs.
  package static var turnNanoseconds: Int64 { 1_000 }

  /// Runs until nothing is left to do or the steps run out; returns the steps that are left.
  ///
  /// A step is one job. While it runs, unstructured tasks, sleeps of the real clocks and work of the
  /// main actor on this thread come here as well; the last two are noted as leaks. A call from
  /// within a run, or on an executor that was not made for exploring, is a precondition failure.
  package func explore(atMost steps: Int) -> Int {
    guard let interleaver, let runtime = RuntimeAccess.shared else {
      preconditionFailure("this executor was not made for exploring")
    }
    let entered = beginRun()
    defer { endRun(entered) }
    return runtime.capturing(for: self) {
      interleaver.stepsLeft = steps
      repeat {
        admitDue(interleaver)
        while interleaver.stepsLeft > 0, let job = interleaver.next() {
          interleaver.stepsLeft &-= 1
          runOne(job.word)
          admitDue(interleaver)
        }
      } while interleaver.stepsLeft > 0 && (admitArrivals() || passToNext(interleaver))
      return max(0, interleaver.stepsLeft)
    }
  }

  /// Starts a task as a strand of its own; it is ready at once.
  ///
  /// It and what it starts belong to `group`, for ``cancel(group:)``; if it `isBackground` it may
  /// wait for ever.
  @discardableResult
  package func spawn(
    _ name: StrandName, group: Int32, isBackground: Bool = false,
    _ body: @escaping @Sendable @concurrent () async -> Void
  ) -> Task<Void, Never> {
    guard let interleaver else { preconditionFailure("this executor was not made for exploring") }
    let entered = enter()
    defer { leave(entered) }
    let strand = interleaver.open(name, group: group, isBackground: isBackground)
    let task = interleaver.crew.begin(strand, body)
    interleaver.attach(task, to: strand)
    return task
  }

  /// Lets go the tasks that are kept for the next schedule, when there is to be none.
  package func disband() {
    guard let interleaver else { return }
    let entered = beginRun()
    let crew = interleaver.crew
    crew.disband()
    // They only return, so no schedule is asked in which order.
    while let job = interleaver.takeLast(beyond: 0) { runOne(job.word) }
    endRun(entered)
    crew.executor.executor = nil
  }

  /// Counts a call upon the world, and lets the task go on when the schedule gives it its turn.
  ///
  /// - Parameter strand: The task's strand.
  package func takeTurn(of strand: Int32) async {
    guard let interleaver, strand >= 0 else { return }
    interleaver.countCall(of: strand)
    if !isShutDown {
      let due = now.advanced(byNanoseconds: VirtualExecutor.turnNanoseconds)
      time = nextDue(interleaver).map { min($0, due) } ?? due
      admitDue(interleaver)
      // To be suspended only to be put back to work would be most of what a call costs.
      if interleaver.goesOn(strand) { return }
    }
    await requeue()
  }

  /// Calls `body` so many nanoseconds from now, between two jobs.
  package func call(after wait: Int64, _ body: @escaping () -> Void) {
    interleaver?.call(at: now.advanced(byNanoseconds: wait), body)
  }

  /// Moves the strand that runs to a group.
  package func join(group: Int32) { interleaver?.join(group: group) }

  /// Asks the spawned tasks of a group to end.
  package func cancel(group: Int32) { interleaver?.cancel(group: group) }

  /// The strands that wait at a primitive of this executor, each with the primitive's name.
  package var waitingStrands: [(strand: Int32, primitive: String)] {
    let asleep = waiters.slots.filter { unsafe $0.isParked && $0.list == nil }
      .map { (Int32(bitPattern: $0.process), "sleep") }
    return asleep
      + liveWaitLists.flatMap { list in
        list.processes.map { (Int32(bitPattern: $0), list.label) }
      }
  }

  /// Takes in a job that is due so many nanoseconds from now by a clock of the real world.
  func takeIn(_ job: UnownedJob, after wait: Int64) {
    interleaver?.note(.realSleep)
    interleaver?.enqueue(
      unsafe unsafeBitCast(job, to: Int.self), at: now.advanced(byNanoseconds: wait))
  }

  /// Takes in a job of the main actor.
  func takeInMain(_ job: UnownedJob) {
    interleaver?.note(.mainActor)
    enqueue(job)
  }

  /// Runs ready jobs without moving time, as a shutdown does.
  func runReady(of interleaver: Interleaver, atMost steps: Int) {
    guard let runtime = RuntimeAccess.shared else { return }
    runtime.capturing(for: self) {
      interleaver.stepsLeft = steps
      repeat {
        while interleaver.stepsLeft > 0, let job = interleaver.next() {
          interleaver.stepsLeft &-= 1
          runOne(job.word)
        }
      } while interleaver.stepsLeft > 0 && admitArrivals()
    }
  }

  private func nextDue(_ interleaver: Interleaver) -> Instant? {
    guard let timer = nextTimer else { return interleaver.firstLate }
    return interleaver.firstLate.map { min($0, timer) } ?? timer
  }

  /// Makes everything ready that is due by now.
  private func admitDue(_ interleaver: Interleaver) {
    while let timer = popTimer(notAfter: now) { trigger(timer) }
    if interleaver.firstLate != nil { interleaver.admitLate(by: now) }
  }

  /// Moves time to what happens next; false if nothing will.
  private func passToNext(_ interleaver: Interleaver) -> Bool {
    guard let next = nextDue(interleaver) else { return false }
    time = max(time, next)
    return true
  }
}
