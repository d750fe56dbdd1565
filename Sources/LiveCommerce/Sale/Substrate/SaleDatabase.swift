// A small simulated database. A statement waits for a connection, takes its service time and has its
// effect at the end of it, in one instant; a guarded update of a stock row also waits for the row and
// holds it for as long, so one row never sees more than 1 ÷ (service time) of them a second, however
// many connections there are (the hot row).
//
// Invariant: confined to the session's executor; every effect happens between two awaits.
import DiscreteEvents
import Stochastics

/// The simulated stock database; rows that were never written are 0.
///
/// It forgets what nobody can ask for any more: an idempotency key when its life is over, and the
/// row of an order once the order is closed and its key forgotten.
public final class SaleDatabase: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above. No access to a property lasts across
  // anything that runs other code of this class, so the runtime's check of it is off.
  let executor: VirtualExecutor
  /// Gives the turns when interleavings are explored; nil in a session.
  let laboratory: (any SaleLaboratory)?
  let draws: Draws
  let read: Service
  let write: Service
  let update: Service
  let speed: SpeedProfile
  /// Whether there is a laboratory or group commit, or the connections are shared or have classes.
  let isUnusual: Bool
  let hasClasses: Bool
  let connections: Resource
  /// The connections where they are shared; nil elsewhere.
  let shared: SharedServers?
  /// None in a laboratory, where nothing takes time.
  let stockRows: [Resource]
  let groups: [CommitGroups]
  @safe @exclusivity(unchecked) private var stock: [Int]
  @safe @exclusivity(unchecked) private var purchases = UnitCounts()
  @safe @exclusivity(unchecked) var orders: OrderRows
  /// Rows of the kinds that only some sale logics keep.
  @safe @exclusivity(unchecked) private var others: [Row: Int] = [:]
  /// How many buckets each stock row is split into; missing where it is whole.
  @safe @exclusivity(unchecked) private(set) var splits: [Int: Int] = [:]
  @safe @exclusivity(unchecked) var locks = RowLocks()
  @safe @exclusivity(unchecked) var changes = RowChanges()
  /// What the tier has done.
  @safe @exclusivity(unchecked) var tier: TierCounter
  /// How long stock rows were held.
  @safe @exclusivity(unchecked) var rowLoads: RowLoads
  /// The tasks that work on one connection, and whether they have it yet.
  @safe @exclusivity(unchecked) var keptConnections: [TaskIdentity: Bool] = [:]
  /// Orders without a unit yet that wait at this or another machine of the sale logic.
  @safe @exclusivity(unchecked) var stalled = LevelSeries()
  /// The newest statements, for stories about violations.
  @safe @exclusivity(unchecked) private(set) var recent = RecentStatements()
  /// What is written down for whoever follows orders; nil if nobody does.
  @safe @exclusivity(unchecked) var journal: OrderJournal?
  /// All statements, when they are kept: for a comparison step by step.
  @safe @exclusivity(unchecked) var statementLog: [Statement]?

  init(
    executor: VirtualExecutor, setting: OrderPath.Database, draws: Draws, stock: [Int],
    faults: [Fault] = [], laboratory: (any SaleLaboratory)? = nil
  ) {
    self.executor = executor
    self.laboratory = laboratory
    self.draws = draws
    read = Service(time: DrawnTime(setting.read), purpose: Purpose.databaseRead)
    write = Service(time: DrawnTime(setting.write), purpose: Purpose.databaseWrite)
    update = Service(time: DrawnTime(setting.update), purpose: Purpose.databaseUpdate)
    speed = SpeedProfile(faults, of: .database)
    let discipline = setting.queueing.discipline
    hasClasses = discipline == .priority
    isUnusual =
      laboratory != nil || setting.groupCommit > 1 || hasClasses || discipline == .processorSharing
    orders = OrderRows(life: setting.keyLife)
    self.stock = stock
    tier = TierCounter(name: "stock", servers: setting.connections)
    let isTimed = laboratory == nil
    connections = Resource(
      executor, name: "stock connections", capacity: setting.connections,
      to: discipline == .lifo ? .latest : .longestWaiting)
    shared =
      isTimed && discipline == .processorSharing
      ? SharedServers(executor, name: "stock connections", servers: setting.connections) : nil
    rowLoads = RowLoads(rows: isTimed ? stock.count : 0)
    stockRows =
      isTimed
      ? stock.indices.map { Resource(executor, name: "stock row \($0)", capacity: 1) } : []
    groups =
      isTimed && setting.groupCommit > 1
      ? stock.indices.map { CommitGroups(executor, sku: $0, size: setting.groupCommit) } : []
    if let shared { speed.lead(shared, on: executor) }
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
    guard locks.isEmpty || !locks.contains(row) else {
      return await writeLate(row, value, for: order)
    }
    overwrite(row, value, for: order)
  }

  private func overwrite(_ row: Row, _ value: Int, for order: SaleOrder) {
    set(row, value, for: order)
    note(order, .write, row, value)
  }

  /// Adds to a row without a guard.
  public func add(_ row: Row, _ change: Int, for order: SaleOrder) async {
    guard await serve(write, .add, row, order) else { return }
    guard locks.isEmpty || !locks.contains(row) else {
      return await addLate(row, change, for: order)
    }
    increase(row, by: change, for: order)
  }

  private func increase(_ row: Row, by change: Int, for order: SaleOrder) {
    let changed = value(row, for: order) + change
    set(row, changed, for: order)
    note(order, .add, row, changed)
  }

  /// Adds to a row if its value passes the guard, in one instant; returns whether it did.
  @inline(__always)
  public func update(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) async -> Bool {
    guard await serve(update, .update, row, order) else { return false }
    guard locks.isEmpty || holdsWhileServed(row) else {
      return await updateLate(row, by: change, if: condition, for: order)
    }
    return increase(row, by: change, if: condition, for: order)
  }

  @inline(__always)
  private func increase(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) -> Bool {
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
    tell(.stated(.claim, .key(key), value: Int(earlier?.rawValue ?? 0)), of: order)
    return earlier
  }

  /// Deletes an idempotency key, as part of a statement that has been paid for already.
  public func dropClaim(_ key: UInt64) {
    guard !isDead else { return }
    orders.drop(key)
  }

  // MARK: Turns and times

  /// Whether the node that the running task belongs to has crashed.
  ///
  /// Only a laboratory lets nodes crash, and it cancels their tasks.
  var isDead: Bool { laboratory?.isDeadHere ?? false }

  /// Keeps what a statement found or left; apart, so that the frames of tasks have no room for it.
  @inline(never)
  func note(_ order: SaleOrder, _ kind: Statement.Kind, _ row: Row, _ value: Int) {
    let statement = Statement(
      at: executor.now, order: order.id, kind: kind, row: row, value: value)
    if let laboratory { return laboratory.note(statement) }
    recent.append(statement)
    statementLog?.append(statement)
    tell(.stated(kind, row, value: value), of: order)
  }

  // MARK: Locks

  /// Whether a conditional update of the row has held it all the while, so that nobody has its lock.
  func holdsWhileServed(_ row: Row) -> Bool {
    guard laboratory == nil, case .stock = row else { return false }
    return true
  }

  // The same statements where the row may be locked; apart, so that the usual way is short.

  @inline(never)
  private func writeLate(_ row: Row, _ value: Int, for order: SaleOrder) async {
    await afterLock(row, for: order) { overwrite(row, value, for: order) }
  }

  @inline(never)
  private func addLate(_ row: Row, _ change: Int, for order: SaleOrder) async {
    await afterLock(row, for: order) { increase(row, by: change, for: order) }
  }

  @inline(never)
  private func updateLate(
    _ row: Row, by change: Int, if condition: Guard, for order: SaleOrder
  ) async -> Bool {
    await afterLock(row, for: order) { increase(row, by: change, if: condition, for: order) }
      ?? false
  }

  /// Has an effect when nobody else has the row's lock; nil, and no effect, if the node is dead then.
  @discardableResult
  func afterLock<Result>(
    _ row: Row, for order: SaleOrder, _ effect: () -> Result
  ) async -> Result? {
    guard locks.contains(row) else { return effect() }
    let isStalled = stalls(order)
    await waitForLock(row)
    resumes(order, isStalled)
    defer { locks.leave(row) }
    return isDead ? nil : effect()
  }

  /// Waits until a row's lock is the caller's; the row is to be left afterwards.
  func waitForLock(_ row: Row) async {
    let lock = locks.enter(row) { [self] in
      if laboratory == nil, case .stock(let sku) = row { return stockRows[sku] }
      return Resource(executor, name: "row lock", capacity: 1)
    }
    await lock.acquire()
  }

  // MARK: Orders

  /// From now on rows of orders outlive the orders and their keys.
  func keepRows() { orders.keepsRows = true }

  /// An order takes a slot: its statements are counted from 0, and it has no row yet.
  func begins(_ id: OrderID, slot: Int) { orders.begin(id, slot: slot) }

  /// An order has got a unit: from now on its statements are of the first class.
  func holds(slot: Int) { orders.hold(slot: slot) }

  /// An order leaves its slot: its row stays as long as a repeated attempt may ask for it.
  func ends(slot: Int) {
    let now = executor.now.nanoseconds
    if orders.waits(slot: slot) { stalled.add(-1, at: now) }
    orders.end(slot: slot, at: now)
  }

  // MARK: Reading ahead

  /// Reads what an order of that key will look up; what it returns means nothing.
  func touch(_ key: UInt64, _ account: UInt64, _ product: Int) -> UInt64 {
    orders.touch(key) &+ purchases.touch(account, product)
  }

  /// Reads the row of an order in a slot.
  func touch(_ slot: Int) -> UInt64 { orders.touch(slot) }

  // MARK: Values, without taking time

  /// The value of a row now.
  public func value(_ row: Row) -> Int {
    laboratory?.look(at: row)
    return value(row, for: nil)
  }

  @inline(__always)
  func value(_ row: Row, for order: SaleOrder?) -> Int {
    switch row {
    case .stock(let sku): stock[sku]
    case .purchases(let account, let product): purchases[account, product]
    case .order(let id): orders.value(of: id, for: order, at: executor.now.nanoseconds)
    case .key(let key): orders.claimant(of: key).map { Int($0.rawValue) } ?? 0
    case .bucket, .soldOutFlag, .own: others[row] ?? 0
    }
  }

  @inline(__always)
  func set(_ row: Row, _ value: Int, for order: SaleOrder?) {
    if changes.isKept { record(row, for: order) }
    switch row {
    case .stock(let sku): stock[sku] = value
    case .purchases(let account, let product): purchases[account, product] = value
    case .order(let id): orders.set(id, to: value, for: order)
    // Keys are claimed and dropped, never written.
    case .key: break
    case .bucket, .soldOutFlag, .own: others[row] = value
    }
  }

  @inline(never)
  private func record(_ row: Row, for order: SaleOrder?) {
    changes.record(row, before: value(row, for: order))
  }

  // MARK: Deliveries

  /// Adds units to a stock row, or to the buckets it is split into, as a delivery does.
  func stockUp(_ sku: Int, by units: Int) {
    guard let buckets = splits[sku] else { return change(.stock(sku), by: units) }
    for index in 0..<buckets {
      change(.bucket(sku: sku, index: index), by: SaleDatabase.part(units, index, of: buckets))
    }
  }

  /// Splits a stock row into buckets, with all that it has and will get; does nothing a second time.
  ///
  /// It takes no time: it stands for what is set up before a sale. Of units that cannot be
  /// divided the first buckets get one more.
  ///
  /// - Returns: how many buckets the row is split into, by this call or an earlier one.
  @discardableResult
  public func split(_ sku: Int, into buckets: Int) -> Int {
    precondition(buckets > 0, "a stock row is split into at least one bucket")
    if let already = splits[sku] { return already }
    splits[sku] = buckets
    let units = stock[sku]
    change(.stock(sku), by: -units)
    stockUp(sku, by: units)
    return buckets
  }

  private func change(_ row: Row, by units: Int) {
    set(row, value(row, for: nil) + units, for: nil)
  }

  private static func part(_ units: Int, _ index: Int, of parts: Int) -> Int {
    units / parts + (index < units % parts ? 1 : 0)
  }
}

/// A kind of statement: how long it takes, and which draws decide that.
struct Service: Sendable {
  let time: DrawnTime
  let purpose: UInt32
}
