// What the tasks of an executor that explores prefer. It passes everything on, and beyond that it
// answers where the runtime asks the executor of a task to wake it later by a clock of the real
// world, through an interface that is still to become public. While interleavings are explored such
// a sleep is a leak, and passes in virtual time so that the schedule comes to its end.
//
// Invariant: it keeps nothing; whatever it is given is that virtual executor's which explores now.

#if os(Linux)
@_spi(ExperimentalScheduling) import _Concurrency
#endif

/// Passes on what the tasks that explore enqueue.
final class StrandExecutor: TaskExecutor, @unchecked Sendable {
  // Sendable: `executor` changes between two schedules only, when nobody is at work.

  /// The executor that explores; kept alive, because a task that was given up may still be woken.
  @safe @exclusivity(unchecked) var executor: VirtualExecutor?

  func enqueue(_ job: UnownedJob) { executor?.enqueue(job) }
}

#if os(Linux)
extension StrandExecutor: SchedulingExecutor {
  /// Accepts a job that is due later by another clock.
  func enqueue<Other: Clock>(
    _ job: consuming ExecutorJob, at instant: Other.Instant, tolerance: Other.Duration?,
    clock: Other
  ) {
    let wait = clock.now.duration(to: instant) as? Swift.Duration
    executor?.takeIn(UnownedJob(job), after: StrandExecutor.rounded(wait ?? .zero))
  }

  /// A wait in whole milliseconds, so that it is the same when it is asked again.
  private static func rounded(_ wait: Swift.Duration) -> Int64 {
    max(0, (wait.wholeNanoseconds + 500_000) / 1_000_000 * 1_000_000)
  }
}
#endif
