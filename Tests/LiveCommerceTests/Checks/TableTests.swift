// The tables of the order path against dictionaries, over many seeds and mostly full ranges of few
// keys, so that runs are long, reach over the end and are closed in the middle.
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct TableTests {
  /// Keys that collide: few, with the highest one, which stands for an empty place.
  private static func key(_ range: UInt64, _ generator: inout SeededGenerator) -> UInt64 {
    let number = UInt64.random(in: 0..<range, using: &generator)
    return number == 0 ? .max : number << 16
  }

  private static func keysAgree(seed: UInt64) -> Bool {
    var generator = SeededGenerator(seed: seed)
    var table = KeyTable()
    var model: [UInt64: Int] = [:]
    let range = UInt64.random(in: 2...60, using: &generator)
    for step in 0..<300 {
      let key = key(range, &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0..<3:
        table.set(key, to: step)
        model[key] = step
      default:
        guard table.remove(key) == model.removeValue(forKey: key) else { return false }
      }
      guard table[key] == model[key], table.count == model.count else { return false }
    }
    return (0..<range).allSatisfy { table[$0 << 16] == model[$0 << 16] }
  }

  private struct Key: Hashable {
    var account: UInt64
    var product: Int
  }

  private static func countsAgree(seed: UInt64) -> Bool {
    var generator = SeededGenerator(seed: seed)
    var counts = UnitCounts()
    var model: [Key: Int] = [:]
    let range = UInt64.random(in: 2...3_000, using: &generator)
    let values = [0, 0, 1, 2, 255, 256, -1, 70_000]
    for _ in 0..<4_000 {
      var account = UInt64.random(in: 0..<range, using: &generator)
      if account.isMultiple(of: 17) { account |= 1 << 40 }
      let product = Int.random(in: 0...1, using: &generator) * 65_535
      let value = values.randomElement(using: &generator) ?? 0
      counts[account, product] = value
      model[Key(account: account, product: product)] = value == 0 ? nil : value
    }
    return counts.count == model.count
      && model.allSatisfy { counts[$0.key.account, $0.key.product] == $0.value }
      && (0..<range).allSatisfy { counts[$0, 0] == model[Key(account: $0, product: 0)] ?? 0 }
  }

  @Test func `a key table is a dictionary, for any sequence of operations`() {
    for seed in UInt64(0)..<1_000 {
      #expect(TableTests.keysAgree(seed: seed), "seed \(seed)")
    }
  }

  @Test func `unit counts are a dictionary, also for what does not fit`() {
    for seed in UInt64(0)..<40 {
      #expect(TableTests.countsAgree(seed: seed), "seed \(seed)")
    }
  }

  @Test func `a buyer takes at most eleven and a quarter bytes`() {
    var counts = UnitCounts()
    for account in UInt64(0)..<200_000 {
      counts[account, 3] = 1
      guard account > 10_000, account.isMultiple(of: 997) else { continue }
      #expect(Double(counts.bytes) / Double(counts.count) < 11.5, "\(account)")
    }
  }

  private static func order(_ id: UInt64, key: UInt64, slot: Int) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: id), account: id, key: key, product: 0, sku: 0, quantity: 1,
      shownPrice: 1, node: 0, arrival: 0, slot: slot)
  }

  /// Rows and claims as two dictionaries that forget nothing, and when claims end.
  private struct NaiveRows {
    var values: [UInt64: Int] = [:]
    var claims: [UInt64: (order: UInt64, ends: Int64)] = [:]
    var closed: Set<UInt64> = []

    mutating func forget(by now: Int64) {
      claims = claims.filter { $0.value.ends > now }
      for id in closed where !claims.values.contains(where: { $0.order == id }) { values[id] = 0 }
    }
  }

  /// Orders open, write, claim, close and ask for each other's rows, in ten slots.
  private static func rowsAgree(seed: UInt64, foreign: Bool) -> Bool {
    var generator = SeededGenerator(seed: seed)
    var rows = OrderRows(life: 100, idle: 4)
    var model = NaiveRows()
    var open: [SaleOrder] = []
    var slots = Array(0..<10)
    for step in UInt64(1)...400 {
      let now = Int64(step) * 3
      model.forget(by: now)
      if open.count < 10, Bool.random(using: &generator) {
        open.append(order(step, key: step / 3, slot: slots.removeLast()))
        rows.begin(open[open.count - 1].id, slot: open[open.count - 1].slot)
      }
      guard let order = open.randomElement(using: &generator) else { continue }
      let id = order.id.rawValue
      switch Int.random(in: 0..<6, using: &generator) {
      case 0, 1:
        let earlier = rows.claim(order.key, by: order, at: now)
        guard earlier?.rawValue == model.claims[order.key]?.order else { return false }
        if earlier == nil { model.claims[order.key] = (id, now + 100) }
      case 2:
        rows.set(order.id, to: Int(step), for: order)
        model.values[id] = Int(step)
      case 3:
        rows.drop(order.key)
        model.claims[order.key] = nil
        model.forget(by: now)
      default:
        open.removeAll { $0.id == order.id }
        slots.append(order.slot)
        rows.end(slot: order.slot, at: now)
        model.closed.insert(id)
        model.forget(by: now)
      }
      guard let asker = open.randomElement(using: &generator) else { continue }
      let claimant = model.claims[asker.key]?.order ?? asker.id.rawValue
      let asked = foreign ? UInt64.random(in: 1...step, using: &generator) : claimant
      let value = rows.value(of: OrderID(rawValue: asked), for: asker, at: now)
      guard value == model.values[asked] ?? 0, rows.claimCount == model.claims.count else {
        return false
      }
    }
    return true
  }

  @Test(arguments: [false, true])
  func `rows and keys are remembered as long as promised`(_ foreign: Bool) {
    for seed in UInt64(0)..<150 {
      #expect(TableTests.rowsAgree(seed: seed, foreign: foreign), "seed \(seed)")
    }
  }

  @Test func `keys are few again after many have ended or were taken back`() {
    var rows = OrderRows(life: 100)
    for number in UInt64(1)...20_000 {
      let order = TableTests.order(number, key: number, slot: Int(number % 7))
      rows.begin(order.id, slot: order.slot)
      let earlier = rows.claim(number, by: order, at: Int64(number))
      #expect(earlier == nil)
      rows.set(order.id, to: 1, for: order)
      if number % 4 > 0 { rows.drop(number) }
      rows.end(slot: order.slot, at: Int64(number))
      #expect(rows.claimCount <= 26)
    }
  }

  @Test func `accounts are counted once, however many are counted at a time`() {
    var counts = UnitCounts()
    for number in UInt64(0)..<3_000 {
      // Some of the accounts do not fit the table.
      let account = number % 7 == 0 ? number << 40 : number
      for product in 0...Int(number % 3) { counts[account, product] = 1 }
    }
    for atOnce in [1, 10, 999, 1 << 21] { #expect(counts.accountCount(atOnce: atOnce) == 3_000) }
  }
}
