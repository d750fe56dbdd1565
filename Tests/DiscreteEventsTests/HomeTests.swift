// Processes at an executor's home do what they do anywhere else, in the same order, and never leave it.

import Testing

@testable import DiscreteEvents

/// What a program of all primitives leaves behind.
private struct Outcome: Equatable {
  var lines: [Line]
  var fingerprint: UInt64
  var parked: [ParkedTasks]
  var timers: Int
}

struct HomeTests {
  /// Everything that parks, each in more than one way, with processes that start processes.
  private static func program(on executor: VirtualExecutor) -> Outcome {
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    let desk = Resource(executor, name: "desk", capacity: 2)
    let shared = SharedServers(executor, name: "shared", servers: 2)
    for index in 0..<5 {
      executor.spawn(name: "worker \(index)") {
        while case .token(let token) = await box.receive(timeout: 40 + Int64(index)) {
          log("worker \(index) has \(token)")
          await desk.acquire()
          await executor.sleep(for: Int64(token % 7))
          desk.release()
          await shared.serve(for: 3)
          log("worker \(index) is done")
        }
        log("worker \(index) goes")
      }
    }
    executor.spawn(name: "clock") {
      for round in 1...20 {
        do { try await executor.clock.sleep(for: .nanoseconds(11)) } catch { break }
        box.send(round)
        box.send(100 + round, at: executor.now.advanced(byNanoseconds: 4))
        executor.spawn(name: "child \(round)") {
          await executor.yield()
          log(await desk.acquire(timeout: 2) ? "child \(round) sits" : "child \(round) leaves")
          await desk.acquireUrgently()
          log("child \(round) is urgent")
        }
        if round.isMultiple(of: 3) { desk.release() }
      }
      try? await executor.clock.sleep(until: .at(10_000))
      log("the clock was cancelled")
    }
    executor.run(until: .at(300))
    let (parked, timers) = (executor.parked, executor.pendingTimers)
    executor.shutdown()
    #expect(executor.liveTasks == 0)
    #expect(executor.foreignEnqueues == 0)
    return Outcome(
      lines: log.lines, fingerprint: executor.fingerprint, parked: parked, timers: timers)
  }

  @Test func `at home everything happens as it does anywhere`() {
    let anywhere = HomeTests.program(on: VirtualExecutor())
    let atHome = HomeTests.program(on: VirtualExecutor(keepsHome: true))
    #expect(anywhere.lines.count > 100)
    #expect(anywhere.parked.count >= 3)
    #expect(atHome == anywhere)
  }

  @concurrent
  private static func away() async { await Task.yield() }

  @Test func `what leaves the home is counted when it comes back`() async {
    let executor = VirtualExecutor(keepsHome: true)
    let ends = Cell(0)
    executor.spawn(name: "stays") { ends.value += 1 }
    executor.spawn(name: "leaves") {
      await HomeTests.away()
      ends.value += 1
    }
    executor.drain()
    while executor.liveTasks > 0 {
      await Task.yield()
      executor.drain()
    }
    #expect(ends.value == 2)
    #expect(executor.foreignEnqueues == 1)
  }

  @Test func `a sleep at home that is cancelled from elsewhere ends`() async {
    let executor = VirtualExecutor(keepsHome: true)
    let log = Log(executor)
    let task = executor.spawn(name: "sleeper") {
      do {
        try await executor.clock.sleep(for: .nanoseconds(1_000))
        log("slept")
      } catch {
        log("cancelled")
      }
    }
    executor.run(until: .at(10))
    task.cancel()
    executor.run(until: .at(20))
    #expect(log.lines == [Line("cancelled", 10)])
    #expect(executor.liveTasks == 0)
  }
}
