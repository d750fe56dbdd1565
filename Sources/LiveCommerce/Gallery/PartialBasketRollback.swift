// A basket of two rows: the first is there, the second is not, and the order is refused; what was
// taken of the first is forgotten. codingXiaxw #16: a failed basket makes others fail although stock
// exists. Nothing of a refused basket may remain deducted.

/// Partial rollback of a basket: refuses the whole and keeps the part that it had taken.
struct PartialBasketRollback: PreHoldVariant {
  static let name = "partialBasketRollback"
  static let summary = "refuses a basket when one item is missing, and keeps the other item's units"
  static let breaks: Set<SaleCheckName> = [.noUndersell, .basketWhole]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order.first) { item in
      guard await steps.take(item) else { return false }
      guard let rest = order.rest else { return true }
      // If this fails, the first item's units have gone.
      return await steps.take(rest)
    }
  }
}
