// The board from which threads take jobs: every job once, and a round over when all are done.
import Foundation
import Synchronization
import Testing

@testable import LiveCommerce

@Suite struct JobBoardTests {
  /// How often each job of a round was done.
  private final class Tally: Sendable {
    let counts = Mutex([Int](repeating: 0, count: 100))

    func count(_ job: Int) { counts.withLock { $0[job] += 1 } }
  }

  @Test func `every job of every round is done once by whoever takes it`() {
    let board = JobBoard()
    let isOver = Atomic<Bool>(false)
    let helpers = (0..<3).map { _ in
      Thread { while !isOver.load(ordering: .acquiring) { if !board.doOne() { sched_yield() } } }
    }
    for helper in helpers { helper.start() }
    for round in 1...400 {
      let tally = Tally()
      board.put(round % 7 + 1) { tally.count($0) }
      board.finish()
      let done = tally.counts.withLock { $0.prefix(round % 7 + 1) }
      #expect(done.allSatisfy { $0 == 1 }, "round \(round): \(done)")
      #expect(tally.counts.withLock { $0.reduce(0, +) } == round % 7 + 1)
    }
    isOver.store(true, ordering: .releasing)
  }

  @Test func `a round is over when its last job is done, not when it is taken`() {
    let board = JobBoard()
    #expect(board.isOver)
    let seen = Mutex([Bool]())
    board.put(2) { _ in seen.withLock { $0.append(board.isOver) } }
    #expect(!board.isOver)
    #expect(board.doOne())
    #expect(!board.isOver)
    #expect(board.doOne())
    #expect(board.isOver)
    #expect(!board.doOne())
    #expect(seen.withLock { $0 } == [false, false])
  }
}
