// Swift's own concurrency on the executor: groups, child tasks, default actors, clocks, escapees.

import Synchronization
import Testing

@testable import DiscreteEvents

/// A default actor such as a user's sale logic would be.
private actor Stock {
  let executor: VirtualExecutor
  var left: Int

  init(_ executor: VirtualExecutor, left: Int) {
    self.executor = executor
    self.left = left
  }

  func take() async -> Bool {
    guard left > 0 else { return false }
    await executor.sleep(for: 3)
    left -= 1
    return true
  }

  /// Wakes a task that waits in this actor, and then sleeps in it.
  func wakeAndSleep(_ box: Mailbox, _ log: Log) async {
    box.send(1)
    await executor.sleep(for: 10)
    log("slept")
  }

  func receive(_ box: Mailbox, _ log: Log) async {
    _ = await box.receive()
    log("woken")
  }

  /// The commonest hold expiry: an unstructured task, which leaves the executor.
  func expireLater(_ clock: VirtualClock) -> Task<Void, Never> {
    Task {
      try? await clock.sleep(for: .nanoseconds(5))
      self.left += 1
    }
  }
}

private func measure<C: Clock>(_ clock: C, _ work: () async throws -> Void) async throws
  -> Duration where C.Duration == Duration
{
  try await clock.measure(work)
}

struct ConcurrencyTests {
  @Test func `groups, child tasks and default actors all stay on the executor`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let stock = Stock(executor, left: 2)
    executor.spawn(name: "group") {
      await withTaskGroup(of: Int.self) { group in
        for delay in [30, 10, 20] {
          group.addTask {
            await executor.sleep(for: Int64(delay))
            return delay
          }
        }
        for await delay in group { log("child \(delay)") }
      }
    }
    executor.spawn(name: "async let") {
      async let slow: Void = executor.sleep(for: 40)
      async let quick: Void = executor.sleep(for: 35)
      _ = await (slow, quick)
      log("both")
    }
    for name in ["a", "b", "c"] {
      executor.spawn(name: name) { log("\(name) \(await stock.take())") }
    }
    executor.run(until: .at(100))
    let expected = [
      Line("a true", 3), Line("b true", 3), Line("c true", 3),
      Line("child 10", 10), Line("child 20", 20), Line("child 30", 30), Line("both", 40),
    ]
    #expect(log.lines == expected, "three of two: the actor is reentrant, as in life")
    #expect(executor.foreignEnqueues == 0)
    #expect(executor.liveTasks == 0)
  }

  @Test func `a sleep in an actor lets those run whom only the actor knows of`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let stock = Stock(executor, left: 0)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "receiver") { await stock.receive(box, log) }
    executor.spawn(name: "sleeper") { await stock.wakeAndSleep(box, log) }
    executor.run(until: .at(50))
    #expect(log.lines == [Line("woken", 0), Line("slept", 10)])
  }

  @Test func `code for any clock runs in virtual time`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "a") {
      let clock = executor.clock
      let took = try? await measure(clock) {
        try await clock.sleep(for: .milliseconds(2))
        try await clock.sleep(until: clock.now.advanced(by: .nanoseconds(5)), tolerance: .zero)
        try await Task.sleep(for: .nanoseconds(7), clock: clock)
        try await clock.sleep(until: .zero)
      }
      log("\(took == .nanoseconds(2_000_012))")
    }
    executor.run(until: .at(3_000_000))
    #expect(log.lines == [Line("true", 2_000_012)])
    #expect(executor.clock.minimumResolution == .nanoseconds(1))
    #expect(executor.foreignEnqueues == 0)
  }

  @Test func `a cancelled sleep of the clock throws at once`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "a") {
      await withTaskGroup(of: Void.self) { group in
        for name in ["sleeping", "late"] {
          group.addTask {
            if name == "late" { await executor.sleep(for: 20) }
            do {
              try await executor.clock.sleep(for: .seconds(1))
            } catch {
              log("\(name) \(error is CancellationError)")
            }
          }
        }
        await executor.sleep(for: 10)
        group.cancelAll()
      }
    }
    executor.run(until: .at(50))
    #expect(log.lines == [Line("sleeping true", 10), Line("late true", 20)])
    #expect(executor.nextTimer == nil)
    #expect(executor.liveTasks == 0)
  }

  @Test func `Task.yield and checked continuations of the executor's own tasks stay on it`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "a") {
      await Task.yield()
      await withCheckedContinuation { continuation in
        executor.spawn(name: "b") { continuation.resume() }
      }
      log("a")
    }
    executor.drain()
    #expect(log.lines == [Line("a", 0)])
    #expect(executor.foreignEnqueues == 0)
  }

  @Test func `an enqueue from another thread is counted, and runs at the next drain`() async {
    let executor = VirtualExecutor()
    let done = Cell(false)
    let outside = Cell<CheckedContinuation<Void, Never>?>(nil)
    executor.spawn(name: "waiter") {
      await withCheckedContinuation { outside.value = $0 }
      done.value = true
    }
    executor.drain()
    let continuation = outside.value
    await Task.detached { continuation?.resume() }.value
    #expect(executor.foreignEnqueues == 1)
    #expect(!done.value)
    executor.drain()
    #expect(done.value)
    #expect(executor.liveTasks == 0)
  }

  @Test func `an escaped task that sleeps on the clock is found, wherever it began`() async {
    let executor = VirtualExecutor()
    let stock = Stock(executor, left: 0)
    let escaped = Cell<Task<Void, Never>?>(nil)
    executor.spawn(name: "a") { escaped.value = await stock.expireLater(executor.clock) }
    executor.drain()
    #expect(executor.foreignEnqueues == 1)
    #expect(executor.parked == [ParkedTasks(primitive: "sleep", tasks: ["(left behind)"])])
    executor.run(until: .at(5))
    await escaped.value?.value
    #expect(await stock.left == 1)

    executor.spawn(name: "b") {
      escaped.value = Task { try? await executor.clock.sleep(for: .nanoseconds(5)) }
    }
    executor.drain()
    while executor.foreignEnqueues == 1 { await Task.yield() }
    executor.run(until: .at(20))
    await escaped.value?.value
    #expect(executor.foreignEnqueues > 1)
  }

  @Test func `every asynchronous call from elsewhere joins the executor`() async {
    let executor = VirtualExecutor()
    let box = Mailbox(executor, name: "box")
    let desk = Resource(executor, name: "desk", capacity: 1)
    box.send(1)
    let finished = Atomic(false)
    async let answers: [String] = {
      var answers: [String] = []
      answers.append("\(await box.receive() ?? -1)")
      answers.append("\(await box.receive(timeout: 5))")
      await desk.acquire()
      answers.append("\(await desk.acquire(timeout: 5))")
      await executor.sleep(for: 5)
      await executor.yield()
      answers.append("\((try? await executor.clock.sleep(for: .seconds(-1))) != nil)")
      finished.store(true, ordering: .releasing)
      return answers
    }()
    while !finished.load(ordering: .acquiring) {
      executor.run(until: executor.now.advanced(byNanoseconds: 1))
      await Task.yield()
    }
    #expect(await answers == ["1", "timedOut", "false", "true"])
    #expect(executor.foreignEnqueues == 7)
  }

  @Test func `enqueues from many threads during a run lose nothing`() async {
    let executor = VirtualExecutor()
    let count = Cell(0)
    let tasks = (0..<8).map { _ in
      Task.detached {
        for _ in 0..<500 {
          await executor.sleep(for: 1)
          await executor.join { count.value += 1 }
        }
      }
    }
    let finished = Atomic(false)
    async let all: Void = {
      for task in tasks { await task.value }
      finished.store(true, ordering: .releasing)
    }()
    while !finished.load(ordering: .acquiring) {
      executor.run(until: executor.now.advanced(byNanoseconds: 10))
      await Task.yield()
    }
    await all
    #expect(count.value == 4_000)
    #expect(executor.foreignEnqueues >= 8_000)
  }

  @Test func `a run works inside a task of the pool, window after window`() async {
    let executor = VirtualExecutor()
    let log = Log(executor)
    executor.spawn(name: "a") {
      for _ in 0..<10 {
        await executor.sleep(for: 10)
        log("a")
      }
    }
    for window in 1...20 {
      await Task.detached { executor.run(until: .at(Int64(window * 5))) }.value
    }
    #expect(log.lines == (1...10).map { Line("a", $0 * 10) })
    #expect(executor.foreignEnqueues == 0)
    #expect(executor.liveTasks == 0)
  }

  @Test func `one executor can run inside a job of another`() {
    let outer = VirtualExecutor()
    let log = Log(outer)
    outer.spawn(name: "outer") {
      await outer.sleep(for: 5)
      let inner = VirtualExecutor()
      inner.spawn(name: "inner") {
        await inner.sleep(for: 100)
        log("inner")
      }
      inner.run(until: .at(100))
      log("outer")
    }
    outer.run(until: .at(10))
    #expect(log.lines == [Line("inner", 5), Line("outer", 5)])
    #expect(outer.foreignEnqueues == 0)
  }
}
