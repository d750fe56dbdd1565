// Threads that advance lanes together. They live as long as the session and meet at the end of
// every shared window; one thread means no threads, no barrier and no atomics.
//
// Invariant: `run` returns only when every index has been handled, so whoever calls it may read and
// write the lanes until the next call. Which thread handles which lane does not matter, because
// lanes share nothing.
import Foundation
import Synchronization

/// Long-lived threads that share out the lanes of a window.
final class LaneTeam: Sendable {
  private let helpers: Int
  private let shared: Shared

  /// How often a waiting thread looks again before it goes to sleep.
  private static let spins = 4_000

  init(threads: Int) {
    helpers = max(0, threads - 1)
    shared = Shared()
    for index in 0..<helpers {
      let shared = shared
      let thread = Thread { shared.help() }
      thread.name = "saleroom lanes \(index + 1)"
      thread.start()
    }
  }

  deinit { shared.dismiss() }

  /// Whether there is any thread but the caller's.
  var hasHelpers: Bool { helpers > 0 }

  /// Calls `body` with every index, each once, in order on the calling thread or shared out among all
  /// threads; returns when all are done.
  func run(over indices: Range<Int>, isShared: Bool, _ body: @escaping @Sendable (Int) -> Void) {
    guard helpers > 0, isShared else {
      for index in indices { body(index) }
      return
    }
    shared.run(over: indices, helpers: helpers, body)
  }

  /// What the threads share.
  private final class Shared: Sendable {
    private struct Job: Sendable {
      var end = 0
      var body: (@Sendable (Int) -> Void)?
    }
    private let round = Atomic<Int>(0)
    private let next = Atomic<Int>(0)
    private let busy = Atomic<Int>(0)
    private let isDismissed = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let job = Mutex(Job())
    private let wake = NSCondition()

    func run(over indices: Range<Int>, helpers: Int, _ body: @escaping @Sendable (Int) -> Void) {
      job.withLock { $0 = Job(end: indices.upperBound, body: body) }
      next.store(indices.lowerBound, ordering: .relaxed)
      busy.store(helpers, ordering: .relaxed)
      round.add(1, ordering: .sequentiallyConsistent)
      wakeSleepers()
      share(indices.upperBound, body)
      waitForHelpers()
    }

    /// Spins while the others finish, and gives way where there are more threads than processors.
    private func waitForHelpers() {
      var spins = 0
      while busy.load(ordering: .acquiring) > 0 {
        spins += 1
        if spins < LaneTeam.spins { Thread.breathe() } else { sched_yield() }
      }
    }

    private func share(_ end: Int, _ body: @Sendable (Int) -> Void) {
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < end else { return }
        body(index)
      }
    }

    func help() {
      var seen = 0
      while true {
        waitForRound(after: seen)
        if isDismissed.load(ordering: .acquiring) { return }
        seen += 1
        let current = job.withLock { $0 }
        if let body = current.body { share(current.end, body) }
        busy.subtract(1, ordering: .releasing)
      }
    }

    private func waitForRound(after seen: Int) {
      for _ in 0..<LaneTeam.spins where round.load(ordering: .acquiring) == seen {
        Thread.breathe()
      }
      guard round.load(ordering: .acquiring) == seen else { return }
      wake.lock()
      sleepers.add(1, ordering: .sequentiallyConsistent)
      while round.load(ordering: .sequentiallyConsistent) == seen { wake.wait() }
      sleepers.subtract(1, ordering: .relaxed)
      wake.unlock()
    }

    private func wakeSleepers() {
      guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
      wake.lock()
      wake.broadcast()
      wake.unlock()
    }

    func dismiss() {
      isDismissed.store(true, ordering: .releasing)
      round.add(1, ordering: .sequentiallyConsistent)
      wake.lock()
      wake.broadcast()
      wake.unlock()
    }
  }
}

extension Thread {
  /// One turn of a waiting loop: a call that is not optimised away, so that the loop is not a burst of
  /// loads of the same cache line.
  @inline(never)
  fileprivate static func breathe() {}
}
