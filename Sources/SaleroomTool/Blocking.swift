// The bridge from a command, which is synchronous, to experiments, which are structured concurrency.
// The only one: below it everything awaits, above it nothing does.
//
// Invariant: what is waited for never needs the thread that waits. It runs on threads of its own, so
// a command may be called from anywhere, a task of the concurrency runtime included.
import Foundation
import Synchronization

/// Runs asynchronous work on behalf of a synchronous caller.
package enum Blocking {
  /// Waits until `work` has ended; the calling thread sleeps meanwhile.
  package static func run<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value
  ) -> Value {
    let box = Box<Value>()
    Task(executorPreference: OwnThreads.shared) {
      let value = await work()
      box.put(value)
    }
    return box.take()
  }

  private final class Box<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isFull = DispatchSemaphore(value: 0)

    func put(_ new: Value) {
      value.withLock { $0 = new }
      isFull.signal()
    }

    func take() -> Value {
      while true {
        isFull.wait()
        if let value = value.withLock({ $0 }) { return value }
      }
    }
  }
}

/// As many threads as the machine has processors, which do the work of experiments and nothing else.
private final class OwnThreads: TaskExecutor {
  static let shared = OwnThreads(count: max(1, ProcessInfo.processInfo.activeProcessorCount))
  private let jobs = Mutex<[UnownedJob]>([])
  private let ready = DispatchSemaphore(value: 0)

  private init(count: Int) {
    for _ in 0..<count {
      Thread { self.work() }.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    ready.signal()
  }

  /// Takes jobs in the order in which they came, for as long as the process lives.
  private func work() {
    while true {
      ready.wait()
      if let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
  }
}
