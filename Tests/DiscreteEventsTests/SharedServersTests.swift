// Servers that everybody shares: who leaves when, by hand; and resources whose number changes.
import DiscreteEvents
import Testing

struct SharedServersTests {
  @Test func `those present at the same time slow each other`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 1)
    // Alone until 10, then two, then three from 20 on: a has had 10 + 5, b 5.
    for (name, start, work) in [("a", 0, 20), ("b", 10, 20), ("c", 20, 4)] {
      executor.spawn(name: name) {
        await executor.sleep(until: .at(Int64(start)))
        await cores.serve(for: Int64(work))
        log(name)
      }
    }
    executor.run(until: .at(1_000))
    // From 20 on all three get a third: c leaves at 32, a has 1 left, gone at 34; b then has 10 left.
    #expect(log.lines == [Line("c", 32), Line("a", 34), Line("b", 44)])
    #expect(cores.count == 0)
  }

  @Test func `nobody is present any more after the end`() {
    let executor = VirtualExecutor()
    let cores = SharedServers(executor, name: "cores", servers: 1)
    for name in ["a", "b"] { executor.spawn(name: name) { await cores.serve(for: 100) } }
    executor.run(until: .at(10))
    #expect(cores.count == 2)
    executor.shutdown()
    #expect(cores.count == 0 && executor.liveTasks == 0)
  }

  @Test func `nobody is slowed while there is a server for each, nor overtaken by rounding`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 2)
    for (name, work) in [("a", 10), ("b", 30)] {
      executor.spawn(name: name) {
        await cores.serve(for: Int64(work))
        log(name)
      }
    }
    for name in ["c", "d", "e"] {
      executor.spawn(name: name) {
        await executor.sleep(until: .at(40))
        await cores.serve(for: 3)
        log(name)
      }
    }
    executor.run(until: .at(1_000))
    // Three of 3 each on two servers: 4.5, whole nanoseconds and never early.
    #expect(
      log.lines == [Line("a", 10), Line("b", 30), Line("c", 45), Line("d", 45), Line("e", 45)])
  }

  @Test func `more servers serve those present faster`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 1)
    for name in ["a", "b"] {
      executor.spawn(name: name) {
        await cores.serve(for: 100)
        log(name)
      }
    }
    executor.run(until: .at(100))
    cores.resize(to: 2)
    executor.run(until: .at(1_000))
    #expect(log.lines == [Line("a", 150), Line("b", 150)])
  }

  @Test func `the speed is that of everybody present, and 0 stops them`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 1)
    for (name, work) in [("a", 100), ("b", 200)] {
      executor.spawn(name: name) {
        await cores.serve(for: Int64(work))
        log(name)
      }
    }
    // Each has had 50, then none, then 40 at 0.8 ÷ 2, then the rest at full speed.
    for (instant, speed) in [(100, 0.0), (1_000, 0.8), (1_100, 1.0)] {
      executor.run(until: .at(Int64(instant)))
      cores.setSpeed(speed)
    }
    executor.run(until: .at(10_000))
    #expect(log.lines == [Line("a", 1_120), Line("b", 1_220)])
  }

  @Test func `nobody leaves early, however slow the servers are`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 1)
    // At 2⁻⁴⁰ of full speed work of 2²¹ ns takes 2⁶¹ ns, which is more than 10¹⁸ twice; and work of 2²⁴
    // is not done by the end of time.
    cores.setSpeed(0x1p-40)
    for work in [Int64(1) << 21, 1 << 24] {
      executor.spawn(name: "\(work)") {
        if work > 1 << 21 { await executor.sleep(until: .at(1 << 61)) }
        await cores.serve(for: work)
        log("\(work)")
      }
    }
    executor.run(until: .at(2_100_000_000_000_000_000))
    #expect(log.lines.isEmpty && cores.count == 1)
    executor.run(until: .at(.max))
    #expect(log.lines == [Line("2097152", 1 << 61)] && cores.count == 1)
    executor.shutdown()
  }

  @Test func `servers that nobody has any more leave no process behind`() {
    let executor = VirtualExecutor()
    executor.spawn(name: "a") {
      let cores = SharedServers(executor, name: "cores", servers: 1)
      await cores.serve(for: 100)
    }
    var desk: SharedServers? = SharedServers(executor, name: "desk", servers: 1)
    executor.run(until: .at(50))
    #expect(executor.liveTasks == 3 && desk?.count == 0)
    desk = nil
    executor.run(until: .at(1_000))
    #expect(executor.liveTasks == 0)
  }

  @Test func `a shutdown ends the wait`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let cores = SharedServers(executor, name: "cores", servers: 1)
    executor.spawn(name: "a") {
      await cores.serve(for: 100)
      log("a")
      await cores.serve(for: 100)
      log("a again")
    }
    executor.run(until: .at(10))
    executor.shutdown()
    #expect(log.lines == [Line("a", 10), Line("a again", 10)] && executor.liveTasks == 0)
  }

  @Test func `a resource takes units away as they come back, and hands new ones out`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 2)
    for name in ["a", "b", "c", "d"] {
      executor.spawn(name: name) {
        await desk.acquire()
        log(name)
        await executor.sleep(for: 10)
        desk.release()
      }
    }
    executor.run(until: .at(5))
    desk.resize(to: 1)
    #expect(desk.inUse == 2 && desk.capacity == 1)
    executor.run(until: .at(15))
    #expect(desk.inUse == 1 && desk.waiting == 1)
    desk.resize(to: 3)
    executor.run(until: .at(100))
    #expect(log.lines == [Line("a", 0), Line("b", 0), Line("c", 10), Line("d", 15)])
    #expect(desk.inUse == 0)
  }

  @Test func `the latest goes first if a resource says so, and the urgent before everybody`() {
    let executor = VirtualExecutor()
    let log = Log(executor)
    let desk = Resource(executor, name: "desk", capacity: 1, to: .latest)
    #expect(desk.tryAcquire())
    for name in ["a", "b", "urgent c", "urgent d"] {
      executor.spawn(name: name) {
        if name.hasPrefix("urgent") { await desk.acquireUrgently() } else { await desk.acquire() }
        log(name)
        desk.release()
      }
    }
    executor.run(until: .at(5))
    #expect(desk.waiting == 4)
    desk.release()
    executor.run(until: .at(6))
    #expect(log.lines == ["urgent c", "urgent d", "b", "a"].map { Line($0, 5) })
  }
}
