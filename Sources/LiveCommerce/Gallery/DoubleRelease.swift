// The release looks whether the hold is open, gives the unit back, and then writes down that it has.
// A second cancel, or a payment, that comes in between finds the hold open as well, and the unit is
// there twice. mollie #500 (Klarna, twice), adyen-magento2 #1174, open-mercato #5418, buckaroo #696,
// openfoodnetwork #10770.

/// Double release: reads that a hold is open, and closes it too late.
struct DoubleRelease: PreHoldVariant {
  static let name = "doubleRelease"
  static let summary = "gives the unit back before it closes the hold; a hold may end twice"
  static let breaks: Set<SaleCheckName> = [
    .noOversell, .holdEndsOnce, .releaseExact, .conservation,
  ]

  let steps: PreHold

  func expire(_ order: SaleOrder) async -> Bool {
    let state = await database.read(.order(order.id), for: order)
    guard state == PreHold.held else { return false }
    await steps.giveBack(order)
    await steps.uncount(order)
    // Whoever has looked since the read has seen an open hold, too.
    await database.write(.order(order.id), PreHold.ended, for: order)
    return true
  }
}
