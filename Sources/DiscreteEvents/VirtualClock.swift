// Virtual time as a clock of the standard library, for code that was written for any clock.
// Invariant: a sleep ends exactly at its deadline, or at the moment its task is cancelled.

/// A `Clock` whose time is an executor's virtual time.
///
/// Code written against `some Clock<Duration>` runs on it unchanged. It costs more than
/// ``VirtualExecutor/sleep(until:)`` because it can be cancelled.
public struct VirtualClock: Clock {
  /// A point of virtual time.
  public typealias Instant = DiscreteEvents.Instant
  /// What lies between two instants.
  public typealias Duration = Swift.Duration

  let executor: VirtualExecutor

  /// The executor's time.
  public var now: Instant { executor.now }

  /// One nanosecond.
  public var minimumResolution: Duration { .nanoseconds(1) }

  /// Sleeps until exactly `deadline`; a deadline that has passed lets other ready tasks run first.
  ///
  /// The tolerance is not used. Throws `CancellationError` as soon as the task is cancelled, and
  /// when the executor is shut down.
  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    guard await executor.cancellableSleep(until: deadline) else { throw CancellationError() }
  }

  /// Sleeps for so long; the same as to sleep until then.
  ///
  /// Unlike the library's own it does not leave its caller's actor.
  public func sleep(for duration: Duration, tolerance: Duration? = nil) async throws {
    try await sleep(until: now.advanced(by: duration))
  }
}
