// What the ledger knows of one order: its hold and its payments. It lies in the order's slot and is
// kept until another order takes that.
//
// Invariant: a hold ends once; of the payments, `charged` − `kept` − `refunded` are under way.

/// What the ledger knows of the order in a slot.
struct OrderAccount: Sendable {
  /// How far an order has come.
  enum State: UInt8, Sendable {
    /// It has no hold yet.
    case none
    /// Its hold runs.
    case held
    /// Its hold ought to have ended, and has not been reported as ended.
    case due
    /// Its units are sold.
    case sold
    /// Its units have been given back.
    case released
  }
  var order = OrderID.none
  /// When the hold was told, in nanoseconds.
  var since = Int64.max
  /// When the hold ought to end.
  var due = Int64.max
  /// Until when the hold runs by any clock: its length after the order's arrival, in nanoseconds.
  var sureUntil = Int64.min
  var quantity: Int32 = 0
  /// The stock row of its hold.
  var sku: Int32 = 0
  var state = State.none
  private(set) var charged: UInt8 = 0
  private(set) var kept: UInt8 = 0
  private(set) var refunded: UInt8 = 0
  /// Whether a payment was refused before any was kept.
  private(set) var wasRefused = false
  /// Payments that were under way at the last such refusal and have not been kept since.
  private(set) var mayBeKept: UInt8 = 0

  var isOpen: Bool { state == .held || state == .due }
  /// Payments that have been charged and not settled; below 0 if more were settled than charged.
  var underWay: Int { Int(charged) - Int(kept) - Int(refunded) }

  mutating func charge() { charged = charged == .max ? .max : charged + 1 }

  mutating func keep() {
    kept = kept == .max ? .max : kept + 1
    if mayBeKept > 0 { mayBeKept -= 1 }
  }

  mutating func refund() {
    refunded = refunded == .max ? .max : refunded + 1
    guard kept == 0 else { return }
    wasRefused = true
    mayBeKept = UInt8(clamping: underWay)
  }
}
