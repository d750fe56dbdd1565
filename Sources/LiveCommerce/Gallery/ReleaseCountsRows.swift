// The release gives back one unit for one order, whatever the order held: it counts rows, not units.
// compressor #1219.

/// A release that counts rows: gives back one unit, whatever was held.
struct ReleaseCountsRows: PreHoldVariant {
  static let name = "releaseCountsRows"
  static let summary = "gives back one unit an order, whatever it held; loses the rest"
  static let breaks: Set<SaleCheckName> = [
    .noUndersell, .releaseExact, .basketWhole, .conservation,
  ]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func expire(_ order: SaleOrder) async -> Bool {
    guard await steps.endHold(order) else { return false }
    await steps.giveBack(order.oneOfEach)
    await steps.uncount(order)
    return true
  }
}

extension SaleOrder {
  /// The order as it would be if every item of it were one unit.
  fileprivate var oneOfEach: SaleOrder {
    var order = self
    order.quantity = 1
    order.also?.quantity = 1
    return order
  }
}
