// Decrement first, look afterwards: a counter in the cache goes below 0, and whoever has pushed it there
// is refused and makes up for it later. Until then the units that come back only fill the hole, and
// people are told "sold out" while units are free. miaosha #145 and #23, codingXiaxw #16.

/// An unguarded decrement that is made up for late.
actor UnguardedDecrement: PreHoldVariant {
  static let name = "unguardedDecrement"
  static let summary = "decrements a cached counter below 0 and compensates late; false sold-out"
  static let breaks: Set<SaleCheckName> = [.noUndersell]
  static let withstands = PreHold.withstands

  nonisolated let steps: PreHold
  /// Units by which each counter is too low.
  private var owed: [Int: Int] = [:]

  init(steps: PreHold) {
    self.steps = steps
    let world = steps.world
    world.run("compensation") {
      var goesOn = true
      while goesOn {
        goesOn = await world.pause(for: .seconds(3))
        await self.compensate()
      }
    }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(
      order, taking: { await take($0) }, returning: { await giveBack($0) })
  }

  private func take(_ item: SaleOrder) async -> Bool {
    world.cache.warm(item.sku)
    // No guard: the counter is lower from now on, whatever it says.
    let left = await world.cache.add(.stock(item.sku), -item.quantity, for: item)
    if left >= 0 { return true }
    owed[item.sku, default: 0] += item.quantity
    return false
  }

  func expire(_ order: SaleOrder) async -> Bool {
    guard await steps.endHold(order) else { return false }
    await giveBack(order)
    await steps.uncount(order)
    return true
  }

  /// What the counter will say when it has been made up for.
  func available(_ sku: Int) -> Int {
    (world.cache.value(.stock(sku)) ?? steps.available(sku)) + owed[sku, default: 0]
  }

  private func giveBack(_ order: SaleOrder) async {
    for item in order.items {
      _ = await world.cache.add(.stock(item.sku), item.quantity, for: item)
    }
  }

  private func compensate() async {
    let due = owed
    owed = [:]
    for (sku, units) in due.sorted(by: { $0.key < $1.key }) {
      _ = await world.cache.add(.stock(sku), units, for: .housekeeping)
    }
  }
}
