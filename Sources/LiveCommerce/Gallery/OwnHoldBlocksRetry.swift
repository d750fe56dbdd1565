// "Is there any left?" is asked first, of everybody alike. To the buyer of the last unit, whose answer
// was lost and who asks again, there is none: its own hold stands in its way. woocommerce #67354,
// pfpayments #10. A holder must be able to go on with its own hold.

/// Own hold blocks retry: looks at the stock before it looks who is asking.
struct OwnHoldBlocksRetry: PreHoldVariant {
  static let name = "ownHoldBlocksRetry"
  static let summary =
    "looks for stock before it looks for the buyer's own hold; refuses its holder"
  static let breaks: Set<SaleCheckName> = [.keyOnce]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    if let refusal = steps.refusal(order) { return refusal }
    // The buyer's own unit has left the stock as well.
    let left = await database.read(.stock(order.sku), for: order)
    guard left >= order.quantity else { return .soldOut }
    return await steps.reserve(order)
  }
}
