// An order through asynchronous sale logic and nothing around it: a worker takes it from a mailbox, an
// actor is asked, and pre-hold makes its four statements, each of which takes time at a connection.
import DiscreteEvents
import LiveCommerce
import Stochastics

enum OrderLogic {
  static let workload = Workload(
    name: "logic",
    summary: "an order through sale logic alone: four timed statements, a hop to an actor",
    run: { options in
      let scenario = try Scenario.read(Array(text.utf8), file: "logic")
      return [
        try Measurement.figure(
          "logic", operation: "order", operations: orders, repeats: options.repeats,
          limit: ParkingLimit.limit(4, operations: orders)
        ) { run(scenario.orders) }
      ]
    })

  private static let orders = 500_000
  private static let workers = 100

  // A hundred workers are busy, and none of them alone, so each statement parks its task.
  private static let text = """
    { saleroom: 1, title: "logic", asks: "What does an order cost?", session: { length: "1h" },
      cohorts: { all: { dwell: "1m" } }, products: { thing: { price: "¥1", stock: 1 } },
      rundown: [ { at: "0s", do: "talk" } ], traffic: { discover: { visits: 1 } },
      orders: { database: { connections: 200, read: "100us", write: "100us", update: "1us" } } }
    """

  /// What a team of its own might put before the stock: an actor that says who goes on.
  private actor Doorkeeper {
    private var asked = 0

    func admits(_ order: SaleOrder) -> Bool {
      asked += 1
      return order.quantity > 0
    }
  }

  // Sendable: used by one executor's jobs only.
  private final class Books: @unchecked Sendable {
    var held = 0
  }

  private static func run(_ path: OrderPath) -> Outcome {
    let executor = VirtualExecutor()
    let offer = Offer(opens: .zero, closes: .distantFuture, price: 1, limit: 1)
    let world = SaleWorld(
      executor: executor, path: path, draws: Draws(seed: 1), offers: [offer], stock: [orders])
    let logic = PreHold(world: world)
    let doorkeeper = Doorkeeper()
    let books = Books()
    let queue = Mailbox(executor, name: "orders", to: .latest)
    for slot in 0..<workers {
      executor.spawn(name: "worker \(slot + 1)") {
        while let number = await queue.receive() {
          let order = order(number, slot: slot)
          world.begin(order)
          guard await doorkeeper.admits(order) else { continue }
          if case .held = await logic.reserve(order) { books.held += 1 }
        }
      }
    }
    for number in 0..<orders { queue.send(number) }
    queue.close()
    executor.run(until: Instant(nanoseconds: .max / 2))
    executor.shutdown()
    return Outcome(
      checksum: executor.fingerprint, counts: ["orders": orders, "held": books.held])
  }

  private static func order(_ number: Int, slot: Int) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: UInt64(number)), account: UInt64(number), key: UInt64(number),
      product: 0, sku: 0, quantity: 1, shownPrice: 1, node: 0, arrival: 0, slot: slot)
  }
}
