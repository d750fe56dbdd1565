// A sale world on a bench: no shop around it, only tasks that call the substrate, in virtual time or
// through a laboratory that the test makes up.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

/// A world with one product and some stock rows, and what its tasks have told.
final class SubstrateBench: @unchecked Sendable {
  // Sendable: one test, one thread.
  let executor: VirtualExecutor
  let world: SaleWorld
  private(set) var told: [String] = []

  var database: SaleDatabase { world.database }

  init(
    stock: [Int] = [10], seed: UInt64 = 1,
    laboratory: ShufflingLaboratory? = nil,
    _ change: (inout OrderPath) -> Void = { _ in }
  ) {
    var path = Storm.wide
    path.database = OrderPath.Database(
      connections: 1000, read: .always(1_000_000), write: .always(1_000_000),
      update: .always(1_000_000))
    change(&path)
    executor = laboratory?.executor ?? VirtualExecutor()
    world = SaleWorld(
      executor: executor, path: path, draws: Draws(seed: seed),
      offers: [Offer(opens: .zero, closes: .distantFuture, price: 100, limit: 1)], stock: stock,
      laboratory: laboratory)
  }

  deinit { executor.shutdown() }

  /// An order that lies in no slot.
  static func order(_ number: UInt64) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: number), account: number, key: number, product: 0, sku: 0,
      shownPrice: 100, arrival: .zero)
  }

  /// Starts `count` tasks, one for each order, numbered from 1.
  func storm(_ count: UInt64, _ body: @escaping @Sendable (SaleOrder) async -> Void) {
    for number in 1...count {
      executor.spawn(name: "order \(number)") { await body(SubstrateBench.order(number)) }
    }
  }

  /// Starts a task for one order.
  func start(
    _ number: UInt64, after wait: Int64 = 0, _ body: @escaping @Sendable (SaleOrder) async -> Void
  ) {
    executor.spawn(name: "order \(number)") { [executor] in
      if wait > 0 { await executor.sleep(for: wait) }
      await body(SubstrateBench.order(number))
    }
  }

  /// Notes what a task has found, with the time in milliseconds.
  func tell(_ text: String) {
    told.append("\(executor.now.nanoseconds / 1_000_000) \(text)")
  }

  /// Runs until nothing happens any more; returns the time in milliseconds.
  @discardableResult
  func run() -> Int64 {
    executor.drain()
    var last = executor.now
    while let next = executor.nextTimer {
      executor.run(until: next)
      last = next
    }
    return last.nanoseconds / 1_000_000
  }
}

/// A laboratory in which every call waits for a while drawn from a seed, so that any may overtake any.
final class ShufflingLaboratory: SaleLaboratory, @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  let executor = VirtualExecutor()
  private let own: EntityDraws
  private let outcome: (Statement.Kind, OrderID) -> Turn
  private var turns: UInt32 = 0
  private(set) var statements: [Statement] = []

  init(
    seed: UInt64,
    outcome: @escaping (Statement.Kind, OrderID) -> Turn = { _, _ in .answered }
  ) {
    self.outcome = outcome
    own = Draws(seed: seed).entity(0x1ab, 0)
  }

  func turn(_ kind: Statement.Kind, _ row: Row, for order: OrderID) async -> Turn {
    turns += 1
    await executor.sleep(for: Int64(own.uniform(1, turns) * 1e6) + 1)
    return Task.isCancelled ? .dead : outcome(kind, order)
  }

  func note(_ statement: Statement) { statements.append(statement) }
}

/// Counts on the executor's thread.
final class Count: @unchecked Sendable {
  var value = 0
}
