// The broken classic: read the stock, see that a unit is left, and take it a moment later. Between
// the two steps other orders read the same number, so about λ·w more are promised than there are
// (arrival rate times the gap).

/// Check, then act: reads the stock and then takes a unit without looking again.
public struct CheckThenAct: SaleLogic {
  /// The name by which scenarios refer to it.
  public static let name = "checkThenAct"
  /// What it does, in one sentence.
  public static let summary = "reads the stock, then decrements it without a guard; oversells"
  /// What it promises.
  public static let promises = Set(SaleCheckName.allCases).subtracting([.noOversell])

  private let steps: PreHold
  private let database: SaleDatabase

  /// Creates the logic over a sale world.
  public init(world: SaleWorld) {
    steps = PreHold(world: world)
    database = world.database
  }

  /// Decides whether an order gets a unit.
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

  /// Settles a payment; late when the hold has ended.
  public func pay(_ order: SaleOrder) async -> Settlement { await steps.pay(order) }
  /// Ends the hold of an unpaid order and gives back its unit.
  public func expire(_ order: SaleOrder) async -> Bool { await steps.expire(order) }
  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int { database.value(.stock(sku)) }
}
