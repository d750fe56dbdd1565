// How a sale logic names what it keeps, wherever it keeps it: the same name is a row of the database,
// a key of the cache, what a lock is on, and what a message is about.
//
// Invariant: a name is a small value without storage of its own, so that it costs nothing to pass.

/// The name of something that a sale logic keeps: a row of the database, a key of the cache, a lock.
public enum Row: Sendable, Hashable {
  /// Units left of a stock row.
  case stock(Int)
  /// Units left in one of the parts that a stock row is split into.
  case bucket(sku: Int, index: Int)
  /// Whether a stock row is known to be sold out.
  case soldOutFlag(Int)
  /// Units that an account holds or owns of a product.
  case purchases(account: UInt64, product: Int)
  /// The state of an order, in the words of the sale logic.
  case order(OrderID)
  /// The order that has claimed an idempotency key.
  case key(UInt64)
  /// Something else that a sale logic keeps, by a number of its choosing.
  case own(Int)

  /// The row in words.
  package var words: String {
    switch self {
    case .stock(let sku): "stock row \(sku)"
    case .bucket(let sku, let index): "bucket \(index) of stock row \(sku)"
    case .soldOutFlag(let sku): "sold-out flag of stock row \(sku)"
    case .purchases(let account, let product): "purchases of account \(account), product \(product)"
    case .order(let id): "order \(id.rawValue)"
    case .key(let key): "key \(key)"
    case .own(let number): "row \(number) of its own"
    }
  }
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
