// Work for several threads: numbered jobs, each done once by whoever takes it first. Nobody is waited for
// but those who have taken one, so a thread that is busy elsewhere holds nobody up.
//
// Invariant: a round is over when all of its jobs are done; a new one is put up only then. Number and
// count of a round are in one word, so nobody takes a job by the count of another round.
import Foundation
import Synchronization

/// One round of jobs at a time.
final class JobBoard: Sendable {
  /// What is done with the number of a job.
  typealias Body = @Sendable (Int) -> Void

  /// The number of jobs in the upper half, that of the next job in the lower one.
  private let ticket = Atomic<UInt64>(0)
  private let unfinished = Atomic<Int>(0)
  private let round = Mutex(Round())

  // A function that is a generic argument is wrapped anew whenever it is read; a member is not.
  private struct Round: Sendable {
    var body: Body?
  }

  /// Puts up a round; the one before must be over.
  func put(_ count: Int, _ body: @escaping Body) {
    round.withLock { $0 = Round(body: body) }
    unfinished.store(count, ordering: .relaxed)
    ticket.store(UInt64(count) << 32, ordering: .releasing)
  }

  /// Does one job, if there is one that nobody has taken.
  func doOne() -> Bool {
    guard JobBoard.isOpen(ticket.load(ordering: .relaxed)) else { return false }
    let taken = ticket.add(1, ordering: .acquiring).oldValue
    guard JobBoard.isOpen(taken), let body = round.withLock({ $0 }).body else { return false }
    body(Int(UInt32(truncatingIfNeeded: taken)))
    unfinished.subtract(1, ordering: .releasing)
    return true
  }

  private static func isOpen(_ ticket: UInt64) -> Bool {
    UInt32(truncatingIfNeeded: ticket) < UInt32(truncatingIfNeeded: ticket >> 32)
  }

  /// Whether all jobs of the round are done.
  var isOver: Bool { unfinished.load(ordering: .acquiring) == 0 }

  /// How often a waiting thread looks again before it gives way.
  static let spins = 4_000

  /// Does what nobody has taken, and waits for the rest.
  func finish() {
    while doOne() {}
    var spins = 0
    while !isOver {
      spins += 1
      // Where there are more threads than processors, somebody else has to go on.
      if spins < JobBoard.spins { Thread.breathe() } else { sched_yield() }
    }
  }
}

extension Thread {
  /// One turn of a waiting loop: a call that is not optimised away, so that the loop is not a burst of
  /// loads of the same cache line.
  @inline(never)
  static func breathe() {}
}
