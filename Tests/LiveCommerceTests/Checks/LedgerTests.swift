// The ledger against a naive one that keeps a list of units, each free or spoken for, and looks at
// all of them after every event.
import TestSupport
import Testing

@testable import LiveCommerce

/// A ledger that keeps every unit of one stock row by itself.
private struct NaiveLedger {
  struct Hold {
    var due: Int64
    var quantity: Int
    var isDue = false
  }
  var stocked = 0
  var sold = 0
  /// Units that have come back and wait, and what became of the others that have.
  var back = 0
  var restocked = 0
  var scrapped = 0
  /// Since when each free unit is so, oldest first; `debt` counts promises beyond the stock.
  var free: [Int64] = []
  var debt = 0
  var worst = 0
  var holds: [UInt64: Hold] = [:]

  mutating func give(at instant: Int64) {
    if debt > 0 { debt -= 1 } else { free.append(instant) }
  }
  mutating func take() {
    if free.isEmpty { debt += 1 } else { free.removeFirst() }
    worst = max(worst, debt)
  }
  /// Ends the holds that are due, one by one in order of time.
  mutating func pass(_ now: Int64) {
    let lapsed = holds.filter { !$0.value.isDue && $0.value.due <= now }
    for (order, hold) in lapsed.sorted(by: { $0.value.due < $1.value.due }) {
      holds[order]?.isDue = true
      for _ in 0..<hold.quantity { give(at: hold.due) }
    }
  }
  mutating func book(_ event: LedgerEvent) {
    let order = event.order.id.rawValue
    let quantity = event.order.quantity
    switch event.kind {
    case .held(_, let until):
      holds[order] = Hold(due: until, quantity: quantity)
      for _ in 0..<quantity { take() }
    case .paid:
      let hold = holds.removeValue(forKey: order)
      sold += quantity
      if hold?.isDue ?? true { for _ in 0..<quantity { take() } }
    case .released:
      if let hold = holds.removeValue(forKey: order), !hold.isDue {
        for _ in 0..<quantity { give(at: event.at) }
      }
    case .returned: back += quantity
    case .restocked:
      back -= quantity
      restocked += quantity
      for _ in 0..<quantity { give(at: event.at) }
    case .scrapped:
      back -= quantity
      scrapped += quantity
    case .refusedSoldOut, .charged, .refunded, .noticedAgain: break
    }
  }
}

@Suite struct LedgerTests {
  private static func order(_ id: UInt64) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: id), account: id, key: id, product: 0, sku: 0,
      quantity: 1 + Int(id % 3),
      shownPrice: 1, node: 0, arrival: 0, slot: Int(id))
  }

  /// The next event: holds, and ends of holds that are open, due, ended or never were.
  private static func event(
    at now: Int64, _ open: inout [UInt64], _ nextOrder: inout UInt64,
    _ generator: inout SeededGenerator
  ) -> LedgerEvent {
    var id = open.randomElement(using: &generator) ?? 0
    let kind: LedgerEvent.Kind
    switch Int.random(in: 0..<14, using: &generator) {
    case 10: kind = .returned(amount: 1)
    case 11..<13: kind = .restocked
    case 13: kind = .scrapped
    case 0..<4:
      nextOrder += 1
      id = nextOrder
      open.append(id)
      kind = .held(price: 1, until: now + Int64.random(in: 0...8, using: &generator))
    case 4..<6: kind = .paid(amount: 1)
    case 6..<9: kind = .released
    default: kind = .refusedSoldOut
    }
    if open.count > 6 { open.removeFirst() }
    return LedgerEvent(at: now, kind: kind, order: order(id), opens: 0, clockSkew: 0)
  }

  @Test func `free, held and sold make up the stock after every event, as unit by unit`() {
    var late = 0
    var oversold = 0
    for seed in Seeds.first(300) {
      var generator = SeededGenerator(seed: seed)
      let ledger = Ledger(skus: 1)
      var naive = NaiveLedger()
      var open: [UInt64] = []
      var nextOrder: UInt64 = 0
      var now: Int64 = 0
      for step in 0..<120 {
        now += Int64.random(in: 0...3, using: &generator)
        if step == 0 || Int.random(in: 0..<20, using: &generator) == 0 {
          let units = Int.random(in: 0...6, using: &generator)
          naive.pass(now)
          ledger.stock(0, units: units, at: now)
          naive.stocked += units
          for _ in 0..<units { naive.give(at: now) }
        } else {
          let event = LedgerTests.event(at: now, &open, &nextOrder, &generator)
          naive.pass(now)
          if naive.holds[event.order.id.rawValue]?.isDue == true { late += 1 }
          ledger.prepare(for: event)
          naive.book(event)
          ledger.book(event)
        }
        let account = ledger.accounts[0]
        let held = naive.holds.values.reduce(0) { $0 + ($1.isDue ? 0 : $1.quantity) }
        let all = naive.holds.values.reduce(0) { $0 + $1.quantity }
        let sum =
          account.free + account.held + account.sold - naive.restocked
        let agrees =
          account.free == naive.free.count - naive.debt && account.held == held
          && account.sold == naive.sold && account.oversold == naive.worst
          && account.freeSince == naive.free.first
          && account.idle.count(before: now - 2) == naive.free.count { $0 < now - 2 }
          && ledger.heldUnits(of: 0) == all && account.isBalanced
          && account.inReturn == naive.back && account.scrapped == naive.scrapped
        if sum != account.stocked || account.stocked != naive.stocked || !agrees {
          Issue.record("seed \(seed), step \(step): \(account), \(naive)")
          break
        }
      }
      oversold += naive.worst
    }
    #expect(late > 1_000 && oversold > 300)
  }

  @Test func `a basket counts as one order in each of its rows`() {
    for seed in Seeds.first(100) {
      var generator = SeededGenerator(seed: seed)
      let setting = CheckSetting(skuNames: ["a", "b"], limits: [9, 9], undersellWithin: 0)
      var baskets = Referee(setting, promises: [[], []])
      var singles = Referee(setting, promises: [[], []])
      for sku in 0...1 {
        baskets.stock(sku, units: 12, at: 0)
        singles.stock(sku, units: 12, at: 0)
      }
      for step in Int64(1)...60 {
        let first = LedgerTests.order(UInt64.random(in: 1...8, using: &generator))
        var basket = first
        basket.slot = 2 * first.slot
        var second = first
        (second.product, second.sku) = (1, 1)
        basket.also = OrderItem(product: 1, sku: 1, quantity: second.quantity, shownPrice: 1)
        (second.id, second.slot) = (OrderID(rawValue: first.id.rawValue + 100), first.slot + 100)
        let kind: LedgerEvent.Kind =
          switch Int.random(in: 0..<4, using: &generator) {
          case 0, 1: .held(price: 1, until: step + Int64.random(in: 1...9, using: &generator))
          case 2: .paid(amount: 1)
          default: .released
          }
        for order in [first, second] {
          singles.see(LedgerEvent(at: step, kind: kind, order: order, opens: 0, clockSkew: 0))
        }
        baskets.see(LedgerEvent(at: step, kind: kind, order: basket, opens: 0, clockSkew: 0))
        #expect(baskets.ledger.accounts == singles.ledger.accounts, "seed \(seed), \(step)")
      }
    }
  }

  @Test func `money and sales agree between ledger, order back end and audience`() throws {
    var paid = 0
    for seed in UInt64(1)...40 {
      var swarm = ScenarioSwarm(seed: seed)
      let scenario = swarm.scenario()
      var options = SessionOptions()
      options.seed = seed
      let record = try Session.run(scenario, options: options)
      let bySales = record.stock.reduce(Int64(0)) { sum, row in
        sum + scenario.products[row.product].price * Int64(row.account.sold)
      }
      let told = record.audience.total
      #expect(record.ledgerRevenue == bySales, "seed \(seed)")
      #expect(told.revenue == bySales && record.checkout.paidValue == bySales, "seed \(seed)")
      #expect(told.paid == record.stock.reduce(0) { $0 + $1.account.sold }, "seed \(seed)")
      paid += told.paid
    }
    #expect(paid > 100)
  }
}
