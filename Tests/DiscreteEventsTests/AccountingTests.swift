// Who waits where, who waits for something outside, and what a shutdown leaves.

import Testing

@testable import DiscreteEvents

/// Parks the calling task where the executor knows nothing of it.
private func waitOutside(_ door: Cell<CheckedContinuation<Void, Never>?>) async {
  await withCheckedContinuation { door.value = $0 }
}

struct AccountingTests {
  @Test func `parked tasks are listed by primitive, in the order in which they will be served`() {
    let executor = VirtualExecutor()
    let box = Mailbox(executor, name: "orders")
    let desk = Resource(executor, name: "rows", capacity: 1)
    _ = Mailbox(executor, name: "unused")
    executor.spawn(name: "late") { await executor.sleep(for: 20) }
    executor.spawn(name: "early") { try? await executor.clock.sleep(for: .nanoseconds(10)) }
    executor.spawn(name: "worker 1") { _ = await box.receive() }
    executor.spawn(name: "worker 2") { _ = await box.receive(timeout: 15) }
    executor.spawn(name: "holder") {
      await desk.acquire()
      await executor.sleep(for: 30)
    }
    executor.spawn(name: "claimant") { await desk.acquire() }
    #expect(executor.parked.isEmpty)
    #expect(executor.liveTasks == 6)
    executor.drain()
    let expected = [
      ParkedTasks(primitive: "sleep", tasks: ["early", "late", "holder"]),
      ParkedTasks(primitive: "mailbox orders", tasks: ["worker 1", "worker 2"]),
      ParkedTasks(primitive: "resource rows", tasks: ["claimant"]),
    ]
    #expect(executor.parked == expected)
    #expect(executor.tasksParkedElsewhere.isEmpty)
    executor.run(until: .at(20))
    let later = [
      ParkedTasks(primitive: "sleep", tasks: ["holder"]),
      ParkedTasks(primitive: "mailbox orders", tasks: ["worker 1"]),
      ParkedTasks(primitive: "resource rows", tasks: ["claimant"]),
    ]
    #expect(executor.parked == later)
    executor.shutdown()
    #expect(executor.parked.isEmpty)
    #expect(executor.liveTasks == 0)
  }

  @Test func `a task that waits outside is named, one whose children wait here is not`() {
    let executor = VirtualExecutor()
    let door = Cell<CheckedContinuation<Void, Never>?>(nil)
    executor.spawn(name: "outside") { await waitOutside(door) }
    executor.spawn(name: "parent") {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await executor.sleep(for: 100) }
      }
    }
    executor.spawn(name: "ended") {}
    #expect(executor.tasksParkedElsewhere.isEmpty, "nothing can be said while jobs are ready")
    executor.run(until: .at(10))
    #expect(executor.tasksParkedElsewhere == ["outside"])
    #expect(executor.parked == [ParkedTasks(primitive: "sleep", tasks: ["parent"])])
    executor.run(until: .at(100))
    #expect(executor.liveTasks == 1)
    executor.shutdown()
    #expect(executor.tasksParkedElsewhere == ["outside"], "nobody but the outside can end it")
    door.value?.resume()
    executor.drain()
    #expect(executor.liveTasks == 0)
  }

  @Test func `a wait is never ascribed to a later process`() {
    let executor = VirtualExecutor()
    for name in ["first", "second", "third"] {
      executor.spawn(name: name) { await executor.sleep(for: 1) }
      executor.run(until: executor.now.advanced(byNanoseconds: 1))
    }
    executor.spawn(name: "fourth") { await executor.sleep(for: 1) }
    executor.drain()
    #expect(executor.parked == [ParkedTasks(primitive: "sleep", tasks: ["fourth"])])
    executor.shutdown()
  }

  @Test func `a shutdown ends every kind of wait`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    let full = Resource(executor, name: "full", capacity: 1)
    #expect(full.tryAcquire())
    box.send(9, at: .at(1_000))
    executor.spawn(name: "sleep") {
      while !Task.isCancelled { await executor.sleep(for: 100) }
      log("sleep")
    }
    executor.spawn(name: "clock") {
      do { try await executor.clock.sleep(for: .seconds(5)) } catch { log("clock") }
    }
    executor.spawn(name: "receive") {
      while await box.receive() != nil {}
      log("receive")
    }
    executor.spawn(name: "timed") { log("\(await box.receive(timeout: 5_000))") }
    executor.spawn(name: "acquire") {
      await full.acquire()
      full.release()
      log("acquire")
    }
    executor.spawn(name: "claim") { log("claim \(await full.acquire(timeout: 5_000))") }
    executor.run(until: .at(250))
    executor.spawn(name: "never ran") { log("late, cancelled: \(Task.isCancelled)") }
    executor.shutdown()
    let ended = Set(log.lines.map(\.what))
    #expect(
      ended == [
        "sleep", "clock", "receive", "closed", "acquire", "claim false", "late, cancelled: true",
      ])
    #expect(log.lines.allSatisfy { $0.at == 250 })
    #expect(executor.liveTasks == 0)
    #expect(executor.nextTimer == nil)
    #expect(executor.isShutDown)
  }

  @Test func `after a shutdown nothing waits any more`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    executor.shutdown()
    let late = Mailbox(executor, name: "late")
    executor.spawn(name: "a") {
      await executor.sleep(for: 100)
      log("\(box.send(1)) \(late.send(1)) \(await late.receive(timeout: 5))")
      do { try await executor.clock.sleep(for: .seconds(1)) } catch { log("\(error)") }
    }
    box.send(1, at: .at(5))
    executor.drain()
    #expect(log.lines == [Line("false false closed", 0), Line("CancellationError()", 0)])
    #expect(executor.liveTasks == 0)
    executor.shutdown()
  }

  @Test func `a body that ignores the shutdown is given up, not waited for`() {
    let executor = VirtualExecutor()
    executor.spawn(name: "stubborn") { while true { await executor.sleep(for: 1) } }
    executor.spawn(name: "polite") { await executor.sleep(for: 1_000) }
    executor.run(until: .at(10))
    executor.shutdown()
    #expect(executor.liveTasks == 1)
  }

  @Test func `many short tasks and mailboxes leave nothing behind`() {
    let executor = VirtualExecutor()
    let ended = Cell(0)
    for _ in 0..<100_000 {
      executor.spawn(name: "short") {
        let answer = Mailbox(executor, name: "answer")
        answer.send(1, at: executor.now.advanced(byNanoseconds: 1))
        _ = await answer.receive(timeout: 5)
        ended.value += 1
      }
      executor.run(until: executor.now.advanced(byNanoseconds: 1))
    }
    #expect(ended.value == 100_000)
    #expect(executor.liveTasks == 0)
    #expect(executor.waiters.slots.count < 10)
    #expect(executor.waitLists.count <= executor.waitListLimit)
    #expect(executor.waitListLimit < 100)
  }

  @Test func `long-lived workers in endless loops survive the optimiser`() {
    let executor = VirtualExecutor()
    let served = Cell(0)
    let box = Mailbox(executor, name: "box")
    let desk = Resource(executor, name: "desk", capacity: 2)
    for number in 0..<8 {
      executor.spawn(name: "worker \(number)") {
        while let token = await box.receive() {
          await desk.acquire()
          await executor.sleep(for: Int64(token % 3))
          desk.release()
          served.value += 1
        }
      }
    }
    executor.spawn(name: "sleeper") { while true { await executor.sleep(for: 10) } }
    executor.spawn(name: "drinker") { while true { _ = await box.receive() } }
    executor.spawn(name: "timed") { while true { _ = await box.receive(timeout: 7) } }
    for token in 0..<10_000 { box.send(token, at: .at(Int64(token))) }
    executor.run(until: .at(5_000))
    #expect(served.value > 1_000)
  }
}
