// The shop as it was first written: it checks, awaits, and acts. An actor keeps two orders from
// running at the same time, but not from coming in while another one waits.
import LiveCommerce

/// A flash sale that awaits between check and act.
public actor HastyShop: SaleLogic {
  /// The name by which scenarios refer to it.
  public static let name = "hastyShop"
  /// What it does, in one sentence.
  public static let summary = "an actor that awaits between check and act; oversells"
  /// What it promises.
  public static let promises: Set<SaleCheckName> = [.noOversell]

  private let world: SaleWorld
  private var sold = 0

  /// Opens the shop.
  public init(world: SaleWorld) { self.world = world }

  /// Decides whether an order gets a unit.
  public func reserve(_ order: SaleOrder) async -> Reservation {
    let stock = await world.database.read(.stock(order.sku), for: order)
    guard sold < stock else { return .soldOut }
    await world.database.write(.order(order.id), 1, for: order)
    sold += 1
    return .held(order: order.id, price: world.offer(order.product).price)
  }

  /// Settles a payment.
  public func pay(_ order: SaleOrder) -> Settlement { .paid }
  /// Holds do not end.
  public func expire(_ order: SaleOrder) -> Bool { false }
  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) - sold }
}
