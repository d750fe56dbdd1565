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
  /// The order that has claimed an idempotency key.
  case key(UInt64)
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
  /// Gives the turns when interleavings are explored; nil in a session.
  private let laboratory: (any SaleLaboratory)?
  private let connections: Resource
  private let read: Service
  private let write: Service
  private let update: Service
  private let draws: Draws
  private let stockRows: [Resource]
  @safe @exclusivity(unchecked) private var stock: [Int]
  @safe @exclusivity(unchecked) private var purchases = UnitCounts()
  @safe @exclusivity(unchecked) private var orders: OrderRows
  /// What the tier has done.
  @safe @exclusivity(unchecked) var tier: TierCounter
  /// The newest statements, for stories about violations.
  @safe @exclusivity(unchecked) private(set) var recent = RecentStatements()
  /// All statements, when they are kept: for a comparison step by step.
  @safe @exclusivity(unchecked) var statementLog: [Statement]?

  init(
    executor: VirtualExecutor, setting: OrderPath.Database, draws: Draws, skus: Int,
    laboratory: (any SaleLaboratory)? = nil
  ) {
    self.executor = executor
    self.laboratory = laboratory
    self.draws = draws
    read = Service(time: DrawnTime(setting.read), purpose: Purpose.databaseRead)
    write = Service(time: DrawnTime(setting.write), purpose: Purpose.databaseWrite)
    update = Service(time: DrawnTime(setting.update), purpose: Purpose.databaseUpdate)
    connections = Resource(executor, name: "stock connections", capacity: setting.connections)
    orders = OrderRows(life: setting.keyLife)
    stock = Array(repeating: 0, count: skus)
    stockRows = (0..<skus).map { Resource(executor, name: "stock row \($0)", capacity: 1) }
    tier = TierCounter(name: "stock", servers: setting.connections)
  }

  // MARK: Statements

  /// Reads a row.
  public func read(_ row: Row, for order: SaleOrder) async -> Int {
    guard await serve(read, .read, row, order) else { return 0 }
    let value = value(row, for: order)
    note(order, .read, row, value)
    return value
  }

  /// Sets a row.
  public func write(_ row: Row, _ value: Int, for order: SaleOrder) async {
    guard await serve(write, .write, row, order) else { return }
    set(row, value, for: order)
    note(order, .write, row, value)
  }

  /// Adds to a row without a guard.
  public func add(_ row: Row, _ change: Int, for order: SaleOrder) async {
    guard await serve(write, .add, row, order) else { return }
    let changed = value(row, for: order) + change
    set(row, changed, for: order)
    note(order, .add, row, changed)
  }

  /// Adds to a row if its value passes the guard, in one instant; returns whether it did.
  public func update(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) async -> Bool {
    guard await serve(update, .update, row, order) else { return false }
    let found = value(row, for: order)
    guard condition.allows(found) else {
      note(order, .refusedUpdate, row, found)
      return false
    }
    set(row, found + change, for: order)
    note(order, .update, row, found + change)
    return true
  }

  /// Inserts an idempotency key; returns the order that has it already, if one has.
  ///
  /// A key is remembered for as long as the scenario says, counted from its claim.
  public func claim(_ key: UInt64, for order: SaleOrder) async -> OrderID? {
    guard await serve(write, .claim, .key(key), order) else { return nil }
    let earlier = orders.claim(key, by: order, at: executor.now.nanoseconds)
    if laboratory != nil { note(order, .claim, .key(key), Int(earlier?.rawValue ?? 0)) }
    return earlier
  }

  /// Deletes an idempotency key, as part of a statement that has been paid for already.
  public func dropClaim(_ key: UInt64) { orders.drop(key) }

  private func note(_ order: SaleOrder, _ kind: Statement.Kind, _ row: Row, _ value: Int) {
    let statement = Statement(
      at: executor.now, order: order.id, kind: kind, row: row, value: value)
    recent.append(statement)
    statementLog?.append(statement)
    laboratory?.note(statement)
  }

  /// Lets a statement take its turn or its time; false if it is to have no effect.
  ///
  /// A guarded update of a stock row holds the row meanwhile.
  @inline(__always)
  private func serve(
    _ service: Service, _ kind: Statement.Kind, _ row: Row, _ order: SaleOrder
  ) async -> Bool {
    if let laboratory { return await laboratory.turn(kind, row, for: order.id) != .dead }
    if kind == .update, case .stock(let sku) = row {
      await serve(service, order, holding: stockRows[sku])
    } else {
      await serve(service, order)
    }
    return true
  }

  /// Waits for a connection and for the service time.
  @inline(__always)
  private func serve(_ service: Service, _ order: SaleOrder) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !connections.tryAcquire() { await connections.acquire() }
    let time = begin(service, order)
    if !executor.sleepsAlone(for: time, in: #isolation) { await executor.sleep(for: time) }
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
    connections.release()
  }

  /// The same with a row held all the while.
  @inline(__always)
  private func serve(_ service: Service, _ order: SaleOrder, holding row: Resource) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !row.tryAcquire() { await row.acquire() }
    if !connections.tryAcquire() { await connections.acquire() }
    let time = begin(service, order)
    if !executor.sleepsAlone(for: time, in: #isolation) { await executor.sleep(for: time) }
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
    connections.release()
    row.release()
  }

  /// Begins a statement and returns how long it takes.
  private func begin(_ service: Service, _ order: SaleOrder) -> Int64 {
    tier.begins(at: executor.now.nanoseconds)
    let index = orders.nextStatement(slot: order.slot)
    return service.time.value(
      at: draws.entity(Purpose.databaseDomain, order.id.rawValue).uniform(service.purpose, index))
  }

  // MARK: Orders

  /// An order takes a slot: its statements are counted from 0, and it has no row yet.
  func begins(_ id: OrderID, slot: Int) { orders.begin(id, slot: slot) }

  /// An order leaves its slot: its row stays as long as a repeated attempt may ask for it.
  func ends(slot: Int) { orders.end(slot: slot, at: executor.now.nanoseconds) }

  /// How much is remembered: keys, and accounts that have bought of a product.
  var remembered: (keys: Int, purchases: Int) { (orders.claimCount, purchases.count) }

  // MARK: Reading ahead

  /// Reads what an order of that key will look up; what it returns means nothing.
  func touch(_ key: UInt64, _ account: UInt64, _ product: Int) -> UInt64 {
    orders.touch(key) &+ purchases.touch(account, product)
  }

  /// Reads the row of an order in a slot.
  func touch(_ slot: Int) -> UInt64 { orders.touch(slot) }

  // MARK: Values, without taking time

  /// The value of a row now.
  public func value(_ row: Row) -> Int { value(row, for: nil) }

  private func value(_ row: Row, for order: SaleOrder?) -> Int {
    switch row {
    case .stock(let sku): stock[sku]
    case .purchases(let account, let product): purchases[account, product]
    case .order(let id): orders.value(of: id, for: order, at: executor.now.nanoseconds)
    case .key(let key): orders.claimant(of: key).map { Int($0.rawValue) } ?? 0
    }
  }

  /// Adds units to a stock row, as a delivery does.
  func stockUp(_ sku: Int, by units: Int) { stock[sku] += units }

  private func set(_ row: Row, _ value: Int, for order: SaleOrder) {
    switch row {
    case .stock(let sku): stock[sku] = value
    case .purchases(let account, let product): purchases[account, product] = value
    case .order(let id): orders.set(id, to: value, for: order)
    // Keys are claimed and dropped, never written.
    case .key: break
    }
  }
}

/// A kind of statement: how long it takes, and which draws decide that.
private struct Service: Sendable {
  let time: DrawnTime
  let purpose: UInt32
}
