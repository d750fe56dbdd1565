// Select for update: several statements on a row while whoever else wants to change it waits. Reads
// without a lock do not wait.
//
// Invariant: a lock is given back when the body ends, however it ends; a node that crashes loses its
// connection, and its locks with it.

import DiscreteEvents

/// A row whose lock is held; it is lent to the body, and cannot be carried out of it.
public struct LockedRow: ~Copyable {
  private let database: SaleDatabase
  private let order: SaleOrder
  /// The row.
  public let row: Row

  init(_ row: Row, of database: SaleDatabase, for order: SaleOrder) {
    self.row = row
    self.database = database
    self.order = order
  }

  /// The value of the row, which was read as it was locked; nobody else can change it meanwhile.
  public var value: Int { database.value(row, for: order) }

  /// Sets the row; takes the time of a write.
  public func write(_ value: Int) async {
    guard await database.serve(database.write, .write, row, order) else { return }
    database.set(row, value, for: order)
    database.note(order, .write, row, value)
  }
}

extension SaleDatabase {
  /// Locks a row, lets `body` work with it, and gives the lock back.
  ///
  /// Locking takes the time of a read, and then a wait for whoever has the lock, first come first
  /// served; in a session that is also whoever is updating the stock row conditionally. Statements of
  /// the body on other rows are made as always, and on the same connection, which is kept from the
  /// first to the end, through all waits. Two bodies that lock two rows in different orders can
  /// wait for each other for ever, and so does a body that changes its own row other than through
  /// the `LockedRow`.
  ///
  /// - Returns: what the body returned; nil if the node has crashed, or the session has ended, before
  ///   the lock was had.
  public func locking<Result>(
    _ row: Row, for order: SaleOrder, _ body: (borrowing LockedRow) async throws -> Result
  ) async rethrows -> Result? {
    try await onOneConnection {
      guard await serve(read, .lockRow, row, order) else { return nil }
      await queueForLock(row, order)
      let since = executor.now.nanoseconds
      defer { unlock(row, order, since: since) }
      guard !isDead, !executor.isShutDown else { return nil }
      note(order, .lockRow, row, value(row, for: order))
      return try await body(LockedRow(row, of: self, for: order))
    }
  }

  /// Waits for the lock of a row with the connection of the statement that locks it; a stock row is a
  /// tier, and waits for it are counted as all others.
  private func queueForLock(_ row: Row, _ order: SaleOrder) async {
    if case .stock(let sku) = row, laboratory == nil {
      guard locks.contains(row) || stockRows[sku].inUse > 0 else { return await waitForLock(row) }
      return await wait(atRow: sku, order) { await waitForLock(row) }
    }
    let isStalled = stalls(order)
    await waitForLock(row)
    resumes(order, isStalled)
  }

  private func unlock(_ row: Row, _ order: SaleOrder, since: Int64) {
    if case .stock(let sku) = row, laboratory == nil {
      rowLoads.held(sku, from: since, until: executor.now.nanoseconds)
    }
    if !isDead { note(order, .unlockRow, row, value(row, for: order)) }
    locks.leave(row)
  }
}
