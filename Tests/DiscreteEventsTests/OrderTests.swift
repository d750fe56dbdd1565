// The total order: ready jobs first in, first out; timers by instant, then by order of scheduling.

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
}
