// Read the stock, subtract in one's own head, write the result. Two orders that read the same number
// write the same number, so one unit is promised twice and deducted once; a release in between is
// overwritten, and its unit gone. The textbook lost update; magento/inventory #3036 (1 unit, 2 orders).

/// Lost update: writes what it read, less what it sells.
struct LostUpdate: PreHoldVariant {
  static let name = "lostUpdate"
  static let summary = "reads the stock and writes the difference back; oversells, loses releases"
  static let breaks: Set<SaleCheckName> = [.noOversell, .noUndersell, .conservation]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      let left = await database.read(.stock(order.sku), for: order)
      guard left >= order.quantity else { return false }
      await database.write(.stock(order.sku), left - order.quantity, for: order)
      return true
    }
  }
}
