// The broken classic: read the stock, see that a unit is left, and take it a moment later. Between
// the two steps other orders read the same number, so about λ·w more are promised than there are
// (arrival rate times the gap).

/// Check, then act: reads the stock and then takes a unit without looking again.
public struct CheckThenAct: SaleLogic {
  public static let name = "checkThenAct"
  public static let summary = "reads the stock, then decrements it without a guard; oversells"
  public static let promises = Set(SaleCheckName.allCases).subtracting([.noOversell])

  private let steps: PreHold
  private let database: SaleDatabase

  public init(world: SaleWorld) {
    steps = PreHold(world: world)
    database = world.database
  }

  public func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      // The check.
      let left = await database.read(.stock(order.sku), for: order)
      guard left >= order.quantity else { return false }
      // The act: whatever happened since the check goes unseen.
      await database.add(.stock(order.sku), -order.quantity, for: order)
      return true
    }
  }

  public func pay(_ order: SaleOrder) async -> Settlement { await steps.pay(order) }
  public func expire(_ order: SaleOrder) async -> Bool { await steps.expire(order) }
  public func available(_ sku: Int) -> Int { database.value(.stock(sku)) }
}
