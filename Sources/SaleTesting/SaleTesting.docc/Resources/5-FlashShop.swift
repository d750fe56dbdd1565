// The shop: an actor that decides in memory and writes down what it has decided.
//
// Invariant: between a look at the state and the change that follows from it there is no `await`, so
// nobody can come in between.
import LiveCommerce

/// A flash sale that decides in one actor.
public actor FlashShop: SaleLogic {
  /// The name by which scenarios refer to it.
  public static let name = "flashShop"
  /// What it does, in one sentence.
  public static let summary = "an actor that takes the unit before it awaits"

  private enum State: Int { case taken, held, paid, ended }
  private struct Share: Hashable {
    var account: UInt64
    var product: Int
  }

  private let world: SaleWorld
  private var left: [Int: Int] = [:]
  private var states: [OrderID: State] = [:]
  private var orders: [UInt64: OrderID] = [:]
  private var shares: [Share: Int] = [:]

  /// Opens the shop.
  public init(world: SaleWorld) { self.world = world }

  /// Decides whether an order gets a unit.
  public func reserve(_ order: SaleOrder) async -> Reservation {
    await lookUpStock(order)
    let offer = world.offer(order.product)
    let now = world.now(atNode: order.node)
    if now < offer.opens { return .tooEarly }
    if now >= offer.closes { return .closed }
    if let earlier = orders[order.key] { return answerAgain(earlier, offer) }
    let share = Share(account: order.account, product: order.product)
    guard shares[share, default: 0] + order.quantity <= offer.limit else { return .limitReached }
    guard left[order.sku, default: 0] >= order.quantity else { return .soldOut }
    // The act, right after the check.
    left[order.sku, default: 0] -= order.quantity
    shares[share, default: 0] += order.quantity
    orders[order.key] = order.id
    states[order.id] = .taken
    await world.database.write(.order(order.id), State.held.rawValue, for: order)
    states[order.id] = .held
    return .held(order: order.id, price: offer.price)
  }

  /// Settles a payment; late when the hold has ended.
  public func pay(_ order: SaleOrder) async -> Settlement {
    // A provider may tell of the same payment twice.
    if states[order.id] == .paid { return .paid }
    guard states[order.id] == .held else { return .late }
    states[order.id] = .paid
    await world.database.write(.order(order.id), State.paid.rawValue, for: order)
    return .paid
  }

  /// Ends the hold of an unpaid order and gives back its unit.
  public func expire(_ order: SaleOrder) async -> Bool {
    guard states[order.id] == .held else { return false }
    states[order.id] = .ended
    left[order.sku, default: 0] += order.quantity
    shares[Share(account: order.account, product: order.product), default: 0] -= order.quantity
    await world.database.write(.order(order.id), State.ended.rawValue, for: order)
    return true
  }

  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int { left[sku] ?? world.database.value(.stock(sku)) }

  /// Learns how many units there are from the first order that asks.
  private func lookUpStock(_ order: SaleOrder) async {
    guard left[order.sku] == nil else { return }
    let found = await world.database.read(.stock(order.sku), for: order)
    // Whoever came in meanwhile may have looked it up, and taken a unit.
    if left[order.sku] == nil { left[order.sku] = found }
  }

  /// A repeated attempt gets the answer of the first one.
  private func answerAgain(_ earlier: OrderID, _ offer: Offer) -> Reservation {
    switch states[earlier] {
    case .held, .paid: .held(order: earlier, price: offer.price)
    case .ended: .closed
    case .taken, nil: .inProgress
    }
  }
}
