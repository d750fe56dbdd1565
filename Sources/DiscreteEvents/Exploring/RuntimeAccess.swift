// What a search over interleavings takes of the concurrency runtime beyond its interface: the number
// of a job's task, and the hooks by which unstructured tasks and work of the main actor come by. They
// are looked up by name, once; where one is missing there is no exploring, and an ordinary run needs
// none of them.
//
// Invariant: a hook that is installed passes on what does not come from a thread that explores.

import Synchronization

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
  private typealias JobNumber = @convention(thin) (Int) -> UInt64
  private typealias CurrentTask = @convention(thin) () -> Int
  private typealias Enqueue = @convention(thin) (UnownedJob) -> Void
  private typealias EnqueueHook = @convention(thin) (UnownedJob, Enqueue) -> Void
  private typealias MainExecutor = @convention(thin) () -> UnownedSerialExecutor
  private typealias MainExecutorHook = @convention(thin) (MainExecutor) -> UnownedSerialExecutor

  /// The access, with the hooks installed; nil where the runtime does not give it.
  static let shared = RuntimeAccess()

  private let jobNumber: JobNumber
  private let current: CurrentTask
  private let key: pthread_key_t
  /// The executors of tasks that were started without one, by the task's number, so that they are
  /// found when another thread wakes such a task.
  private let started = Mutex<[UInt64: VirtualExecutor]>([:])

  private init?() {
    var key = pthread_key_t()
    guard
      let number = unsafe dlsym(nil, "swift_task_getJobTaskId"),
      let current = unsafe dlsym(nil, "swift_task_getCurrent"),
      let global = unsafe dlsym(nil, "swift_task_enqueueGlobal_hook"),
      let main = unsafe dlsym(nil, "swift_task_getMainExecutor_hook"),
      unsafe pthread_key_create(&key, nil) == 0
    else { return nil }
    self.key = key
    jobNumber = unsafe unsafeBitCast(number, to: JobNumber.self)
    self.current = unsafe unsafeBitCast(current, to: CurrentTask.self)
    unsafe global.assumingMemoryBound(to: EnqueueHook?.self).pointee = { job, original in
      guard let executor = RuntimeAccess.executor ?? RuntimeAccess.starter(of: job) else {
        return original(job)
      }
      executor.enqueue(job)
    }
    unsafe main.assumingMemoryBound(to: MainExecutorHook?.self).pointee = { original in
      guard RuntimeAccess.executor != nil else { return unsafe original() }
      return unsafe MainStandIn.shared.asUnownedSerialExecutor()
    }
  }

  /// The number of a job's task; 0 if it is an actor's job.
  func task(ofJob word: Int) -> UInt64 { jobNumber(word) }

  /// The number of the task that runs; 0 if none does.
  func currentTask() -> UInt64 {
    let task = current()
    return task == 0 ? 0 : jobNumber(task)
  }

  /// Remembers that a task belongs to the executor that explores on this thread.
  func remember(_ task: UInt64) {
    guard let executor = RuntimeAccess.executor else { return }
    started.withLock { $0[task] = executor }
  }

  /// Forgets tasks.
  func forget(_ tasks: [UInt64]) {
    started.withLock { known in for task in tasks { known[task] = nil } }
  }

  /// The executor that a task belongs to which another thread wakes.
  private static func starter(of job: UnownedJob) -> VirtualExecutor? {
    guard let shared else { return nil }
    let task = shared.task(ofJob: unsafe unsafeBitCast(job, to: Int.self))
    return shared.started.withLock { $0[task] }
  }

  /// The executor that explores on this thread.
  static var executor: VirtualExecutor? {
    guard let key = shared?.key, let found = unsafe pthread_getspecific(key) else { return nil }
    return unsafe Unmanaged<VirtualExecutor>.fromOpaque(found).takeUnretainedValue()
  }

  /// Lets the hooks give what this thread enqueues to an executor, while `body` runs.
  func capturing<Result>(for executor: VirtualExecutor, _ body: () -> Result) -> Result {
    _ = unsafe pthread_setspecific(key, Unmanaged.passUnretained(executor).toOpaque())
    defer { _ = pthread_setspecific(key, nil) }
    return body()
  }
}

/// Stands for the main actor's executor on a thread that explores.
private final class MainStandIn: SerialExecutor {
  static let shared = MainStandIn()

  func enqueue(_ job: UnownedJob) { RuntimeAccess.executor?.takeInMain(job) }
}
