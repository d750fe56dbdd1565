// The total order, and what each way of driving the executor runs and leaves.

import DiscreteEvents
import Testing

struct OrderTests {
  @Test func `sleepers wake by instant, and at one instant in scheduling order`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let delays: [(String, Int64)] = [("a", 20), ("b", 10), ("c", 20), ("d", 10), ("e", 0)]
    for (name, delay) in delays {
      executor.spawn(name: name) {
        await executor.sleep(for: delay)
        log(name)
        await executor.sleep(until: .at(30))
        log(name)
      }
    }
    executor.run(until: .at(100))
    let expected = [
      Line("e", 0), Line("b", 10), Line("d", 10), Line("a", 20), Line("c", 20),
      Line("e", 30), Line("b", 30), Line("d", 30), Line("a", 30), Line("c", 30),
    ]
    #expect(log.lines == expected)
    #expect(executor.liveTasks == 0)
    #expect(executor.now == .at(100))
    #expect(executor.foreignEnqueues == 0)
  }

  @Test func `a yield goes to the back of the ready queue, and so does a sleep into the past`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "a") {
      for step in 1...3 {
        log("a\(step)")
        await executor.yield()
      }
    }
    executor.spawn(name: "b") {
      for step in 1...3 {
        log("b\(step)")
        await executor.sleep(for: -5)
      }
    }
    executor.spawn(name: "c") {
      for step in 1...3 {
        log("c\(step)")
        await executor.sleep(until: executor.now)
      }
    }
    executor.drain()
    #expect(log.lines.map(\.what) == ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"])
    #expect(executor.liveTasks == 0)
  }

  @Test func `all that one timer causes at an instant happens before the next timer`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "first") {
      await executor.sleep(until: .at(5))
      log("first")
      box.send(1)
      await executor.yield()
      log("first again")
    }
    executor.spawn(name: "second") {
      await executor.sleep(until: .at(5))
      log("second")
    }
    executor.spawn(name: "receiver") {
      _ = await box.receive()
      log("receiver")
    }
    executor.run(until: .at(5))
    #expect(log.lines.map(\.what) == ["first", "receiver", "first again", "second"])
  }

  @Test func `advance stops short of the instant and run includes it`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    for delay in [9, 10, 11] as [Int64] {
      executor.spawn(name: "sleeper") {
        await executor.sleep(for: delay)
        log("sleeper")
      }
    }
    executor.spawn(name: "receiver") {
      while let token = await box.receive() { log("token \(token)") }
    }
    executor.advance(to: .zero)
    #expect(executor.nextTimer == nil, "advancing to now runs nothing, not even what is ready")
    executor.advance(to: .at(10))
    #expect(log.lines == [Line("sleeper", 9)])
    #expect(executor.now == .at(10))
    #expect(executor.nextTimer == .at(10))
    box.send(7)
    executor.drain()
    #expect(log.lines == [Line("sleeper", 9), Line("token 7", 10)])
    executor.run(until: .at(10))
    #expect(log.lines.last == Line("sleeper", 10))
    #expect(executor.nextTimer == .at(11))
    executor.run(until: .at(50))
    #expect(log.lines.last == Line("sleeper", 11))
    #expect(executor.now == .at(50))
    executor.shutdown()
    #expect(executor.liveTasks == 0)
  }

  @Test func `a driver may send at an instant what jobs then find, and leave it ready`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "receiver") {
      while let token = await box.receive() { log("token \(token)") }
    }
    executor.drain()
    box.send(1)
    box.send(2)
    executor.advance(to: .at(10))
    #expect(log.lines == [Line("token 1", 0), Line("token 2", 0)], "ready jobs precede the move")
    executor.shutdown()
  }

  @Test func `a sleep that nothing precedes ends where a window ends, and counts as a timer`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "alone") {
      for _ in 0..<4 {
        await executor.sleep(for: 10)
        log("alone")
      }
    }
    executor.advance(to: .at(10))
    #expect(log.lines.isEmpty && executor.nextTimer == .at(10))
    executor.run(until: .at(25))
    #expect(log.lines == [Line("alone", 10), Line("alone", 20)])
    #expect(executor.now == .at(25) && executor.nextTimer == .at(30))
    executor.spawn(name: "rival") {
      await executor.sleep(until: .at(30))
      log("rival")
    }
    executor.drain()
    #expect(executor.now == .at(25), "draining moves no time")
    executor.run(until: .at(50))
    #expect(Array(log.lines[2...]) == [Line("alone", 30), Line("rival", 30), Line("alone", 40)])

    let windowed = Self.lonelyRun(windows: 7)
    #expect(windowed == Self.lonelyRun(windows: 1))
  }

  /// The fingerprint of one process that sleeps often, with time cut into windows.
  private static func lonelyRun(windows: Int64) -> UInt64 {
    let executor = VirtualExecutor()
    executor.spawn(name: "alone") { for step in 1...100 { await executor.sleep(for: Int64(step)) } }
    for window in 1...windows { executor.run(until: .at(5_050 * window / windows)) }
    executor.shutdown()
    return executor.fingerprint
  }

  @Test func `two runs of one program leave the same log and the same fingerprint`() {
    let first = Self.busyRun()
    let second = Self.busyRun()
    #expect(first.lines == second.lines)
    #expect(first.executor.fingerprint == second.executor.fingerprint)
    #expect(first.executor.fingerprint != Self.busyRun(extra: 1).executor.fingerprint)
    #expect(first.lines.count == 2_000)
  }

  /// Forty processes that meet at a resource and a mailbox with delays that collide often.
  private static func busyRun(extra: Int64 = 0) -> Log {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 3)
    let box = Mailbox(executor, name: "box")
    for number in 0..<40 {
      executor.spawn(name: "p\(number)") {
        for step in 0..<50 {
          await desk.acquire()
          await executor.sleep(for: Int64((number * 7 + step * 3) % 5) + extra)
          desk.release()
          box.send(number, at: executor.now.advanced(byNanoseconds: Int64(step % 4)))
          log("p\(number)")
        }
      }
    }
    executor.spawn(name: "sink") { while await box.receive() != nil {} }
    executor.run(until: .at(100_000))
    executor.shutdown()
    return log
  }

  @Test func `the past, a run inside a run and a second release are refused`() async {
    await #expect(processExitsWith: .failure) {
      let executor = VirtualExecutor()
      executor.run(until: .at(5))
      executor.run(until: .at(4))
    }
    await #expect(processExitsWith: .failure) {
      let executor = VirtualExecutor()
      executor.spawn(name: "a") { executor.drain() }
      executor.drain()
    }
    await #expect(processExitsWith: .failure) {
      let desk = Resource(VirtualExecutor(), name: "desk", capacity: 1)
      desk.release()
    }
    await #expect(processExitsWith: .failure) {
      let executor = VirtualExecutor()
      executor.run(until: .at(5))
      Mailbox(executor, name: "box").send(1, at: .at(4))
    }
  }
}
