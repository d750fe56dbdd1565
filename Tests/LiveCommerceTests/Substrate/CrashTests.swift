// A node that has crashed changes nothing any more, whatever its logic goes on to call, and is answered
// at once, so that its tasks unwind.
import DiscreteEvents
import Testing

@testable import LiveCommerce

@Suite struct CrashTests {
  private static let calls: [(name: String, call: @Sendable (SaleWorld, SaleOrder) async -> Bool)] =
    [
      ("read", { await $0.database.read(.stock(0), for: $1) == 0 }),
      (
        "write",
        { world, order in
          await world.database.write(.stock(0), 1, for: order)
          return true
        }
      ),
      (
        "add",
        { world, order in
          await world.database.add(.stock(0), 1, for: order)
          return true
        }
      ),
      ("update", { await !$0.database.update(.stock(0), by: 1, if: .always, for: $1) }),
      ("claim", { await $0.database.claim($1.key, for: $1) == nil }),
      (
        "dropClaim",
        { world, _ in
          world.database.dropClaim(7)
          return true
        }
      ),
      (
        "versions",
        { world, order in
          let read = await world.database.readVersion(.stock(0), for: order)
          return await !world.database.update(
            .stock(0), to: 1, ifVersion: read.version, for: order)
        }
      ),
      (
        "locking",
        { world, order in
          await world.database.locking(.stock(0), for: order) { await $0.write(1) } == nil
        }
      ),
      (
        "transaction",
        { world, order in
          await world.database.transaction(for: order) { $0.write(.stock(0), 1) } == nil
        }
      ),
      (
        "cache",
        { world, order in
          let cache = world.cache
          await cache.set(.stock(0), 1, for: order)
          let sum = await cache.add(.stock(0), 1, for: order)
          let swapped = await cache.compareAndSet(.stock(0), from: nil, to: 1, for: order)
          await cache.remove(.key(7), for: order)
          let script: Void? = await cache.script(on: .stock(0), for: order) { $0[.stock(0)] = 1 }
          return await cache.get(.key(7), for: order) == nil && sum == 0 && !swapped
            && script == nil
        }
      ),
      ("send", { await $0.queue("orders").send($1) == .unknown }),
      (
        "locks",
        { world, order in
          let token = await world.locks.acquire(.stock(0), lease: .seconds(1), for: order)
          return await !world.locks.release(.own(1), token: nil, for: order) && token == nil
        }
      ),
    ]

  @Test(arguments: calls.indices)
  func `a call of a dead node has no effect and a neutral answer`(index: Int) {
    let (name, call) = Self.calls[index]
    let isDead = Count()
    let laboratory = ShufflingLaboratory(seed: 1) { _, _ in
      isDead.value == 1 ? .dead : .answered
    }
    let bench = SubstrateBench(laboratory: laboratory)
    // Something to be spoilt.
    bench.start(7) { order in
      _ = await bench.database.claim(order.key, for: order)
      await bench.world.cache.set(.key(7), 7, for: order)
      _ = await bench.world.locks.acquire(.own(1), lease: .seconds(100), for: order)
    }
    bench.run()
    isDead.value = 1
    let before = laboratory.statements.count
    let victim = bench.executor.spawn(name: name) {
      bench.tell("\(await call(bench.world, SubstrateBench.order(1)))")
    }
    victim.cancel()
    bench.run()
    #expect(bench.told.map { $0.hasSuffix("true") } == [true], "\(name)")
    #expect(laboratory.statements.count == before)
    let world = bench.world
    #expect(world.database.value(.stock(0)) == 10 && world.database.value(.key(7)) == 7)
    #expect(world.database.value(.key(1)) == 0 && world.cache.value(.key(7)) == 7)
    #expect(world.cache.value(.stock(0)) == nil && world.queue("orders").count == 0)
    #expect(world.locks.holder(of: .own(1)) != nil && world.locks.holder(of: .stock(0)) == nil)
    #expect(world.database.locks.isEmpty && !world.database.changes.isKept)
  }

  @Test func `one who dies while waiting for a lock changes nothing and passes it on`() {
    let bench = SubstrateBench(laboratory: ShufflingLaboratory(seed: 1))
    bench.start(1) { order in
      _ = await bench.database.locking(.own(1), for: order) { row in
        await bench.executor.sleep(for: 20_000_000)
        await row.write(1)
      }
    }
    let victims = [
      bench.executor.spawn(name: "adds") {
        await bench.executor.sleep(for: 5_000_000)
        await bench.database.add(.own(1), 100, for: SubstrateBench.order(2))
      },
      bench.executor.spawn(name: "locks") {
        await bench.executor.sleep(for: 5_000_000)
        _ = await bench.database.locking(.own(1), for: SubstrateBench.order(3)) { _ in
          bench.tell("inside")
        }
      },
    ]
    bench.start(4, after: 8_000_000) { order in
      await bench.database.add(.own(1), 10, for: order)
    }
    bench.executor.run(until: Instant(nanoseconds: 12_000_000))
    for victim in victims { victim.cancel() }
    bench.run()
    #expect(bench.told.isEmpty && bench.database.value(.own(1)) == 11)
    #expect(bench.executor.liveTasks == 0 && bench.database.locks.isEmpty)
  }
}
