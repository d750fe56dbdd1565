// What the database promises beyond single statements: versions, row locks, transactions and group
// commit. Beside each mechanism stands what happens without it, so that the test can fail.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct DatabaseTests {
  private static let row = Row.stock(0)

  // MARK: Versions

  @Test func `a version tells that a row has changed and changed back, a guard does not`() {
    let bench = SubstrateBench()
    bench.start(1) { order in
      let read = await bench.database.readVersion(Self.row, for: order)
      await bench.executor.sleep(for: 10_000_000)
      let byValue = await bench.database.update(
        .own(1), by: 1, if: .equal(0), for: order)
      let byVersion = await bench.database.update(
        Self.row, to: read.value - 1, ifVersion: read.version, for: order)
      bench.tell("value \(byValue), version \(byVersion)")
    }
    bench.start(2, after: 2_000_000) { order in
      await bench.database.add(Self.row, -1, for: order)
      await bench.database.add(Self.row, 1, for: order)
    }
    bench.run()
    #expect(bench.told == ["13 value true, version false"])
    #expect(bench.database.value(Self.row) == 10)
  }

  @Test func `optimistic buyers who try again never lose an update`() {
    for seed in Seeds.first(20) {
      for isLaboratory in [false, true] {
        let bench = bench(isLaboratory, seed, stock: [5])
        bench.storm(8) { order in
          while !Task.isCancelled {
            let read = await bench.database.readVersion(Self.row, for: order)
            guard read.value > 0 else { return }
            let won = await bench.database.update(
              Self.row, to: read.value - 1, ifVersion: read.version, for: order)
            if won { return bench.tell("sold") }
          }
        }
        bench.run()
        #expect(bench.told.count == 5 && bench.database.value(Self.row) == 0)
      }
    }
  }

  private func bench(_ isLaboratory: Bool, _ seed: UInt64, stock: [Int] = [10]) -> SubstrateBench {
    guard isLaboratory else { return SubstrateBench(stock: stock, seed: seed) }
    return SubstrateBench(stock: stock, laboratory: ShufflingLaboratory(seed: seed))
  }

  // MARK: Row locks

  @Test(arguments: [false, true])
  func `under a row lock no update is lost, without one many are`(isLaboratory: Bool) {
    var lost = 0
    for seed in Seeds.first(20) {
      let locked = bench(isLaboratory, seed)
      locked.storm(10) { order in
        await locked.database.locking(Self.row, for: order) { row in
          await row.write(row.value - 1)
        }
      }
      locked.run()
      #expect(locked.database.value(Self.row) == 0)
      let careless = bench(isLaboratory, seed)
      careless.storm(10) { order in
        let value = await careless.database.read(Self.row, for: order)
        await careless.database.write(Self.row, value - 1, for: order)
      }
      careless.run()
      lost += careless.database.value(Self.row)
    }
    #expect(lost > 20)
  }

  @Test(arguments: [Row.stock(0), Row.own(1)])
  func `while a row is locked, changes of it wait and reads do not`(row: Row) {
    let bench = SubstrateBench(stock: [1, 1])
    bench.start(1) { order in
      _ = await bench.database.locking(row, for: order) { locked in
        await bench.executor.sleep(for: 20_000_000)
        await locked.write(7)
      }
      bench.tell("unlocked")
    }
    bench.start(2, after: 2_000_000) { order in
      bench.tell("read \(await bench.database.read(row, for: order))")
      await bench.database.add(row, 1, for: order)
      bench.tell("added")
    }
    bench.start(3, after: 2_000_000) { order in
      _ = await bench.database.update(row, by: 1, if: .atLeast(0), for: order)
      bench.tell("updated")
    }
    bench.start(4, after: 2_000_000) { order in
      await bench.database.write(.stock(1), 5, for: order)
      bench.tell("wrote elsewhere")
    }
    bench.run()
    let before = row == .stock(0) ? 1 : 0
    #expect(Array(bench.told.prefix(2)) == ["3 read \(before)", "3 wrote elsewhere"])
    #expect(Array(bench.told.dropFirst(2).prefix(1)) == ["22 unlocked"])
    #expect(bench.told.count == 5 && bench.database.value(row) == 9)
    #expect(bench.database.locks.isEmpty)
  }

  @Test func `two locks taken in different orders wait for ever, and are told by name`() {
    let bench = SubstrateBench(laboratory: ShufflingLaboratory(seed: 1))
    for (number, pair) in [(UInt64(1), [1, 2]), (2, [2, 1])] {
      bench.start(number) { order in
        await bench.database.locking(.own(pair[0]), for: order) { _ in
          await bench.executor.sleep(for: 5_000_000)
          await bench.database.locking(.own(pair[1]), for: order) { _ in bench.tell("both") }
        }
      }
    }
    bench.run()
    #expect(bench.told.isEmpty && bench.executor.liveTasks == 2)
    let places = bench.executor.parked.map(\.primitive)
    #expect(places == ["resource row lock", "resource row lock"])
  }

  // MARK: Transactions

  /// An account may hold one unit over two products; each order counts both and takes its own.
  private static func takeOne(
    _ bench: SubstrateBench, _ order: SaleOrder, _ product: Int
  ) async -> Bool? {
    await bench.database.transaction(for: order) { transaction in
      let rows = (0...1).map { Row.purchases(account: 9, product: $0) }
      var held = 0
      for row in rows { held += await transaction.read(row) }
      guard held == 0 else { return false }
      transaction.write(rows[product], 1)
      return true
    }
  }

  private func held(_ bench: SubstrateBench) -> Int {
    (0...1).reduce(0) { $0 + bench.database.value(.purchases(account: 9, product: $1)) }
  }

  @Test(arguments: [false, true])
  func `write skew happens at snapshot isolation and not under a row lock`(isLaboratory: Bool) {
    var skews = 0
    for seed in Seeds.first(30) {
      let free = bench(isLaboratory, seed)
      free.storm(2) { order in
        _ = await Self.takeOne(free, order, Int(order.account - 1))
      }
      free.run()
      skews += held(free) == 2 ? 1 : 0
      let locked = bench(isLaboratory, seed)
      locked.storm(2) { order in
        _ = await locked.database.locking(.own(9), for: order) { _ in
          await Self.takeOne(locked, order, Int(order.account - 1))
        }
      }
      locked.run()
      #expect(held(locked) == 1)
    }
    #expect(skews > 0)
  }

  @Test func `of two transactions that write the same row one is refused`() {
    for seed in Seeds.first(20) {
      let bench = bench(true, seed)
      bench.storm(2) { order in
        let done: Void? = await bench.database.transaction(for: order) { transaction in
          let value = await transaction.read(Self.row)
          await bench.executor.sleep(for: 3_000_000)
          transaction.write(Self.row, value - 1)
        }
        bench.tell(done == nil ? "refused" : "done")
      }
      bench.run()
      #expect(Set(bench.told.map { $0.split(separator: " ")[1] }) == ["refused", "done"])
      #expect(bench.database.value(Self.row) == 9)
    }
  }

  @Test func `a transaction reads its snapshot and its own writes, and rolls back whole`() {
    struct Rollback: Error {}
    let bench = SubstrateBench(stock: [10, 20])
    bench.start(1) { order in
      _ = await bench.database.transaction(for: order) { transaction in
        let first = await transaction.read(.stock(0))
        await bench.executor.sleep(for: 10_000_000)
        transaction.write(.own(1), 5)
        let (own, second) = (await transaction.read(.own(1)), await transaction.read(.stock(1)))
        bench.tell("\(first) \(second) \(own)")
      }
      do {
        try await bench.database.transaction(for: order) { transaction in
          transaction.write(.own(2), 1)
          transaction.write(.own(3), 1)
          throw Rollback()
        }
      } catch { bench.tell("rolled back") }
    }
    bench.start(2, after: 5_000_000) { order in
      await bench.database.write(.stock(1), 99, for: order)
    }
    bench.run()
    #expect(bench.told == ["13 10 20 5", "14 rolled back"])
    #expect([1, 2, 3].map { bench.database.value(.own($0)) } == [5, 0, 0])
    #expect(!bench.database.changes.isKept)
  }

  // MARK: Group commit

  @Test(arguments: [1, 2, 8, 100])
  func `n updates of a hot row that come at once take 1 + ⌈(n − 1) ÷ g⌉ times h`(size: Int) {
    let bench = SubstrateBench(stock: [60, 60]) { $0.database.groupCommit = size }
    bench.storm(100) { order in
      let won = await bench.database.update(Self.row, by: -1, if: .atLeast(1), for: order)
      if won { bench.tell("sold") }
    }
    let end = bench.run()
    #expect(end == Int64(1 + (99 + size - 1) / size))
    #expect(bench.told.count == 60 && bench.database.value(Self.row) == 0)
    let tier = bench.database.tier
    #expect(tier.requests == 100 && tier.served == 100)
    #expect(tier.waiting.level == 0 && tier.busy.level == 0)
  }

  @Test func `a hot row never commits more than g in a time h`() {
    let (size, hold) = (4, Int64(1_000_000))
    for seed in Seeds.first(10) {
      let bench = SubstrateBench(stock: [1_000_000], seed: seed) {
        $0.database.groupCommit = size
      }
      let log = Count()
      bench.database.statementLog = []
      bench.storm(300) { order in
        let own = Int64((order.id.rawValue &* (7919 + seed)) % 97) * 500_000
        await bench.executor.sleep(for: own)
        if await bench.database.update(Self.row, by: -1, if: .always, for: order) { log.value += 1 }
      }
      bench.run()
      let times = (bench.database.statementLog ?? []).map(\.at.nanoseconds)
      #expect(times.count == 300 && log.value == 300)
      let densest = times.indices.map { first in
        times[first...].prefix { $0 < times[first] + hold }.count
      }
      #expect(densest.max() == size)
    }
  }
}
