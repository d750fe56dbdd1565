// Errors that sale logics have thrown: counted, and the first one kept in words. A run in which one
// was thrown is broken, whatever else it shows.

/// An error that a sale logic has thrown.
public struct ThrownError: Sendable, Equatable {
  /// What the logic was asked to do.
  public enum Call: String, Sendable {
    /// To decide whether an order gets its units.
    case reserve
    /// To settle a payment.
    case pay
    /// To end a hold.
    case expire
  }
  /// When, in nanoseconds.
  public var at: Int64
  /// What the logic was asked to do.
  public var call: Call
  /// For which order.
  public var order: OrderID
  /// The error's own words.
  public var text: String
}

/// All errors of a session.
struct ThrownErrors: Sendable, Equatable {
  private(set) var count = 0
  private(set) var first: ThrownError?

  mutating func add(_ error: @autoclosure () -> ThrownError) {
    count += 1
    if first == nil { first = error() }
  }
}

extension Checkout {
  /// Counts an error; those with which a logic ends at the end of the session tell nothing.
  func note(_ error: any Error, of call: ThrownError.Call, _ order: SaleOrder) {
    guard !hasEnded else { return }
    books.thrown.add(ThrownError(at: now, call: call, order: order.id, text: "\(error)"))
  }
}
