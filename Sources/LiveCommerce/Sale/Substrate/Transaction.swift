// A transaction of several rows at snapshot isolation: it reads what was committed when it first
// read, it writes at its end, all or nothing, and it is refused if a row that it wants to write has
// changed since its snapshot. That two transactions each write a row that the other has only read is
// not noticed: write skew.
//
// Invariant: a transaction holds nothing that others wait for but its connection until it commits, and
// commits in one instant.

/// A transaction under way; it is lent to its body, and cannot be carried out of it.
public struct Transaction: ~Copyable {
  private let database: SaleDatabase
  private let order: SaleOrder
  private var snapshot: Int?
  private var writes: [(row: Row, value: Int)] = []

  fileprivate init(_ database: SaleDatabase, for order: SaleOrder) {
    self.database = database
    self.order = order
  }

  /// Reads a row as the transaction sees it: with its own writes, or else as in its snapshot.
  ///
  /// The first read takes the snapshot. Takes the time of a read.
  public mutating func read(_ row: Row) async -> Int {
    guard await database.serve(database.read, .read, row, order) else { return 0 }
    let value = seen(row)
    database.note(order, .read, row, value)
    return value
  }

  /// Keeps a value for a row until the end of the transaction; takes no time of its own.
  public mutating func write(_ row: Row, _ value: Int) {
    if let index = writes.firstIndex(where: { $0.row == row }) {
      writes[index].value = value
    } else {
      writes.append((row, value))
    }
  }

  private mutating func seen(_ row: Row) -> Int {
    if let own = writes.first(where: { $0.row == row }) { return own.value }
    let snapshot = takeSnapshot()
    return database.changes.value(of: row, in: snapshot) ?? database.value(row, for: order)
  }

  private mutating func takeSnapshot() -> Int {
    if let snapshot { return snapshot }
    let taken = database.changes.openSnapshot()
    snapshot = taken
    return taken
  }

  /// Makes all writes in one instant, or none; returns whether it did.
  fileprivate func commit() async -> Bool {
    guard let first = writes.first else { return !database.isDead }
    guard await database.serve(database.update, .commit, first.row, order) else { return false }
    let locked = await waitForLocks()
    defer { for row in locked { database.locks.leave(row) } }
    guard !database.isDead else { return false }
    if let snapshot, let changed = writes.first(where: { isChanged($0.row, since: snapshot) }) {
      database.note(order, .abort, changed.row, database.value(changed.row, for: order))
      return false
    }
    for (row, value) in writes {
      database.set(row, value, for: order)
      database.note(order, .commit, row, value)
    }
    return true
  }

  private func isChanged(_ row: Row, since snapshot: Int) -> Bool {
    database.changes.value(of: row, in: snapshot) != nil
  }

  /// Waits for the locks of all rows to be written, in an order that is the same for everybody.
  ///
  /// All of them, if any is locked: while one is waited for, another can be taken.
  private func waitForLocks() async -> [Row] {
    guard writes.contains(where: { database.locks.contains($0.row) }) else { return [] }
    let rows = writes.map(\.row).sorted { $0.words < $1.words }
    let isStalled = database.stalls(order)
    for row in rows { await database.waitForLock(row) }
    database.resumes(order, isStalled)
    return rows
  }

  fileprivate func end() {
    if snapshot != nil { database.changes.closeSnapshot() }
  }
}

extension SaleDatabase {
  /// Runs a transaction at snapshot isolation.
  ///
  /// `body` reads and writes through the ``Transaction``; an error that it throws rolls that back and
  /// is thrown on. What it does otherwise, by ``SaleDatabase/update(_:by:if:for:)`` or with a lock, is
  /// done at once and stays; if it changes a row that the transaction writes, that is a conflict. The
  /// commit takes the time of one conditional update, nothing if there is nothing to write. The first
  /// statement takes a connection, which is kept to the end, through whatever `body` awaits.
  ///
  /// - Returns: what the body returned, if its writes were committed; nil if another transaction or
  ///   statement has changed one of the rows to be written since the snapshot, or the node crashed.
  public func transaction<Result>(
    for order: SaleOrder, _ body: (inout Transaction) async throws -> Result
  ) async rethrows -> Result? {
    var transaction = Transaction(self, for: order)
    defer { transaction.end() }
    return try await onOneConnection {
      let result = try await body(&transaction)
      return await transaction.commit() ? result : nil
    }
  }
}
