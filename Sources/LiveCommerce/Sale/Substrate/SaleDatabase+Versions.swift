// Optimistic updates: who has read a row with its version may change it if nobody else has done so
// since. Unlike a guard on the value, a version tells that a row has changed and changed back.

/// The value of a row and the version it had.
public struct VersionedValue: Sendable, Equatable {
  /// The value.
  public var value: Int
  /// How many times the row has changed since somebody first asked for its version.
  public var version: Int
}

extension SaleDatabase {
  /// Reads a row and its version.
  public func readVersion(_ row: Row, for order: SaleOrder) async -> VersionedValue {
    guard await serve(read, .versionedRead, row, order) else {
      return VersionedValue(value: 0, version: -1)
    }
    let value = value(row, for: order)
    note(order, .versionedRead, row, value)
    return VersionedValue(value: value, version: changes.watch(row))
  }

  /// Sets a row if its version is still the one that was read; returns whether it did.
  ///
  /// Costs what a guarded update costs, and holds a stock row as that does.
  public func update(
    _ row: Row, to value: Int, ifVersion version: Int, for order: SaleOrder
  ) async -> Bool {
    guard await serve(update, .versionedUpdate, row, order) else { return false }
    guard locks.isEmpty || holdsWhileServed(row) else {
      return await afterLock(row, for: order) {
        replace(row, by: value, ifVersion: version, for: order)
      }
        ?? false
    }
    return replace(row, by: value, ifVersion: version, for: order)
  }

  private func replace(
    _ row: Row, by value: Int, ifVersion version: Int, for order: SaleOrder
  ) -> Bool {
    guard changes.watch(row) == version else {
      note(order, .staleUpdate, row, self.value(row, for: order))
      return false
    }
    set(row, value, for: order)
    note(order, .versionedUpdate, row, value)
    return true
  }
}
