// The sound classic: claim the key, count the unit against the account, then take it from stock with
// one guarded update, and give back what was taken if the stock is not there. The stock row decides,
// because its guard is checked in the same instant as it is changed.

/// Pre-hold with guarded updates: a unit is held when the order is created, and released when its
/// hold ends unpaid.
public struct PreHold: SaleLogic {
  /// The name by which scenarios refer to it.
  public static let name = "preHold"
  /// What it does, in one sentence.
  public static let summary = "holds a unit at order time by a guarded update (stock >= quantity)"
  /// What it promises.
  public static let promises = Set(SaleCheckName.allCases)

  private static let held = 1
  private static let paid = 2
  private static let ended = 3

  private let world: SaleWorld
  private let database: SaleDatabase

  /// Creates the logic over a sale world.
  public init(world: SaleWorld) {
    self.world = world
    database = world.database
  }

  /// Decides whether an order gets a unit.
  public func reserve(_ order: SaleOrder) async -> Reservation {
    await reserve(order) { order in
      await database.update(
        .stock(order.sku), by: -order.quantity, if: .atLeast(order.quantity), for: order)
    }
  }

  /// The steps around taking a unit, which other logics share.
  func reserve(
    _ order: SaleOrder, taking takeUnit: (SaleOrder) async -> Bool
  ) async -> Reservation {
    let offer = world.offer(order.product)
    let now = world.now(atNode: order.node)
    if now < offer.opens { return .tooEarly }
    if now >= offer.closes { return .closed }
    if let earlier = await database.claim(order.key, for: order) {
      return await answerAgain(order, earlier, offer)
    }
    let account = Row.purchases(account: order.account, product: order.product)
    let counted = await database.update(
      account, by: order.quantity, if: .atMost(offer.limit - order.quantity), for: order)
    guard counted else {
      database.dropClaim(order.key)
      return .limitReached
    }
    guard await takeUnit(order) else {
      _ = await database.update(account, by: -order.quantity, if: .always, for: order)
      database.dropClaim(order.key)
      return .soldOut
    }
    await database.write(.order(order.id), PreHold.held, for: order)
    return .held(order: order.id, price: offer.price)
  }

  /// A repeated attempt gets the answer of the first one.
  private func answerAgain(
    _ order: SaleOrder, _ earlier: OrderID, _ offer: Offer
  ) async -> Reservation {
    switch await database.read(.order(earlier), for: order) {
    case PreHold.held, PreHold.paid: .held(order: earlier, price: offer.price)
    case PreHold.ended: .closed
    default: .inProgress
    }
  }

  /// Settles a payment; late when the hold has ended.
  public func pay(_ order: SaleOrder) async -> Settlement {
    let won = await database.update(
      .order(order.id), by: PreHold.paid - PreHold.held, if: .equal(PreHold.held), for: order)
    return won ? .paid : .late
  }

  /// Ends the hold of an unpaid order and gives back its unit.
  public func expire(_ order: SaleOrder) async -> Bool {
    let won = await database.update(
      .order(order.id), by: PreHold.ended - PreHold.held, if: .equal(PreHold.held), for: order)
    guard won else { return false }
    _ = await database.update(.stock(order.sku), by: order.quantity, if: .always, for: order)
    let account = Row.purchases(account: order.account, product: order.product)
    _ = await database.update(account, by: -order.quantity, if: .always, for: order)
    return true
  }

  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int { database.value(.stock(sku)) }
}
