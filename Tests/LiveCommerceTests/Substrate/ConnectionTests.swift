// Who keeps a connection, and for how long: reckoned by hand, a few milliseconds at a time.
import DiscreteEvents
import Testing

@testable import LiveCommerce

@Suite struct ConnectionTests {
  /// A database with few connections, of 1 ms a read or write and 10 ms an update.
  private static func bench(_ connections: Int, groupCommit: Int = 1) -> SubstrateBench {
    SubstrateBench(stock: [100, 100]) {
      $0.database.connections = connections
      $0.database.update = .always(10_000_000)
      $0.database.groupCommit = groupCommit
    }
  }

  private static func update(_ bench: SubstrateBench, _ number: UInt64, after wait: Int64 = 0) {
    bench.start(number, after: wait) { order in
      _ = await bench.database.update(.stock(0), by: -1, if: .atLeast(1), for: order)
      bench.tell("\(number)")
    }
  }

  private static func read(
    _ bench: SubstrateBench, _ number: UInt64, of row: Row = .stock(1), after wait: Int64 = 0
  ) {
    bench.start(number, after: wait) { order in
      _ = await bench.database.read(row, for: order)
      bench.tell("\(number) has read")
    }
  }

  @Test func `whoever waits for a row keeps a connection meanwhile`() {
    let bench = Self.bench(2)
    for number in 1...3 { Self.update(bench, UInt64(number)) }
    Self.read(bench, 4)
    bench.run()
    // The row has been had twice before a connection is left for another row.
    #expect(bench.told == ["10 1", "20 2", "21 4 has read", "30 3"])
    let tier = bench.database.tier
    #expect(tier.busy.total / 1_000_000 == 10 + 20 + 20 + 1)
    #expect(tier.stalled.total / 1_000_000 == 10 + 10)
    #expect(tier.waiting.total / 1_000_000 == 10 + 20)
    #expect(bench.database.rowLoads.waited / 1_000_000 == 20)
    #expect(tier.busy.level == 0 && tier.stalled.level == 0 && tier.waiting.level == 0)
    #expect(tier.requests == 4 && tier.served == 4)
  }

  @Test func `the journal tells both waits of a statement, with what stood in front of it`() {
    let bench = Self.bench(2)
    let journal = OrderJournal(.everything, rows: 2)
    bench.database.journal = journal
    for number in 1...3 { Self.update(bench, UInt64(number)) }
    bench.run()
    let own = journal.facts.filter { $0.order == 3 }
    #expect(own.map { $0.instant / 1_000_000 } == [0, 10, 20, 30, 30])
    #expect(
      own.map(\.event) == [
        // Both connections are taken, and one of them works; so they are when it has got the first's.
        .queued(.stock, TraceLoad(waiting: 1, busy: 1)),
        .queued(.row, TraceLoad(waiting: 1, busy: 1)),
        .began(.stock, TraceLoad(waiting: 0, busy: 1)),
        .ended(.stock, TraceLoad(waiting: 0, busy: 0)),
        .stated(.update, .stock(0), value: 97),
      ])
  }

  @Test func `a row is not held by whoever waits for a connection`() {
    let bench = Self.bench(1)
    Self.read(bench, 1)
    Self.read(bench, 2)
    Self.update(bench, 3)
    bench.run()
    #expect(bench.told == ["1 1 has read", "2 2 has read", "12 3"])
    #expect(bench.database.rowLoads.waited == 0)
  }

  @Test func `members of a group commit keep their connections`() {
    let bench = Self.bench(2, groupCommit: 10)
    for number in 1...5 { Self.update(bench, UInt64(number)) }
    bench.run()
    // With connections for all of them, four would be committed together at 20 ms.
    #expect(bench.told == ["10 1", "20 2", "20 3", "30 4", "40 5"])
    let many = Self.bench(10, groupCommit: 10)
    for number in 1...5 { Self.update(many, UInt64(number)) }
    many.run()
    #expect(many.told == ["10 1", "20 2", "20 3", "20 4", "20 5"])
    for tier in [bench.database.tier, many.database.tier] {
      #expect(tier.busy.level == 0 && tier.stalled.level == 0 && tier.waiting.level == 0)
    }
  }

  @Test func `a lock works on one connection, which waits with it`() {
    let bench = Self.bench(1)
    let database = bench.database
    bench.start(1) { order in
      _ = await database.locking(.own(1), for: order) { row in
        _ = await database.read(.own(2), for: order)
        await bench.executor.sleep(for: 50_000_000)
        await row.write(3)
      }
      bench.tell("unlocked")
    }
    Self.read(bench, 2, of: .own(1))
    bench.run()
    #expect(bench.told == ["53 unlocked", "54 2 has read"])
    #expect(database.tier.requests == 4 && database.tier.served == 4)
    #expect(database.tier.busy.total / 1_000_000 == 54)
    #expect(database.tier.stalled.total / 1_000_000 == 50)
    #expect(database.tier.busy.level == 0 && database.tier.stalled.level == 0)
  }

  @Test func `who waits for a lock keeps a connection`() {
    let bench = Self.bench(2)
    for number in 1...2 {
      bench.start(UInt64(number)) { order in
        _ = await bench.database.locking(.stock(0), for: order) { _ in
          await bench.executor.sleep(for: 20_000_000)
        }
        bench.tell("\(number)")
      }
    }
    Self.read(bench, 3)
    bench.run()
    #expect(bench.told == ["21 1", "22 3 has read", "41 2"])
  }

  @Test func `a transaction keeps its connection through what it awaits`() {
    let bench = Self.bench(1)
    let database = bench.database
    bench.start(1) { order in
      let result = await database.transaction(for: order) { transaction in
        await bench.executor.sleep(for: 5_000_000)
        let found = await transaction.read(.own(1))
        await bench.executor.sleep(for: 30_000_000)
        transaction.write(.own(1), found + 1)
        return found
      }
      bench.tell("committed \(result ?? -1)")
    }
    Self.read(bench, 2, of: .own(1))
    Self.read(bench, 3, of: .own(1), after: 7_000_000)
    bench.run()
    // It takes a connection with its first statement, not before.
    #expect(bench.told == ["1 2 has read", "46 committed 0", "47 3 has read"])
    #expect(database.tier.busy.level == 0 && database.tier.stalled.level == 0)
  }

  @Test func `a lock within a transaction needs no second connection`() {
    let bench = Self.bench(1)
    let database = bench.database
    bench.start(1) { order in
      _ = await database.transaction(for: order) { transaction in
        await database.locking(.own(1), for: order) { row in await row.write(1) }
        transaction.write(.own(2), await transaction.read(.own(1)))
      }
      bench.tell("\(database.value(.own(2)))")
    }
    #expect(bench.run() == 13)
    #expect(bench.told == ["13 1"])
    #expect(database.keptConnections.isEmpty && database.tier.busy.level == 0)
  }

  @Test func `two tasks that work for one order have a connection each`() {
    let bench = Self.bench(2)
    for wait in [0, 10_000_000] {
      bench.start(1, after: Int64(wait)) { order in
        _ = await bench.database.transaction(for: order) { transaction in
          _ = await transaction.read(.own(1))
          await bench.executor.sleep(for: 30_000_000)
        }
        bench.tell("done")
      }
    }
    Self.read(bench, 2, after: 20_000_000)
    bench.run()
    #expect(bench.told == ["31 done", "32 2 has read", "41 done"])
    #expect(bench.database.tier.busy.maximum == 2)
  }

  struct Refused: Error {}

  @Test func `a body that throws gives its connection back`() {
    let bench = Self.bench(1)
    let database = bench.database
    bench.start(1) { order in
      _ = try? await database.locking(.own(1), for: order) { _ in throw Refused() }
      _ = try? await database.transaction(for: order) { transaction in
        _ = await transaction.read(.own(1))
        throw Refused()
      }
      bench.tell("refused twice")
    }
    Self.read(bench, 2)
    bench.run()
    #expect(bench.told == ["2 2 has read", "3 refused twice"])
    #expect(database.keptConnections.isEmpty)
    #expect(database.tier.busy.level == 0 && database.tier.stalled.level == 0)
  }

  @Test func `connections that go while they are kept go when they are given back`() {
    let bench = Self.bench(2)
    let database = bench.database
    bench.start(1) { order in
      _ = await database.locking(.own(1), for: order) { _ in
        database.resize(to: 1)
        await bench.executor.sleep(for: 10_000_000)
      }
      bench.tell("unlocked")
    }
    Self.read(bench, 2, after: 2_000_000)
    Self.read(bench, 3, after: 2_000_000)
    bench.run()
    // One of two was in use when there was to be only one.
    #expect(bench.told == ["11 unlocked", "12 2 has read", "13 3 has read"])
    #expect(database.tier.busy.level == 0)
  }

  @Test func `a commit waits for every row that it writes, whenever it was locked`() {
    let bench = Self.bench(10)
    let database = bench.database
    bench.start(1) { order in
      _ = await database.locking(.own(1), for: order) { _ in
        await bench.executor.sleep(for: 40_000_000)
      }
    }
    // Locked while the commit waits for the other row.
    bench.start(2, after: 20_000_000) { order in
      _ = await database.locking(.own(2), for: order) { row in
        let found = row.value
        await bench.executor.sleep(for: 40_000_000)
        bench.tell("\(row.value == found ? "unchanged" : "changed") under its lock")
      }
    }
    bench.start(3, after: 2_000_000) { order in
      _ = await database.transaction(for: order) { transaction in
        for row in 1...2 { transaction.write(.own(row), 9) }
      }
      bench.tell("committed \(database.value(.own(1))) and \(database.value(.own(2)))")
    }
    bench.run()
    #expect(bench.told.count == 2)
    #expect(bench.told.contains { $0.hasSuffix("unchanged under its lock") })
    #expect(bench.told.contains { $0.hasSuffix("committed 9 and 9") })
    #expect(database.locks.isEmpty)
  }

  @Test func `waits for the lock of a stock row are waits for the row`() {
    let bench = Self.bench(10)
    for number in 1...3 {
      bench.start(UInt64(number)) { order in
        _ = await bench.database.locking(.stock(0), for: order) { _ in
          await bench.executor.sleep(for: 20_000_000)
        }
      }
    }
    bench.run()
    #expect(bench.database.rowLoads.waited / 1_000_000 == 20 + 40)
    #expect(bench.database.rowLoads.waiting.total / 1_000_000 == 20 + 40)
    #expect(bench.database.rowLoads.waiting.level == 0)
    #expect(bench.database.tier.stalled.total / 1_000_000 == 20 + 40 + 60)
  }
}
