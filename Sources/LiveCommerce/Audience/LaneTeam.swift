// Threads that advance lanes together. They live as long as the session. What is urgent, the next
// window, has a board of its own, and whoever finds nothing there works ahead at what can wait. One
// thread means no threads, no waiting and no atomics.
//
// Invariant: whoever has put up jobs may touch what they touch after they are done, and not before.
// Which thread does which job does not matter, because lanes share nothing.
import Foundation
import Synchronization

/// Long-lived threads that share out the lanes of a window, and work ahead in between.
final class LaneTeam: Sendable {
  private let helpers: Int
  private let shared: Shared

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

  /// Calls `body` with every number below `count`, each once, shared out among all threads that have
  /// nothing else to do, or in order on the calling one if there is no other; returns when all are done.
  func run(_ count: Int, _ body: @escaping JobBoard.Body) {
    guard hasHelpers else {
      for index in 0..<count { body(index) }
      return
    }
    shared.urgent.put(count, body)
    shared.wakeAll()
    shared.urgent.finish()
  }

  /// Lets the other threads do the same while the caller goes on with something else; there must be some.
  func begin(_ count: Int, _ body: @escaping JobBoard.Body) {
    shared.ahead.put(count, body)
    shared.wakeAll()
  }

  /// Whether all is done that was begun.
  var hasFinished: Bool { shared.ahead.isOver }

  /// Returns when all is done that was begun.
  func finish() { shared.ahead.finish() }

  /// What the threads share.
  private final class Shared: Sendable {
    let urgent = JobBoard()
    let ahead = JobBoard()
    /// How often jobs have been put up.
    private let rounds = Atomic<Int>(0)
    private let isDismissed = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let wake = NSCondition()

    func help() {
      while true {
        let seen = rounds.load(ordering: .acquiring)
        while urgent.doOne() || ahead.doOne() {}
        if isDismissed.load(ordering: .acquiring) { return }
        waitForRound(after: seen)
      }
    }

    private func waitForRound(after seen: Int) {
      for _ in 0..<JobBoard.spins where rounds.load(ordering: .acquiring) == seen {
        Thread.breathe()
      }
      guard rounds.load(ordering: .acquiring) == seen else { return }
      wake.lock()
      sleepers.add(1, ordering: .sequentiallyConsistent)
      while rounds.load(ordering: .sequentiallyConsistent) == seen { wake.wait() }
      sleepers.subtract(1, ordering: .relaxed)
      wake.unlock()
    }

    /// Tells everybody that there is something to do.
    func wakeAll() {
      rounds.add(1, ordering: .sequentiallyConsistent)
      guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
      wake.lock()
      wake.broadcast()
      wake.unlock()
    }

    func dismiss() {
      isDismissed.store(true, ordering: .releasing)
      wakeAll()
    }
  }
}
