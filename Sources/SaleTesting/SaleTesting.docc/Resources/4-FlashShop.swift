// The shop: an actor that takes the unit before it awaits.
import LiveCommerce

/// A flash sale that decides in one actor.
public actor FlashShop: SaleLogic {
  /// The name by which scenarios refer to it.
  public static let name = "flashShop"
  /// What it does, in one sentence.
  public static let summary = "an actor that takes the unit before it awaits"

  private let world: SaleWorld
  private var sold = 0

  /// Opens the shop.
  public init(world: SaleWorld) { self.world = world }

  /// Decides whether an order gets a unit.
  public func reserve(_ order: SaleOrder) async -> Reservation {
    let stock = await world.database.read(.stock(order.sku), for: order)
    guard sold < stock else { return .soldOut }
    // The act, right after the check.
    sold += 1
    await world.database.write(.order(order.id), 1, for: order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }

  /// Settles a payment.
  public func pay(_ order: SaleOrder) -> Settlement { .paid }
  /// Holds do not end.
  public func expire(_ order: SaleOrder) -> Bool { false }
  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) - sold }
}
