// Whoever finds no unit raises a flag, and the flag spares the stock row all who come after. Nobody
// lowers it, and it has no time to live: units that come back are never sold. zaiyunduan123 #22 (one
// failed order marks the product over for everybody), miaosha item 011, smartstore #265.

/// A sold-out flag that is never cleared.
struct StaleSoldOutFlag: PreHoldVariant {
  static let name = "staleSoldOutFlag"
  static let summary = "raises a sold-out flag in the cache and never lowers it"
  static let breaks: Set<SaleCheckName> = [.noUndersell]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      let flag = Row.soldOutFlag(order.sku)
      guard await world.cache.get(flag, for: order) == nil else { return false }
      if await steps.take(order) { return true }
      // For good: neither a release nor time takes it away.
      await world.cache.set(flag, 1, for: order)
      return false
    }
  }
}
