// One executor driven by several threads in turn, as by a team that meets at a barrier after each
// window: the same log as from one thread, and nothing counts as foreign.

import Foundation
import Testing

@testable import DiscreteEvents

struct HandoverTests {
  private static let windows = 40

  /// Processes that sleep, send and queue, and a driver's own message in each window.
  private final class Scene: Sendable {
    let executor = VirtualExecutor()
    let log: Log
    let box: Mailbox

    init() {
      log = Log(executor)
      box = Mailbox(executor, name: "box")
      let desk = Resource(executor, name: "desk", capacity: 2)
      for number in 0..<5 {
        executor.spawn(name: "p\(number)") { [executor, log] in
          for step in 0..<30 {
            await desk.acquire()
            await executor.sleep(for: Int64((number * 3 + step) % 7))
            desk.release()
            log("p\(number)")
          }
        }
      }
      executor.spawn(name: "sink") { [box, log] in
        while let token = await box.receive() { log("token \(token)") }
      }
    }

    func drive(_ window: Int) {
      executor.advance(to: .at(Int64(window) * 5))
      box.send(window)
      box.send(-window, at: executor.now.advanced(byNanoseconds: 3))
      executor.drain()
    }
  }

  @Test func `windows driven by three threads in turn are those driven by one`() {
    let alone = Scene()
    for window in 1...Self.windows { alone.drive(window) }

    let team = Scene()
    let turns = (0..<3).map { _ in DispatchSemaphore(value: 0) }
    let finished = DispatchSemaphore(value: 0)
    for member in turns.indices {
      Thread.detachNewThread {
        for window in 1...Self.windows where window % turns.count == member {
          turns[member].wait()
          team.drive(window)
          turns[(member + 1) % turns.count].signal()
        }
        finished.signal()
      }
    }
    turns[1].signal()
    for _ in turns { finished.wait() }

    #expect(team.log.lines == alone.log.lines)
    #expect(team.log.lines.count > 200)
    #expect(team.executor.fingerprint == alone.executor.fingerprint)
    #expect(team.executor.foreignEnqueues == 0)
    team.executor.shutdown()
    alone.executor.shutdown()
    #expect(team.executor.liveTasks == 0)
  }
}
