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
///
/// It forgets what nobody can ask for any more: an idempotency key when its life is over, and the
/// row of an order once the order is closed and its key forgotten.
public final class SaleDatabase: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above. No access to a property lasts across
  // anything that runs other code of this class, so the runtime's check of it is off.
  private let executor: VirtualExecutor
  private let connections: Resource
  private let read: Service
  private let write: Service
  private let update: Service
  private let draws: Draws
  private let stockRows: [Resource]
  /// Statements so far of the order in each slot: the index of their draws.
  @safe @exclusivity(unchecked) private var statements: [UInt32] = []
  @safe @exclusivity(unchecked) private var stock: [Int]
  @safe @exclusivity(unchecked) private var purchases = UnitCounts()
  @safe @exclusivity(unchecked) private var orders = KeyTable()
  @safe @exclusivity(unchecked) private var claims: ClaimBook
  /// What the tier has done.
  @safe @exclusivity(unchecked) var tier: TierCounter
  /// The newest statements, for stories about violations.
  @safe @exclusivity(unchecked) private(set) var recent = RecentStatements()
  /// All statements, when they are kept: for a comparison step by step.
  @safe @exclusivity(unchecked) var statementLog: [Statement]?

  init(executor: VirtualExecutor, setting: OrderPath.Database, draws: Draws, skus: Int) {
    self.executor = executor
    self.draws = draws
    read = Service(time: DrawnTime(setting.read), purpose: Purpose.databaseRead)
    write = Service(time: DrawnTime(setting.write), purpose: Purpose.databaseWrite)
    update = Service(time: DrawnTime(setting.update), purpose: Purpose.databaseUpdate)
    connections = Resource(executor, name: "stock connections", capacity: setting.connections)
    claims = ClaimBook(life: setting.keyLife)
    stock = Array(repeating: 0, count: skus)
    stockRows = (0..<skus).map { Resource(executor, name: "stock row \($0)", capacity: 1) }
    tier = TierCounter(name: "stock", servers: setting.connections)
  }

  // MARK: Statements

  /// Reads a row.
  public func read(_ row: Row, for order: SaleOrder) async -> Int {
    await serve(read, order)
    let value = value(row)
    note(order, .read, row, value)
    return value
  }

  /// Sets a row.
  public func write(_ row: Row, _ value: Int, for order: SaleOrder) async {
    await serve(write, order)
    set(row, value)
    note(order, .write, row, value)
  }

  /// Adds to a row without a guard.
  public func add(_ row: Row, _ change: Int, for order: SaleOrder) async {
    await serve(write, order)
    let changed = value(row) + change
    set(row, changed)
    note(order, .add, row, changed)
  }

  /// Adds to a row if its value passes the guard, in one instant; returns whether it did.
  public func update(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) async -> Bool {
    if case .stock(let sku) = row {
      await serve(update, order, holding: stockRows[sku])
    } else {
      await serve(update, order)
    }
    let found = value(row)
    guard condition.allows(found) else {
      note(order, .refusedUpdate, row, found)
      return false
    }
    set(row, found + change)
    note(order, .update, row, found + change)
    return true
  }

  /// Inserts an idempotency key; returns the order that has it already, if one has.
  ///
  /// A key is remembered for as long as the scenario says, counted from its claim.
  public func claim(_ key: UInt64, for order: SaleOrder) async -> OrderID? {
    await serve(write, order)
    forgetClaims()
    if let earlier = claims[key] { return earlier }
    claims.add(key, by: order.id, at: executor.now.nanoseconds)
    return nil
  }

  /// Deletes an idempotency key, as part of a statement that has been paid for already.
  public func dropClaim(_ key: UInt64) {
    if let closed = claims.drop(key) { orders.remove(closed.rawValue) }
  }

  private func note(_ order: SaleOrder, _ kind: Statement.Kind, _ row: Row, _ value: Int) {
    let statement = Statement(
      at: executor.now, order: order.id, kind: kind, row: row, value: value)
    recent.append(statement)
    statementLog?.append(statement)
  }

  /// Waits for a connection and for the service time.
  private func serve(_ service: Service, _ order: SaleOrder) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !connections.tryAcquire() { await connections.acquire() }
    await executor.sleep(for: begin(service, order))
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
    connections.release()
  }

  /// The same with a row held all the while.
  private func serve(_ service: Service, _ order: SaleOrder, holding row: Resource) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !row.tryAcquire() { await row.acquire() }
    if !connections.tryAcquire() { await connections.acquire() }
    await executor.sleep(for: begin(service, order))
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
    connections.release()
    row.release()
  }

  /// Begins a statement and returns how long it takes.
  private func begin(_ service: Service, _ order: SaleOrder) -> Int64 {
    tier.begins(at: executor.now.nanoseconds)
    let index = statements[order.slot]
    statements[order.slot] = index &+ 1
    return service.time.value(
      at: draws.entity(Purpose.databaseDomain, order.id.rawValue).uniform(service.purpose, index))
  }

  // MARK: Orders

  /// An order takes a slot: its statements are counted from 0.
  func begins(slot: Int) {
    while statements.count <= slot { statements.append(0) }
    statements[slot] = 0
  }

  /// An order is closed for good: its row stays as long as a repeated attempt may ask for it.
  func ends(_ id: OrderID, key: UInt64) {
    forgetClaims()
    if !claims.close(key, of: id) { orders.remove(id.rawValue) }
  }

  /// Forgets the claims whose life is over, with the rows of closed orders.
  private func forgetClaims() {
    claims.forget(by: executor.now.nanoseconds) { orders.remove($0.rawValue) }
  }

  /// How much is remembered: claims, rows of orders, and accounts that have bought of a product.
  var remembered: (claims: Int, orders: Int, purchases: Int) {
    (claims.count, orders.count, purchases.count)
  }

  // MARK: Values, without taking time

  /// The value of a row now.
  public func value(_ row: Row) -> Int {
    switch row {
    case .stock(let sku): return stock[sku]
    case .purchases(let account, let product): return purchases[account, product]
    case .order(let id):
      forgetClaims()
      return orders[id.rawValue] ?? 0
    }
  }

  /// Adds units to a stock row, as a delivery does.
  func stockUp(_ sku: Int, by units: Int) { stock[sku] += units }

  private func set(_ row: Row, _ value: Int) {
    switch row {
    case .stock(let sku): stock[sku] = value
    case .purchases(let account, let product): purchases[account, product] = value
    case .order(let id): orders.set(id.rawValue, to: value)
    }
  }
}

/// A kind of statement: how long it takes, and which draws decide that.
private struct Service: Sendable {
  let time: DrawnTime
  let purpose: UInt32
}
