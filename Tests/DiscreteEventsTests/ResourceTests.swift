// Resources: who holds a unit, who is next, and who gave up.

import DiscreteEvents
import Testing

struct ResourceTests {
  @Test func `units go to those who have waited longest`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 2)
    for name in ["a", "b", "c", "d", "e"] {
      executor.spawn(name: name) {
        await desk.acquire()
        log(name)
        await executor.sleep(for: name == "a" ? 5 : 10)
        desk.release()
      }
    }
    executor.run(until: .at(1))
    #expect(desk.inUse == 2)
    #expect(desk.waiting == 3)
    executor.run(until: .at(100))
    let expected = [Line("a", 0), Line("b", 0), Line("c", 5), Line("d", 10), Line("e", 15)]
    #expect(log.lines == expected)
    #expect(desk.inUse == 0)
  }

  @Test func `a unit that is handed over cannot be taken in between`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 1)
    executor.spawn(name: "holder") {
      await desk.acquire()
      await executor.sleep(for: 10)
      desk.release()
      log("released, can take again: \(desk.tryAcquire())")
      await desk.acquire()
      log("holder again")
      desk.release()
    }
    executor.spawn(name: "waiter") {
      await desk.acquire()
      log("waiter")
      await executor.sleep(for: 1)
      desk.release()
    }
    executor.run(until: .at(20))
    let expected = [
      Line("released, can take again: false", 10), Line("waiter", 10), Line("holder again", 11),
    ]
    #expect(log.lines == expected)
    #expect(desk.tryAcquire())
    #expect(desk.inUse == 1)
  }

  @Test func `those who give up leave at once, and the rest keep their places`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 1)
    #expect(desk.tryAcquire())
    for (name, timeout) in [("a", 30), ("b", 10), ("c", 40), ("d", 0)] as [(String, Int64)] {
      executor.spawn(name: name) {
        log("\(name) \(await desk.acquire(timeout: timeout))")
      }
    }
    executor.run(until: .at(9))
    #expect(desk.waiting == 3)
    executor.run(until: .at(10))
    #expect(desk.waiting == 2)
    desk.release()
    executor.run(until: .at(50))
    let expected = [
      Line("d false", 0), Line("b false", 10), Line("a true", 10), Line("c false", 40),
    ]
    #expect(log.lines == expected)
    #expect(desk.inUse == 1)
    #expect(desk.waiting == 0)
  }

  @Test func `of a release and a timeout at one instant, the one scheduled first wins`() {
    for releaseFirst in [true, false] {
      let executor = VirtualExecutor()
      let got = Cell(false)
      let desk = Resource(executor, name: "desk", capacity: 1)
      #expect(desk.tryAcquire())
      let release: @Sendable () async -> Void = {
        await executor.sleep(until: .at(10))
        desk.release()
      }
      if releaseFirst { executor.spawn(name: "holder", release) }
      executor.spawn(name: "waiter") { got.value = await desk.acquire(timeout: 10) }
      if !releaseFirst { executor.spawn(name: "holder", release) }
      executor.run(until: .at(10))
      #expect(got.value == releaseFirst)
      #expect(desk.inUse == (releaseFirst ? 1 : 0))
    }
  }
}
