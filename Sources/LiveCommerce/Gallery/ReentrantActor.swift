// An actor, so nothing can happen between the check and the act; but something can: an actor lets
// others in wherever it awaits. Its sound sibling (singleWriterActor) acts before it awaits. The
// commonest misunderstanding of actors (SE-0306, "actor reentrancy").

/// A re-entrant actor: checks its stock, awaits, and only then takes the unit.
actor ReentrantActor: PreHoldVariant {
  static let name = "reentrantActor"
  static let summary = "an actor that awaits between check and act; oversells"
  static let breaks: Set<SaleCheckName> = [.noOversell]
  static let withstands: Set<SaleFault> = PreHold.withstands

  nonisolated let steps: PreHold
  /// Units left of each stock row, as the actor remembers them.
  private var left: [Int: Int] = [:]

  init(steps: PreHold) { self.steps = steps }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in await take(order) }
  }

  private func take(_ order: SaleOrder) async -> Bool {
    guard await remember(order) >= order.quantity else { return false }
    // Here others come in, and see the same number.
    await database.add(.stock(order.sku), -order.quantity, for: order)
    left[order.sku, default: 0] -= order.quantity
    return true
  }

  /// Units left; looked up when none are known, for a release may have brought some back.
  private func remember(_ order: SaleOrder) async -> Int {
    if let known = left[order.sku], known >= order.quantity { return known }
    let found = await database.read(.stock(order.sku), for: order)
    left[order.sku] = found
    return found
  }
}
