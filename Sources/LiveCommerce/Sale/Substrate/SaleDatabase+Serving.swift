// How a statement comes to its time: a connection first, then, for a guarded update of a stock row, the
// row, then the service time. Behind a pool of connections that is the order in which it happens, and
// why a hot row is everybody's trouble: whoever waits for it keeps a connection that does nothing.
//
// Invariant: a connection is given back before the row that was waited for with it, both in the instant
// at which the statement takes effect; only a task that works on one connection keeps it further.
import DiscreteEvents
import Stochastics

extension SaleDatabase {
  /// Lets a statement take its turn or its time; false if it is to have no effect.
  ///
  /// A conditional update of a stock row holds the row meanwhile.
  @inline(__always)
  func serve(
    _ service: Service, _ kind: Statement.Kind, _ row: Row, _ order: SaleOrder
  ) async -> Bool {
    guard isAskedHere() else { return false }
    if isUnusual || !keptConnections.isEmpty {
      return await serveUnusually(service, kind, row, order)
    }
    if kind.holdsStockRow, case .stock(let sku) = row {
      await serve(service, order, holding: sku)
    } else {
      await serve(service, order)
    }
    return true
  }

  /// Whether the running task is where virtual time is; a call from elsewhere is counted, has no effect,
  /// and the session ends with an error that says so.
  @inline(__always)
  func isAskedHere() -> Bool {
    if executor.isHere || laboratory != nil { return true }
    executor.noteOutside()
    return false
  }

  /// Waits for a connection and for the service time.
  @inline(__always)
  private func serve(_ service: Service, _ order: SaleOrder) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !connections.tryAcquire() { await queueForConnection(order) }
    tier.begins(at: executor.now.nanoseconds)
    let time = begin(service, order)
    if !executor.sleepsAlone(for: time, in: #isolation) { await executor.sleep(for: time) }
    end(order, since: arrival)
    connections.release()
  }

  /// The same with a row held all the while.
  @inline(__always)
  private func serve(_ service: Service, _ order: SaleOrder, holding sku: Int) async {
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !connections.tryAcquire() { await queueForConnection(order) }
    tier.begins(at: executor.now.nanoseconds)
    if !stockRows[sku].tryAcquire() { await acquireRow(sku, order) }
    let time = begin(service, order)
    let now = executor.now.nanoseconds
    rowLoads.held(sku, from: now, until: now + time)
    if !executor.sleepsAlone(for: time, in: #isolation) { await executor.sleep(for: time) }
    end(order, since: arrival)
    connections.release()
    stockRows[sku].release()
  }

  // MARK: The unusual ways

  /// The same in a laboratory, with group commit, for classes, with connections shared or kept; apart,
  /// so that the usual way is short.
  @inline(never)
  private func serveUnusually(
    _ service: Service, _ kind: Statement.Kind, _ row: Row, _ order: SaleOrder
  ) async -> Bool {
    if let laboratory { return await laboratory.turn(kind, row, for: order.id) != .dead }
    let arrival = executor.now.nanoseconds
    await connect(order)
    if kind.holdsStockRow, case .stock(let sku) = row {
      await work(service, order, holding: sku, since: arrival)
    } else {
      await spend(service, order)
      disconnect(order, since: arrival)
    }
    return true
  }

  /// Works with a row held, or in a group of updates that are committed together, with the row that
  /// the first of them holds and in its time.
  private func work(
    _ service: Service, _ order: SaleOrder, holding sku: Int, since arrival: Int64
  ) async {
    let group = groups.isEmpty ? nil : groups[sku]
    if let group, !group.join() {
      await waitConnected(sku, order) { await group.follow() }
      _ = begin(service, order)
      return disconnect(order, since: arrival)
    }
    if !stockRows[sku].tryAcquire() { await acquireRow(sku, order) }
    let size = group?.seal() ?? 1
    let began = executor.now.nanoseconds
    await spend(service, order)
    rowLoads.held(sku, from: began, until: executor.now.nanoseconds)
    group?.commit(size)
    disconnect(order, since: arrival)
    stockRows[sku].release()
  }

  /// Takes a connection, unless the task has kept one; where they are shared, there is none to take.
  private func connect(_ order: SaleOrder) async {
    guard shared == nil else { return }
    let now = executor.now.nanoseconds
    guard !hasKeptConnection else {
      tier.comes(at: now)
      return tier.resumes(at: now)
    }
    tier.arrives(at: now)
    if !connections.tryAcquire() { await queueForConnection(order) }
    tier.begins(at: executor.now.nanoseconds)
  }

  /// Ends a statement and gives its connection back, unless the task is to keep it.
  private func disconnect(_ order: SaleOrder, since arrival: Int64) {
    let keeps = keepConnection()
    if keeps { tier.pauses(at: executor.now.nanoseconds) }
    end(order, since: arrival, keeps)
    if shared == nil, !keeps { connections.release() }
  }

  /// Lets the service time of a statement pass, alone or shared with others.
  private func spend(_ service: Service, _ order: SaleOrder) async {
    let time = begin(service, order)
    if let shared { await shared.serve(for: time) } else { await executor.sleep(for: time) }
  }

  // MARK: Waiting

  /// Waits for a connection; orders that hold a unit go first, if the connections have classes.
  private func queueForConnection(_ order: SaleOrder) async {
    tell(.queued(.stock, TraceLoad(tier)), of: order)
    let isStalled = stalls(order)
    if hasClasses && !orders.isAsking(order) {
      await connections.acquireUrgently()
    } else {
      await connections.acquire()
    }
    resumes(order, isStalled)
  }

  /// Waits until a row is the statement's own.
  private func acquireRow(_ sku: Int, _ order: SaleOrder) async {
    await waitConnected(sku, order) { await stockRows[sku].acquire() }
  }

  /// Waits at a row for a turn, with a connection that does nothing meanwhile.
  private func waitConnected(_ sku: Int, _ order: SaleOrder, for turn: () async -> Void) async {
    if shared == nil { tier.pauses(at: executor.now.nanoseconds) }
    await wait(atRow: sku, order, for: turn)
    if shared == nil { tier.resumes(at: executor.now.nanoseconds) }
  }

  /// Waits at a row for a turn and counts the wait; connections are not its business.
  func wait(atRow sku: Int, _ order: SaleOrder, for turn: () async -> Void) async {
    let asked = executor.now.nanoseconds
    tell(.queued(.row, TraceLoad(waiting: stockRows[sku].waiting + 1, busy: 1)), of: order)
    let isStalled = stalls(order)
    if shared == nil { rowLoads.waits(1, at: asked) }
    await turn()
    let now = executor.now.nanoseconds
    if shared == nil { rowLoads.waits(-1, at: now) }
    resumes(order, isStalled)
    rowLoads.waited(sku, now - asked)
  }

  /// An order begins to wait at a machine; true if it asks for a unit, so that a worker waits too.
  ///
  /// However many statements of an order wait, it is one worker that does.
  func stalls(_ order: SaleOrder) -> Bool {
    guard orders.isAsking(order) else { return false }
    if orders.wait(order) { stalled.add(1, at: executor.now.nanoseconds) }
    return true
  }

  /// An order has waited, as said when it began to.
  func resumes(_ order: SaleOrder, _ isStalled: Bool) {
    if isStalled, orders.goOn(order) { stalled.add(-1, at: executor.now.nanoseconds) }
  }

  // MARK: The beginning and the end

  /// Begins a statement and returns how long it takes.
  private func begin(_ service: Service, _ order: SaleOrder) -> Int64 {
    let now = executor.now.nanoseconds
    if shared != nil {
      tier.arrives(at: now)
      tier.joins(at: now)
    }
    tell(.began(.stock, TraceLoad(tier)), of: order)
    let index = orders.nextStatement(of: order)
    let work = service.time.value(at: uniform(service.purpose, of: order, index))
    return shared == nil ? speed.time(for: work, from: now) : work
  }

  private func end(_ order: SaleOrder, since arrival: Int64, _ keepsConnection: Bool = false) {
    let now = executor.now.nanoseconds
    if shared != nil { tier.shares(-1, at: now) } else if !keepsConnection { tier.frees(at: now) }
    tier.departs(at: now, arrived: arrival)
    tell(.ended(.stock, TraceLoad(tier)), of: order)
  }

  /// The draw for one statement of an order.
  func uniform(_ purpose: UInt32, of order: SaleOrder, _ index: UInt32) -> Double {
    draws.entity(Purpose.databaseDomain, order.id.rawValue).uniform(purpose, index)
  }

  /// The ordinal of the next statement of an order.
  func nextStatement(of order: SaleOrder) -> UInt32 { orders.nextStatement(of: order) }

  /// Changes the number of connections.
  func resize(to servers: Int) {
    tier.resize(to: servers, at: executor.now.nanoseconds)
    if let shared { shared.resize(to: servers) } else { connections.resize(to: servers) }
  }
}
