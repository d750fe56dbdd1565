// What a search over interleavings takes of the concurrency runtime beyond its interface: the number
// of a job's task, and the hooks by which unstructured tasks, late jobs and work of the main actor
// come by. All are looked up by name, once; where one is missing there is no exploring, and an
// ordinary run needs none of them.
//
// Invariant: a hook that is installed passes on what does not come from a thread that explores.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Access to the runtime.
@safe
final class RuntimeAccess: Sendable {
  private typealias JobNumber = @convention(thin) (UnownedJob) -> UInt64
  fileprivate typealias Enqueue = @convention(thin) (UnownedJob) -> Void
  fileprivate typealias EnqueueLate = @convention(thin) (UInt64, UnownedJob) -> Void
  fileprivate typealias EnqueueAt = @convention(thin) (
    Int64, Int64, Int64, Int64, Int32, UnownedJob
  ) -> Void
  private typealias EnqueueHook = @convention(thin) (UnownedJob, Enqueue) -> Void
  private typealias EnqueueLateHook = @convention(thin) (UInt64, UnownedJob, EnqueueLate) -> Void
  private typealias EnqueueAtHook = @convention(thin) (
    Int64, Int64, Int64, Int64, Int32, UnownedJob, EnqueueAt
  ) -> Void

  /// The access, with the hooks installed; nil where the runtime does not give it.
  static let shared = RuntimeAccess()

  private let jobNumber: JobNumber
  private let key: pthread_key_t

  private init?() {
    var key = pthread_key_t()
    guard
      let number = unsafe dlsym(nil, "swift_task_getJobTaskId"),
      let global = unsafe dlsym(nil, "swift_task_enqueueGlobal_hook"),
      let late = unsafe dlsym(nil, "swift_task_enqueueGlobalWithDelay_hook"),
      let timed = unsafe dlsym(nil, "swift_task_enqueueGlobalWithDeadline_hook"),
      let main = unsafe dlsym(nil, "swift_task_enqueueMainExecutor_hook"),
      unsafe pthread_key_create(&key, nil) == 0
    else { return nil }
    self.key = key
    jobNumber = unsafe unsafeBitCast(number, to: JobNumber.self)
    unsafe global.assumingMemoryBound(to: EnqueueHook?.self).pointee = { job, original in
      guard let executor = RuntimeAccess.executor else { return original(job) }
      executor.takeIn(job)
    }
    unsafe late.assumingMemoryBound(to: EnqueueLateHook?.self).pointee = { delay, job, original in
      guard let executor = RuntimeAccess.executor else { return original(delay, job) }
      executor.takeIn(job, after: Int64(clamping: delay))
    }
    unsafe timed.assumingMemoryBound(to: EnqueueAtHook?.self).pointee = {
      seconds, nanoseconds, tolerance, toleranceNanoseconds, clock, job, original in
      guard let executor = RuntimeAccess.executor else {
        return original(seconds, nanoseconds, tolerance, toleranceNanoseconds, clock, job)
      }
      executor.takeIn(job, after: RuntimeAccess.wait(until: seconds, nanoseconds, clock))
    }
    unsafe main.assumingMemoryBound(to: EnqueueHook?.self).pointee = { job, original in
      guard let executor = RuntimeAccess.executor else { return original(job) }
      executor.takeInMain(job)
    }
  }

  /// The number of a job's task; 0 if it is an actor's job.
  func task(ofJob word: Int) -> UInt64 { jobNumber(unsafe unsafeBitCast(word, to: UnownedJob.self)) }

  /// The number of the task that runs; 0 if none does.
  func currentTask() -> UInt64 {
    unsafe withUnsafeCurrentTask { task in
      guard let task = unsafe task else { return 0 }
      return jobNumber(unsafe unsafeBitCast(task, to: UnownedJob.self))
    }
  }

  /// The executor that explores on this thread.
  private static var executor: VirtualExecutor? {
    guard let key = shared?.key, let found = unsafe pthread_getspecific(key) else { return nil }
    return unsafe Unmanaged<VirtualExecutor>.fromOpaque(found).takeUnretainedValue()
  }

  /// Lets the hooks give what this thread enqueues to an executor, while `body` runs.
  func capturing<Result>(for executor: VirtualExecutor, _ body: () -> Result) -> Result {
    _ = unsafe pthread_setspecific(key, Unmanaged.passUnretained(executor).toOpaque())
    defer { _ = unsafe pthread_setspecific(key, nil) }
    return body()
  }

  /// How long it is until a deadline of a real clock, in whole milliseconds, so that it is the same
  /// when it is asked again.
  private static func wait(until seconds: Int64, _ nanoseconds: Int64, _ clock: Int32) -> Int64 {
    var now = timespec()
    // The runtime's clocks: 1 runs on while the machine sleeps, 2 does not.
    _ = unsafe clock_gettime(clock == 2 ? CLOCK_MONOTONIC : CLOCK_BOOTTIME, &now)
    let wait = (seconds - Int64(now.tv_sec)) * 1_000_000_000 + nanoseconds - Int64(now.tv_nsec)
    return max(0, (wait + 500_000) / 1_000_000 * 1_000_000)
  }
}
