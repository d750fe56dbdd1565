// What the cache promises: one instant a call and a script, a life that ends by the clock, one call
// after the other; and that it follows deliveries once it is warm.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct CacheTests {
  private static let key = Row.stock(0)

  @Test func `a value is there until its life is over, and not at that instant`() {
    let bench = SubstrateBench { $0.cache.call = .always(1_000_000) }
    bench.start(1) { order in
      let cache = bench.world.cache
      await cache.set(Self.key, 5, life: .milliseconds(10), for: order)
      _ = await cache.add(Self.key, 2, for: order)
      for instant in [10, 11] {
        await bench.executor.sleep(until: Instant(nanoseconds: Int64(instant) * 1_000_000 - 1))
        bench.tell("\(cache.value(Self.key) ?? -1)")
        await bench.executor.sleep(for: 1)
        bench.tell("\(cache.value(Self.key) ?? -1)")
      }
      let refused = await cache.compareAndSet(Self.key, from: 7, to: 1, for: order)
      let taken = await cache.compareAndSet(Self.key, from: nil, to: 1, for: order)
      let again = await cache.compareAndSet(Self.key, from: nil, to: 2, for: order)
      let fresh = await cache.get(Self.key, for: order)
      await cache.remove(Self.key, for: order)
      let gone = await cache.get(Self.key, for: order)
      bench.tell("\(refused) \(taken) \(again) \(fresh ?? -1) \(gone ?? -1)")
    }
    bench.run()
    #expect(bench.told == ["9 7", "10 7", "10 7", "11 -1", "17 false true false 1 -1"])
  }

  @Test(arguments: [false, true])
  func `a script is atomic under a storm, steps one by one are not`(isLaboratory: Bool) {
    var oversold = 0
    for seed in Seeds.first(20) {
      let bench = bench(isLaboratory, seed)
      bench.world.cache.warm(0)
      bench.storm(100) { order in
        let mark = Row.purchases(account: order.account % 50, product: 0)
        let won = await bench.world.cache.script(on: Self.key, for: order) { keys in
          guard let left = keys[Self.key], left > 0, keys[mark] == nil else { return false }
          keys[Self.key] = left - 1
          keys[mark] = 1
          return true
        }
        if won ?? false { bench.tell("\(order.account % 50)") }
      }
      bench.run()
      let buyers = Set(bench.told.map { $0.split(separator: " ")[1] })
      #expect(bench.told.count == 10 && buyers.count == 10)
      #expect(bench.world.cache.value(Self.key) == 0)
      oversold += steps(isLaboratory, seed) - 10
    }
    #expect(oversold > 20)
  }

  private func bench(_ isLaboratory: Bool, _ seed: UInt64) -> SubstrateBench {
    guard isLaboratory else { return SubstrateBench(seed: seed) }
    return SubstrateBench(laboratory: ShufflingLaboratory(seed: seed))
  }

  /// How many buy when the check and the act are two calls.
  private func steps(_ isLaboratory: Bool, _ seed: UInt64) -> Int {
    let bench = bench(isLaboratory, seed)
    bench.world.cache.warm(0)
    bench.storm(100) { order in
      guard let left = await bench.world.cache.get(Self.key, for: order), left > 0 else { return }
      _ = await bench.world.cache.add(Self.key, -1, for: order)
      bench.tell("sold")
    }
    bench.run()
    return bench.told.count
  }

  @Test func `calls are served one after the other, scripts in their own time, and counted`() {
    let bench = SubstrateBench {
      $0.cache.call = .always(1_000_000)
      $0.cache.script = .always(3_000_000)
    }
    bench.storm(20) { order in
      if order.id.rawValue % 2 == 0 {
        _ = await bench.world.cache.add(Self.key, 1, for: order)
      } else {
        await bench.world.cache.script(on: Self.key, for: order) { $0[Self.key] = 0 }
      }
    }
    #expect(bench.run() == 40)
    let tier = bench.world.tiers.first
    #expect(tier?.name == "cache" && tier?.served == 20 && bench.world.tiers.count == 1)
    #expect(tier?.busy.integral(until: 40_000_000) == 40_000_000)
  }

  @Test func `a warm cache and split stock follow deliveries, all units are somewhere once`() {
    let bench = SubstrateBench(stock: [10, 0])
    bench.world.cache.warm(0)
    bench.world.cache.warm(0)
    bench.world.deliver(5, to: 0)
    #expect(bench.world.cache.value(.stock(0)) == 15 && bench.database.value(.stock(0)) == 15)
    bench.database.split(1, into: 4)
    bench.world.deliver(10, to: 1)
    bench.database.split(1, into: 3)
    let buckets = (0..<4).map { bench.database.value(.bucket(sku: 1, index: $0)) }
    #expect(buckets == [3, 3, 2, 2] && bench.database.value(.stock(1)) == 0)
    #expect(bench.world.cache.value(.stock(1)) == nil)
  }
}
