// A small simulated database. A statement waits for a connection, takes its service time and has its
// effect at the end of it, in one instant; a guarded update of a stock row also holds the row for as
// long, so one row never sees more than 1 ÷ (service time) of them a second, however many connections
// there are (the hot row).
//
// Invariant: confined to the session's executor; every effect happens between two awaits.
import DiscreteEvents
import Stochastics

/// A row of the database.
public enum Row: Sendable, Hashable {
  /// Units left of a stock row.
  case stock(Int)
  /// Units that an account holds or owns of a product.
  case purchases(account: UInt64, product: Int)
  /// The state of an order, in the words of the sale logic.
  case order(OrderID)
}

/// When a guarded update may take place.
public enum Guard: Sendable, Equatable {
  /// Whatever the value is.
  case always
  /// If the value is at least this.
  case atLeast(Int)
  /// If the value is at most this.
  case atMost(Int)
  /// If the value is this.
  case equal(Int)

  /// Whether a value passes.
  func allows(_ value: Int) -> Bool {
    switch self {
    case .always: true
    case .atLeast(let limit): value >= limit
    case .atMost(let limit): value <= limit
    case .equal(let wanted): value == wanted
    }
  }
}

/// The simulated stock database; rows that were never written are 0.
public final class SaleDatabase: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above.
  private let executor: VirtualExecutor
  private let connections: Resource
  private let setting: OrderPath.Database
  private let draws: Draws
  /// Statements so far of the order in each slot: the index of their draws.
  private var statements: [UInt32] = []
  private var stock: [Int]
  private let stockRows: [Resource]
  private var purchases: [PurchaseKey: Int] = [:]
  private var orders: [OrderID: Int] = [:]
  private var claims: [UInt64: OrderID] = [:]
  /// What the tier has done.
  var tier: TierCounter
  /// The newest statements, for stories about violations.
  private(set) var recent = RecentStatements()
  /// All statements, when they are kept: for a comparison step by step.
  var statementLog: [Statement]?

  private struct PurchaseKey: Hashable {
    var account: UInt64
    var product: Int
  }

  init(executor: VirtualExecutor, setting: OrderPath.Database, draws: Draws, skus: Int) {
    self.executor = executor
    self.setting = setting
    self.draws = draws
    connections = Resource(executor, name: "stock connections", capacity: setting.connections)
    stock = Array(repeating: 0, count: skus)
    stockRows = (0..<skus).map { Resource(executor, name: "stock row \($0)", capacity: 1) }
    tier = TierCounter(name: "stock", servers: setting.connections)
  }

  // MARK: Statements

  /// Reads a row.
  public func read(_ row: Row, for order: SaleOrder) async -> Int {
    await serve(setting.read, Purpose.databaseRead, order)
    let value = value(row)
    note(order, .read, row, value)
    return value
  }

  /// Sets a row.
  public func write(_ row: Row, _ value: Int, for order: SaleOrder) async {
    await serve(setting.write, Purpose.databaseWrite, order)
    set(row, value)
    note(order, .write, row, value)
  }

  /// Adds to a row without a guard.
  public func add(_ row: Row, _ change: Int, for order: SaleOrder) async {
    await serve(setting.write, Purpose.databaseWrite, order)
    set(row, value(row) + change)
    note(order, .add, row, value(row))
  }

  /// Adds to a row if its value passes the guard, in one instant; returns whether it did.
  public func update(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) async -> Bool {
    if case .stock(let sku) = row {
      let lock = stockRows[sku]
      tier.arrives(at: executor.now.nanoseconds)
      let arrival = executor.now.nanoseconds
      await lock.acquire()
      await connections.acquire()
      await work(setting.update, Purpose.databaseUpdate, for: order, since: arrival)
      connections.release()
      lock.release()
    } else {
      await serve(setting.update, Purpose.databaseUpdate, order)
    }
    let allowed = condition.allows(value(row))
    if allowed { set(row, value(row) + change) }
    note(order, allowed ? .update : .refusedUpdate, row, value(row))
    return allowed
  }

  /// Inserts an idempotency key; returns the order that has it already, if one has.
  public func claim(_ key: UInt64, for order: SaleOrder) async -> OrderID? {
    await serve(setting.write, Purpose.databaseWrite, order)
    if let earlier = claims[key] { return earlier }
    claims[key] = order.id
    return nil
  }

  /// Deletes an idempotency key, as part of a statement that has been paid for already.
  public func dropClaim(_ key: UInt64) { claims[key] = nil }

  private func note(_ order: SaleOrder, _ kind: Statement.Kind, _ row: Row, _ value: Int) {
    let statement = Statement(
      at: executor.now, order: order.id, kind: kind, row: row, value: value)
    recent.append(statement)
    statementLog?.append(statement)
  }

  private func serve(
    _ service: Distribution, _ purpose: UInt32, _ order: SaleOrder
  ) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    await connections.acquire()
    await work(service, purpose, for: order, since: arrival)
    connections.release()
  }

  private func work(
    _ service: Distribution, _ purpose: UInt32, for order: SaleOrder, since arrival: Int64
  ) async {
    tier.begins(at: executor.now.nanoseconds)
    let index = statements[order.slot]
    statements[order.slot] = index &+ 1
    let own = draws.entity(Purpose.databaseDomain, order.id.rawValue)
    await executor.sleep(for: Delay.nanoseconds(service.value(at: own.uniform(purpose, index))))
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
  }

  /// An order takes a slot: its statements are counted from 0.
  func begins(slot: Int) {
    while statements.count <= slot { statements.append(0) }
    statements[slot] = 0
  }

  // MARK: Values, without taking time

  /// The value of a row now.
  public func value(_ row: Row) -> Int {
    switch row {
    case .stock(let sku): stock[sku]
    case .purchases(let account, let product):
      purchases[PurchaseKey(account: account, product: product)] ?? 0
    case .order(let id): orders[id] ?? 0
    }
  }

  /// Adds units to a stock row, as a delivery does.
  func stockUp(_ sku: Int, by units: Int) { stock[sku] += units }

  private func set(_ row: Row, _ value: Int) {
    switch row {
    case .stock(let sku): stock[sku] = value
    case .purchases(let account, let product):
      purchases[PurchaseKey(account: account, product: product)] = value
    case .order(let id): orders[id] = value
    }
  }
}
