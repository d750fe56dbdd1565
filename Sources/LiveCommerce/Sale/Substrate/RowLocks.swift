// Locks on rows: who holds one, others wait for it in the order in which they came.
//
// Invariant: a row is in the table exactly while somebody holds its lock or waits for it, so looking
// whether any row is locked is one comparison.
import DiscreteEvents

/// The locks on rows that are held or waited for.
struct RowLocks {
  private struct Lock {
    var resource: Resource
    var users: Int
  }
  private var table: [Row: Lock] = [:]

  /// Whether no row is locked.
  var isEmpty: Bool { table.isEmpty }

  /// Whether a row is locked.
  func contains(_ row: Row) -> Bool { table[row] != nil }

  /// The lock of a row, to be acquired next; made if the row is not locked.
  mutating func enter(_ row: Row, _ make: () -> Resource) -> Resource {
    if let lock = table[row] {
      table[row]?.users += 1
      return lock.resource
    }
    let resource = make()
    table[row] = Lock(resource: resource, users: 1)
    return resource
  }

  /// Gives back the lock of a row.
  mutating func leave(_ row: Row) {
    guard let lock = table[row] else { return }
    table[row] = lock.users > 1 ? Lock(resource: lock.resource, users: lock.users - 1) : nil
    lock.resource.release()
  }
}
