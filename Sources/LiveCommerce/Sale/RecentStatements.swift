// The newest statements of the database, kept in a ring so that a violation can be told with the
// steps that led to it, at the cost of a few stores a statement.
package import DiscreteEvents

/// A statement and what it found or left.
package struct Statement: Sendable, Equatable {
  /// What a statement does.
  package enum Kind: UInt8, Sendable { case read, write, add, update, refusedUpdate, claim }
  /// When it took effect.
  package var at: Instant
  /// The order it was made for.
  package var order: OrderID
  /// What it did.
  package var kind: Kind
  /// The row it was about.
  package var row: Row
  /// What it found or left.
  package var value: Int

  /// The statement in words.
  package var sentence: String {
    let subject = "order \(order.rawValue)"
    switch kind {
    case .read: return "\(at): \(subject) reads \(row.words): \(value)"
    case .write: return "\(at): \(subject) sets \(row.words) to \(value)"
    case .add: return "\(at): \(subject) changes \(row.words) to \(value) without looking"
    case .update: return "\(at): \(subject) changes \(row.words) to \(value) under its guard"
    case .refusedUpdate: return "\(at): \(subject) finds \(row.words) at \(value) and is refused"
    case .claim: return "\(at): \(subject) claims \(row.words): \(value)"
    }
  }
}

extension Row {
  /// The row in words.
  var words: String {
    switch self {
    case .stock(let sku): "stock row \(sku)"
    case .purchases(let account, let product): "purchases of account \(account), product \(product)"
    case .order(let id): "order \(id.rawValue)"
    case .key(let key): "key \(key)"
    }
  }
}

/// A ring of the newest statements.
struct RecentStatements: Sendable {
  private static let capacity = 64
  private var ring: [Statement] = []
  private var next = 0

  /// Adds a statement, over the oldest when the ring is full.
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
