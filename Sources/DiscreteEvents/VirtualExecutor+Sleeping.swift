// Sleeps: by the executor, which nothing but time ends, and by its clock, which can be cancelled from any
// thread. Invariant: a sleep ends at its instant, or when it is cancelled, and never twice.

extension VirtualExecutor {
  /// Suspends the task for so many nanoseconds; a yield if that is not positive.
  ///
  /// O(log n) in the timers that are set.
  public func sleep(for nanoseconds: Int64) async {
    guard isHere else { return await join { await self.sleep(for: nanoseconds) } }
    await pause(until: now.advanced(byNanoseconds: nanoseconds))
  }

  /// Suspends the task until `instant`; a yield if that is not later.
  ///
  /// O(log n) in the timers that are set. When nothing else can happen before `instant`, the sleep
  /// moves time there itself and the task goes on without having been suspended.
  public func sleep(until instant: Instant) async {
    guard isHere else { return await join { await self.sleep(until: instant) } }
    await pause(until: instant)
  }

  /// The body of a sleep; part of its callers, because a frame of its own is memory of the task's.
  @inline(__always)
  private func pause(until instant: Instant) async {
    guard instant > now, !isShutDown else { return await requeue() }
    if passTime(to: instant, for: #isolation) { return }
    _ = await park(for: .time(instant))
  }

  /// Sleeps if that takes no suspension, because nothing else can happen meanwhile.
  ///
  /// For callers to whom even the frame of a call of `sleep(for:)` matters. False if the caller is
  /// to sleep as usual.
  package func sleepsAlone(for nanoseconds: Int64, in isolation: (any Actor)?) -> Bool {
    guard isHere, nanoseconds > 0, !isShutDown else { return false }
    return passTime(to: now.advanced(byNanoseconds: nanoseconds), for: isolation)
  }

  /// Puts the task at the back of the ready queue: all that is ready now runs before it goes on.
  public func yield() async {
    guard isHere else { return await join { await self.yield() } }
    await requeue()
  }

  func requeue() async { _ = await park(for: .turn) }

  /// Sleeps until `instant`; false when the task was cancelled, or the executor shut down, first.
  func cancellableSleep(until instant: Instant) async -> Bool {
    guard isHere else { return await join { await self.cancellableSleep(until: instant) } }
    noteEscapee(from: #isolation)
    guard !Task.isCancelled, !isShutDown else { return false }
    guard instant > now else {
      await requeue()
      return !Task.isCancelled
    }
    let nap = Nap()
    return await rest(on: nap, until: instant).token != nil
  }

  private func rest(
    on nap: Nap, until instant: Instant, isolation: isolated (any Actor)? = #isolation
  ) async -> Received {
    await withTaskCancellationHandler {
      // To name the actor is what keeps a closure there.
      _ = isolation
      return await park(for: .waiter(begin(nap, until: instant)))
    } onCancel: {
      self.cancel(nap)
    }
  }

  /// Counts a task that is here only because an actor's mailbox was drained here.
  ///
  /// An unstructured task made inside an actor begins on this thread but resumes on the global
  /// pool, unseen. The question costs 40 ns, so it is asked only where a user's own code waits.
  private func noteEscapee(from isolation: (any Actor)?) {
    guard interleaver == nil, origin(isolation) != .home else { return }
    let preferred = unsafe withUnsafeCurrentTask { unsafe $0?.unownedTaskExecutor }
    guard unsafe preferred != asUnownedTaskExecutor() else { return }
    countForeign()
  }

  private func begin(_ nap: Nap, until instant: Instant) -> Int32 {
    let slot = waiters.insert(in: nil, timed: true)
    setTimer(for: slot, at: instant)
    nap.target = waiters.target(slot)
    return slot
  }

  /// Called on whatever thread cancels; strangers leave the nap at the side queue.
  private func cancel(_ nap: Nap) {
    if isHere { return end(nap) }
    leaveAtDoor(nap)
  }

  func end(_ nap: Nap) {
    guard let target = nap.target, waiters.isLive(target) else { return }
    wake(target.slot, .closed)
  }
}

/// One sleep that can be cancelled.
// Sendable: `target` is used by the executor's thread only; others pass the reference on.
final class Nap: @unchecked Sendable {
  var target: TimerTarget?
}
