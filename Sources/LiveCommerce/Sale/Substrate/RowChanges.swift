// What is remembered of changes to rows: versions of the rows that somebody has read with their
// version, and former values for as long as a transaction may ask for them.
//
// Invariant: while `isKept`, every change of a row is recorded before it is made; `history` is empty
// while no transaction is open, so a session without transactions keeps nothing.

/// Versions of rows, and former values for open transactions.
struct RowChanges: Sendable {
  private struct Change: Sendable {
    var row: Row
    var before: Int
  }
  private var versions: [Row: Int] = [:]
  private var history: [Change] = []
  /// The ordinal of the first change in the history.
  private var base = 0
  private var openTransactions = 0

  /// Whether a change has to be recorded.
  private(set) var isKept = false

  /// A row is about to change from `before`.
  mutating func record(_ row: Row, before: Int) {
    if let version = versions[row] { versions[row] = version + 1 }
    if openTransactions > 0 { history.append(Change(row: row, before: before)) }
  }

  // MARK: Versions

  /// The version of a row, which is watched from now on.
  mutating func watch(_ row: Row) -> Int {
    isKept = true
    if let version = versions[row] { return version }
    versions[row] = 0
    return 0
  }

  // MARK: Snapshots

  /// Opens a transaction and returns its snapshot.
  mutating func openSnapshot() -> Int {
    openTransactions += 1
    isKept = true
    return base + history.count
  }

  /// Closes a transaction.
  mutating func closeSnapshot() {
    openTransactions -= 1
    guard openTransactions == 0 else { return }
    base += history.count
    history.removeAll(keepingCapacity: true)
    isKept = !versions.isEmpty
  }

  /// The value that a row had in a snapshot, if it has changed since; O(changes since).
  func value(of row: Row, in snapshot: Int) -> Int? {
    history[(snapshot - base)...].first { $0.row == row }?.before
  }
}
