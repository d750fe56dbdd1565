// Mailboxes: order, capacity, closing, delayed sends, and timeouts that race with deliveries.

import DiscreteEvents
import Testing

struct MailboxTests {
  @Test func `tokens and receivers are both served first come first served`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    for name in ["a", "b", "c"] {
      executor.spawn(name: name) {
        while let token = await box.receive() { log("\(name)\(token)") }
      }
    }
    executor.drain()
    #expect(box.waiting == 3)
    for token in 1...5 { #expect(box.send(token)) }
    #expect(box.count == 2, "three were handed over, two wait")
    executor.drain()
    #expect(log.lines.map(\.what) == ["a1", "a4", "a5", "b2", "c3"])
    box.close()
    executor.drain()
    #expect(executor.liveTasks == 0)
  }

  @Test func `a token that is handed over cannot be taken by somebody who asks in between`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "waiter") { log("waiter \(await box.receive() ?? -1)") }
    executor.drain()
    executor.spawn(name: "thief") { log("thief \(await box.receive() ?? -1)") }
    box.send(1)
    executor.drain()
    #expect(log.lines.map(\.what) == ["waiter 1"])
    box.close()
    executor.drain()
    #expect(log.lines.map(\.what) == ["waiter 1", "thief -1"])
  }

  @Test func `a full or closed mailbox refuses, and what waits in it can still be received`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box", capacity: 2)
    let answers = [box.send(1), box.send(2), box.send(3)]
    #expect(answers == [true, true, false])
    box.send(4, at: .at(5))
    executor.run(until: .at(5))
    #expect(box.count == 3, "a delayed token is never refused for want of room")
    #expect(box.name == "box" && !box.isClosed)
    box.close()
    #expect(box.isClosed && !box.send(5))
    box.send(6, at: .at(6))
    executor.spawn(name: "late") {
      while let token = await box.receive() { log("\(token)") }
      log("end")
    }
    executor.run(until: .at(10))
    #expect(log.lines.map(\.what) == ["1", "2", "4", "end"])
  }

  @Test func `capacity zero passes tokens only from hand to hand`() {
    let executor = VirtualExecutor()
    let box = Mailbox(executor, name: "box", capacity: 0)
    #expect(!box.send(1))
    executor.spawn(name: "a") { _ = await box.receive() }
    executor.drain()
    #expect(box.send(2))
    #expect(!box.send(3))
    executor.drain()
    #expect(executor.liveTasks == 0)
  }

  @Test func `delayed tokens arrive by instant, and at one instant in scheduling order`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    for (token, instant) in [(1, 20), (2, 10), (3, 20), (4, 0), (5, 10)] as [(Int, Int64)] {
      box.send(token, at: .at(instant))
    }
    executor.spawn(name: "a") {
      while let token = await box.receive() { log("\(token)") }
    }
    executor.run(until: .at(100))
    let expected = [Line("4", 0), Line("2", 10), Line("5", 10), Line("1", 20), Line("3", 20)]
    #expect(log.lines == expected)
    executor.shutdown()
  }

  /// Who competes with the timeout at instant 10.
  enum Rival: CaseIterable, Sendable {
    case tokenScheduledFirst, timeoutScheduledFirst, senderScheduledFirst, driver
  }

  @Test(arguments: Rival.allCases)
  func `of a token and a timeout at one instant, the one scheduled first wins`(rival: Rival) {
    let executor = VirtualExecutor()
    let result = Cell<Received?>(nil)
    let box = Mailbox(executor, name: "box")
    if rival == .tokenScheduledFirst { box.send(1, at: .at(10)) }
    if rival == .senderScheduledFirst {
      executor.spawn(name: "sender") {
        await executor.sleep(until: .at(10))
        box.send(1)
      }
    }
    executor.spawn(name: "receiver") { result.value = await box.receive(timeout: 10) }
    executor.drain()
    if rival == .timeoutScheduledFirst { box.send(1, at: .at(10)) }
    if rival == .driver {
      executor.advance(to: .at(10))
      box.send(1)
    }
    executor.run(until: .at(20))
    let timedOut = rival == .timeoutScheduledFirst
    #expect(result.value == (timedOut ? .timedOut : .token(1)))
    #expect(box.count == (timedOut ? 1 : 0))
    #expect(box.waiting == 0)
  }

  @Test func `a timed receiver leaves the middle of the queue, and later ones keep their places`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    for (name, timeout) in [("a", 50), ("b", 10), ("c", 50), ("d", 20)] as [(String, Int64)] {
      executor.spawn(name: name) { log("\(name) \(await box.receive(timeout: timeout))") }
    }
    executor.run(until: .at(15))
    #expect(box.waiting == 3)
    executor.run(until: .at(20))
    #expect(box.waiting == 2)
    for token in 1...3 { box.send(token) }
    executor.run(until: .at(100))
    let expected = [
      Line("b timedOut", 10), Line("d timedOut", 20), Line("a token(1)", 20),
      Line("c token(2)", 20),
    ]
    #expect(log.lines == expected)
    #expect(box.count == 1)
    #expect(executor.nextTimer == nil, "timers of those who were served count for nothing")
  }

  @Test func `a timeout that is not positive only looks; a closed mailbox says so`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "a") {
      log("\(await box.receive(timeout: 0))")
      box.send(3)
      log("\(await box.receive(timeout: -1))")
      box.close()
      log("\(await box.receive(timeout: 5))")
    }
    executor.spawn(name: "b") { log("b \(await box.receive(timeout: 5))") }
    executor.run(until: .at(1))
    #expect(log.lines.map(\.what) == ["timedOut", "token(3)", "closed", "b closed"])
  }

  @Test func `timers of receivers who were served do not pile up`() {
    let executor = VirtualExecutor()
    let served = Cell(0)
    let box = Mailbox(executor, name: "box")
    executor.spawn(name: "receiver") {
      while case .token = await box.receive(timeout: 1_000_000_000) { served.value += 1 }
    }
    executor.spawn(name: "sender") {
      for token in 0..<20_000 {
        await executor.sleep(for: 1)
        box.send(token)
      }
      box.close()
    }
    executor.run(until: .at(19_000))
    #expect(executor.pendingTimers < 200)
    executor.run(until: .at(30_000))
    #expect(served.value == 20_000)
    #expect(executor.liveTasks == 0)
  }
}
