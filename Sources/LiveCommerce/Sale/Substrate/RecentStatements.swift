// The newest statements of the substrate, kept in a ring so that a violation can be told with the
// steps that led to it, at the cost of a few stores a statement.

/// A ring of the newest statements.
struct RecentStatements: Sendable {
  private static let capacity = 64
  private var ring: [Statement] = []
  private var next = 0

  /// Adds a statement, over the oldest when the ring is full.
  ///
  /// Inlined, so that it is written where it stays and not copied from where it has just been written.
  @inline(__always)
  mutating func append(_ statement: Statement) {
    if ring.count < RecentStatements.capacity {
      ring.append(statement)
    } else {
      ring[next] = statement
      next = (next + 1) % RecentStatements.capacity
    }
  }

  /// The statements on one stock row, oldest first, at most `limit`.
  func onStock(_ sku: Int, limit: Int) -> [Statement] {
    let inOrder = ring[next...] + ring[..<next]
    return Array(inOrder.filter { $0.row == .stock(sku) }.suffix(limit))
  }
}
