// Locks with a lease: one holder at a time by the clock, and no word to those whose lease ran out.
import DiscreteEvents
import Testing

@testable import LiveCommerce

@Suite struct LeaseTests {
  private static let row = Row.stock(0)

  private func bench() -> SubstrateBench {
    SubstrateBench { $0.locks.call = .always(1_000_000) }
  }

  @Test func `a lock is refused while its lease runs, and given when it has run out`() {
    let bench = bench()
    for (number, wait) in [(UInt64(1), Int64(0)), (2, 5), (3, 10), (4, 11)] {
      bench.start(number, after: wait * 1_000_000) { order in
        let token = await bench.world.locks.acquire(
          Self.row, lease: .milliseconds(10), for: order)
        bench.tell("\(order.id.rawValue): \(token ?? 0)")
      }
    }
    bench.run()
    // The first lease runs from 1 ms on, until just before 11 ms.
    #expect(bench.told == ["1 1: 1", "6 2: 0", "11 3: 2", "12 4: 0"])
    #expect(bench.world.locks.holder(of: Self.row) == 2)
  }

  @Test(arguments: [true, false])
  func `a late release gives back nothing with its token, another's lock without`(
    comparesToken: Bool
  ) {
    let bench = bench()
    bench.start(1) { order in
      let token = await bench.world.locks.acquire(Self.row, lease: .milliseconds(10), for: order)
      await bench.executor.sleep(for: 20_000_000)
      let released = await bench.world.locks.release(
        Self.row, token: comparesToken ? token : nil, for: order)
      bench.tell("released \(released)")
    }
    bench.start(2, after: 15_000_000) { order in
      _ = await bench.world.locks.acquire(Self.row, lease: .seconds(1), for: order)
    }
    bench.start(3, after: 25_000_000) { order in
      let token = await bench.world.locks.acquire(Self.row, lease: .seconds(1), for: order)
      bench.tell(token == nil ? "locked out" : "two inside")
    }
    bench.run()
    #expect(
      bench.told
        == (comparesToken
          ? ["22 released false", "26 locked out"] : ["22 released true", "26 two inside"]))
  }

  @Test func `a laboratory lets a lease run out at once, and tells nobody`() {
    let laboratory = ShufflingLaboratory(seed: 1) { kind, order in
      kind == .lease && order.rawValue == 1 ? .lapsing : .answered
    }
    let bench = SubstrateBench(laboratory: laboratory)
    for (number, wait) in [(UInt64(1), Int64(0)), (2, 10), (3, 20)] {
      bench.start(number, after: wait * 1_000_000) { order in
        let token = await bench.world.locks.acquire(Self.row, lease: .seconds(9), for: order)
        bench.tell("\(order.id.rawValue): \(token ?? 0)")
        guard number == 1 else { return }
        await bench.executor.sleep(for: 40_000_000)
        let released = await bench.world.locks.release(Self.row, token: token, for: order)
        bench.tell("released \(released)")
      }
    }
    bench.run()
    #expect(
      bench.told.map { $0.drop { $0 != " " } } == [" 1: 1", " 2: 2", " 3: 0", " released false"])
  }

  @Test func `the holder gives its lock back and the next one has it at once`() {
    let bench = bench()
    bench.storm(5) { order in
      while !Task.isCancelled {
        let locks = bench.world.locks
        guard let token = await locks.acquire(Self.row, lease: .seconds(1), for: order) else {
          await bench.executor.sleep(for: 1_000_000)
          continue
        }
        let value = await bench.database.read(Self.row, for: order)
        await bench.database.write(Self.row, value - 1, for: order)
        return await { _ = await locks.release(Self.row, token: token, for: order) }()
      }
    }
    bench.run()
    #expect(bench.database.value(Self.row) == 5)
    #expect(bench.world.locks.holder(of: Self.row) == nil)
  }
}
