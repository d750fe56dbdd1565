// The unit is taken first, and only then is it seen whether this buyer has ordered before. Who has
// is turned away, and the unit stays taken: 99 left, yet closed (hfbin #11, zaiyunduan123 #35 and #4,
// haungwanjun #1). A user who already bought must never consume stock. And the
// buyer of the last unit, who asks again, hears "sold out".

/// Deduct, then check for duplicates: a refused duplicate keeps its unit from everybody.
struct DeductBeforeDuplicateCheck: PreHoldVariant {
  static let name = "deductBeforeDuplicateCheck"
  static let summary = "takes the unit before it looks for a duplicate; loses the duplicate's unit"
  static let breaks: Set<SaleCheckName> = [.noUndersell, .keyOnce, .conservation]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    if let refusal = steps.refusal(order) { return refusal }
    guard await steps.takeAll(order) else { return .soldOut }
    // Too late: whoever is turned away by these steps has a unit already.
    return await steps.reserve(order) { _ in true }
  }
}
