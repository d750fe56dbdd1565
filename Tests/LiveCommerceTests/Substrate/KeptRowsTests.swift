// Rows of orders where statements are made for orders that have left their slot: nothing is forgotten
// then, and a claim means the same whoever makes it.
import DiscreteEvents
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct KeptRowsTests {
  private static func order(_ id: UInt64, key: UInt64, slot: Int) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: id), account: id, key: key, product: 0, sku: 0, quantity: 1,
      shownPrice: 1, node: 0, arrival: 0, slot: slot)
  }

  /// Orders open, claim, write and close, and half of the statements are made without a slot.
  private static func agree(seed: UInt64, keepsRows: Bool) -> Bool {
    var generator = SeededGenerator(seed: seed)
    var rows = OrderRows(life: 100, idle: 4)
    rows.keepsRows = keepsRows
    var values: [UInt64: Int] = [:]
    var claims: [UInt64: (order: UInt64, ends: Int64)] = [:]
    var open: [SaleOrder] = []
    var known: [SaleOrder] = []
    var slots = Array(0..<10)
    for step in UInt64(1)...400 {
      let now = Int64(step) * 3
      claims = claims.filter { $0.value.ends > now }
      if open.count < 10, Bool.random(using: &generator) {
        let order = order(step, key: step / 3, slot: slots.removeLast())
        open.append(order)
        known.append(order.detached)
        rows.begin(order.id, slot: order.slot)
      }
      let pool = Bool.random(using: &generator) ? open : known
      guard let asker = pool.randomElement(using: &generator) else { continue }
      switch Int.random(in: 0..<6, using: &generator) {
      case 0, 1:
        let earlier = rows.claim(asker.key, by: asker, at: now)
        guard earlier?.rawValue == claims[asker.key]?.order else { return false }
        if earlier == nil { claims[asker.key] = (asker.id.rawValue, now + 100) }
      case 2:
        rows.set(asker.id, to: Int(step), for: asker)
        values[asker.id.rawValue] = Int(step)
      case 3:
        rows.drop(asker.key)
        claims[asker.key] = nil
      default:
        guard let closing = open.randomElement(using: &generator) else { continue }
        open.removeAll { $0.id == closing.id }
        slots.append(closing.slot)
        rows.end(slot: closing.slot, at: now)
      }
      let asked = UInt64.random(in: 1...step, using: &generator)
      let value = rows.value(of: OrderID(rawValue: asked), for: asker, at: now)
      guard value == values[asked] ?? 0, rows.claimCount == claims.count else { return false }
    }
    return true
  }

  @Test func `rows are a dictionary that forgets nothing, once they are kept`() {
    for seed in Seeds.first(150) {
      #expect(Self.agree(seed: seed, keepsRows: true), "seed \(seed)")
    }
    // The other way the same comparison fails, so it can.
    #expect(Seeds.first(20).contains { !Self.agree(seed: $0, keepsRows: false) })
  }

  @Test func `an order's statements draw from places of their own, with a slot and without`() {
    var rows = OrderRows(life: 100)
    let attached = Self.order(1, key: 1, slot: 0)
    rows.begin(attached.id, slot: 0)
    var found: [UInt32] = []
    for order in [attached, attached.detached, attached, attached.detached] {
      found.append(rows.nextStatement(of: order))
    }
    #expect(found == [0, 1 << 31, 1, 1 << 31 | 1])
  }
}

@Suite struct StatementTests {
  @Test func `every kind of statement is told in words of its own`() {
    let sentences = Statement.Kind.allCases.map {
      Statement(
        at: .zero, order: OrderID(rawValue: 3), kind: $0, row: .stock(0), value: 1
      ).sentence
    }
    #expect(Set(sentences).count == Statement.Kind.allCases.count)
    #expect(sentences.allSatisfy { $0.hasPrefix("00:00:00.000000000: order 3 ") })
    let cached = Statement(
      at: .zero, order: .housekeeping, kind: .cacheGet, row: .bucket(sku: 0, index: 2),
      value: .min)
    #expect(
      cached.sentence
        == "00:00:00.000000000: housekeeping reads the cached bucket 2 of stock row 0: nothing")
  }

  @Test func `a statement and its row stay small`() {
    #expect(MemoryLayout<Row>.size <= 17 && MemoryLayout<Statement>.size <= 56)
  }
}
