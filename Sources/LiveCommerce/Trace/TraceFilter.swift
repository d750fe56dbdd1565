// Which facts are wanted. What is not wanted is never written down, so following one order of a large
// session takes no more memory than that order.

/// Which facts of a session are wanted.
package enum TraceFilter: Sendable, Equatable {
  /// All: for small sessions.
  case everything
  /// What concerns some accounts.
  case accounts(Set<UInt64>)
  /// What the order back end does in a span of time, from an instant on and before another.
  case span(Range<Int64>)
  /// What the ledger sees of a stock row.
  case row(Int)
  /// How intentions to order end: with an order, or given up.
  case endings
  /// What a log of visits has.
  case visits

  /// Whether something that a viewer does is wanted.
  func takes(_ event: TraceEvent, ofViewer account: UInt64) -> Bool {
    switch self {
    case .everything: return true
    case .accounts(let accounts): return accounts.contains(account)
    case .span, .row: return false
    case .endings:
      switch event {
      case .gaveUp, .abandons, .willPay: return true
      default: return false
      }
    case .visits:
      switch event {
      case .entered, .heardLinkUp, .clicked, .answered(.created, _), .heardLate(.created, _),
        .willPay, .receipt, .left:
        return true
      case .sent(let sending): return sending.kind == .payment
      default: return false
      }
    }
  }

  /// Whether something that the order back end does is wanted.
  func takes(_ event: TraceEvent, of account: UInt64, sku: Int?, at instant: Int64) -> Bool {
    switch self {
    case .everything: return true
    case .accounts(let accounts): return accounts.contains(account)
    case .span(let span): return span.contains(instant)
    case .row(let row):
      guard case .booked = event else { return false }
      return sku == row
    case .endings, .visits: return false
    }
  }
}
