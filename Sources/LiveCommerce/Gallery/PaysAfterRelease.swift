// Money has come, so the order is paid: nobody looks whether its unit has gone back meanwhile, and
// perhaps to somebody else. codingXiaxw #41 (pays at minute 16, held for 15), MultiSafepay #28.

/// Pays after the release: takes a late payment although the unit went back.
struct PaysAfterRelease: PreHoldVariant {
  static let name = "paysAfterRelease"
  static let summary = "marks whatever is paid as sold, also after its unit went back"
  static let breaks: Set<SaleCheckName> = [
    .noOversell, .holdEndsOnce, .conservation, .accountLimit,
  ]
  static let withstands: Set<SaleFault> = [.duplicateRequest, .duplicateExpiry, .clockSkew]

  let steps: PreHold

  func pay(_ order: SaleOrder) async -> Settlement {
    await database.write(.order(order.id), PreHold.paid, for: order)
    return .paid
  }
}
