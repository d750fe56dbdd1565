// What the ledger sees: everything that was promised, charged, sold, refunded, released or refused,
// and nothing of how. Sessions and laboratories book the same events.
//
// One order's events come in this order: `held`, and then either `released`, or `charged` followed by
// `paid` or `refunded`. Each payment is `charged` once, when the provider has its money and the sale
// logic is asked to settle it, and ends once, as `paid` or `refunded`. A hold may run out between the
// two, and several payments of one order may be under way. In a session what was paid may be `returned`
// later, and is then either `restocked` or `scrapped`.

/// Something that the order back end did, as the ledger sees it.
public struct LedgerEvent: Sendable, Equatable {
  /// What was done.
  public enum Kind: Sendable, Equatable {
    /// The order's units were promised, at a price for each, until an instant.
    case held(price: Int64, until: Int64)
    /// "Sold out" was said.
    case refusedSoldOut
    /// The provider has taken an amount for the order, and the sale logic is asked to settle it.
    case charged(amount: Int64)
    /// A charged payment was kept: the order's units are sold.
    case paid(amount: Int64)
    /// A charged payment was given back, because the sale logic said that it came too late.
    case refunded(amount: Int64)
    /// The sale logic has answered a notice of a payment that it has settled already.
    case noticedAgain(accepted: Bool)
    /// A hold was ended and its units given back.
    case released
    /// Units that were paid for are back in the warehouse, and the buyer has an amount back.
    case returned(amount: Int64)
    /// Units that had come back are on sale again.
    case restocked
    /// Units that had come back are not fit to be sold again.
    case scrapped
  }
  // What is not a whole number of words comes last: a copy from an odd place waits for the bytes before.
  /// When, in nanoseconds.
  public var at: Int64
  /// When the offer opens, in nanoseconds.
  public var opens: Int64
  /// How far the clock of the order's node is ahead of true time, in nanoseconds.
  public var clockSkew: Int64
  /// The order concerned.
  public var order: SaleOrder
  /// What was done.
  public var kind: Kind
  /// Whether this is about the second item of a basket, whose first item has had the same event.
  public internal(set) var isSecondItem = false

  /// Creates an event; that of a basket is about its whole order.
  package init(at: Int64, kind: Kind, order: SaleOrder, opens: Int64, clockSkew: Int64) {
    self.at = at
    self.kind = kind
    self.order = order
    self.opens = opens
    self.clockSkew = clockSkew
  }

  /// The same event for the second item of a basket, kept in the next slot; nil if there is none.
  var ofSecondItem: LedgerEvent? {
    guard let item = order.also else { return nil }
    var event = self
    event.isSecondItem = true
    event.order.also = nil
    event.order.product = item.product
    event.order.sku = item.sku
    event.order.quantity = item.quantity
    event.order.shownPrice = item.shownPrice
    event.order.slot += 1
    return event
  }
}
