// Park and resume alone: one task that suspends, and a loop that resumes it and runs its job. There
// is no queue, no time and nobody else; no executor in Swift can take a step for less.

enum ParkingLimit {
  /// So many parks and resumes for each operation.
  static func limit(_ parks: Int, operations: Int) -> MachineLimit {
    let name = parks == 1 ? "a park and resume" : "\(parks) parks and resumes"
    return MachineLimit(name, operations: operations) { run(parks * operations) }
  }

  /// Parks and resumes a task `count` times and returns how often it ran.
  static func run(_ count: Int) -> UInt64 {
    let executor = BareExecutor()
    Task(executorPreference: executor) {
      for _ in 0..<count {
        await unsafe withUnsafeContinuation { unsafe executor.parked = $0 }
        executor.steps &+= 1
      }
    }
    executor.drive()
    return executor.steps
  }
}

/// Runs the jobs of a single task.
// Sendable: everything happens on the thread that calls `drive`.
@safe private final class BareExecutor: TaskExecutor, @unchecked Sendable {
  var steps: UInt64 = 0
  var parked: UnsafeContinuation<Void, Never>?
  private var job: UnownedJob?

  func enqueue(_ job: UnownedJob) { self.job = job }

  /// Runs until the task neither has a job nor is parked.
  func drive() {
    while true {
      while let next = job {
        job = nil
        unsafe next.runSynchronously(on: asUnownedTaskExecutor())
      }
      guard let continuation = unsafe parked else { return }
      unsafe parked = nil
      unsafe continuation.resume()
    }
  }
}
