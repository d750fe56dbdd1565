// The tables of the order path against dictionaries, over many seeds and mostly full ranges of few
// keys, so that runs are long, wrap around the end and are closed in the middle.
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

  @Test func `a buyer takes at most thirteen and a third bytes`() {
    var counts = UnitCounts()
    for account in UInt64(0)..<200_000 {
      counts[account, 3] = 1
      guard account > 10_000, account.isMultiple(of: 997) else { continue }
      #expect(Double(counts.bytes) / Double(counts.count) < 13.6, "\(account)")
    }
  }

  @Test func `a claim is forgotten when its life is over, to the nanosecond, and only then`() {
    var book = ClaimBook(life: 100)
    for key in UInt64(0)..<5_000 {
      book.forget(by: Int64(key)) { _ in Issue.record("no order was closed") }
      book.add(key, by: OrderID(rawValue: key), at: Int64(key))
      // Every other claim is taken back, and some of those are made again, later.
      if key.isMultiple(of: 2) { _ = book.drop(key) }
      if key.isMultiple(of: 4) { book.add(key, by: OrderID(rawValue: key), at: Int64(key)) }
      guard key >= 200 else { continue }
      let remembered = (key - 99...key).allSatisfy { (book[$0] != nil) == ($0 % 4 != 2) }
      #expect(remembered && book[key - 100] == nil && book.count == 75, "\(key)")
    }
    var closed: [UInt64] = []
    let isKnown = book.close(4_997, of: OrderID(rawValue: 4_997))
    let isAnothers = book.close(4_997, of: OrderID(rawValue: 1)) || book.close(1, of: .none)
    #expect(isKnown && !isAnothers)
    book.forget(by: .max) { closed.append($0.rawValue) }
    #expect(closed == [4_997] && book.count == 0)
  }
}
