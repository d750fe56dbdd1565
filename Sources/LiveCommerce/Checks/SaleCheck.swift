// What a check is, and the list of them: one invariant a file. A check watches the ledger's events
// and says when its promise is broken; whether that fails the run depends on whether the sale logic
// has made the promise.

/// The names of the checks.
public enum SaleCheckName: String, Sendable, CaseIterable {
  /// Nothing vanishes and nothing appears.
  case conservation
  /// Never more promised than there is.
  case noOversell
  /// Nobody hears "sold out" while a unit is free.
  case noUndersell
  /// Every hold ends exactly once.
  case holdEndsOnce
  /// A release gives back what was held.
  case releaseExact
  /// Attempts of one intention make one order.
  case keyOnce
  /// No account gets more than its share.
  case accountLimit
  /// Nothing is sold before the opening, by the clock of the node that sells.
  case serverTimeGate
  /// The price paid is the price shown.
  case price
  /// An order that was told to be held can be paid for.
  case noGhostSuccess
  /// A payment is kept for units or given back, once.
  case refundOnce
  /// Every accepted order is answered.
  case noLostOrder
  /// Of a basket, both items or none.
  case basketWhole
  /// An order does not go back to a state that it has left.
  case statesForward
}

/// What a check may know beside the events.
package struct CheckSetting: Sendable {
  /// Names of the stock rows.
  var skuNames: [String]
  /// Limit per account, by product.
  var limits: [Int]
  /// How long a free unit may go unnoticed, in nanoseconds.
  var undersellWithin: Int64
  /// How long a key stands for its order, in nanoseconds; a key that comes again later is a new one.
  var keyLife: Int64

  /// Creates the setting.
  package init(
    skuNames: [String], limits: [Int], undersellWithin: Int64, keyLife: Int64 = .max
  ) {
    self.skuNames = skuNames
    self.limits = limits
    self.undersellWithin = undersellWithin
    self.keyLife = keyLife
  }
}

/// The end of a sale, when nothing is in flight.
struct SaleEnd: Sendable {
  /// When, in nanoseconds.
  var at: Int64
  /// What the sale logic says it has left, by stock row.
  var available: [Int]
  /// Orders that were handed to the sale logic and never answered.
  var unanswered: [SaleOrder]
}

/// A check: watches what happens and reports what must not.
protocol SaleCheck: Sendable {
  /// Its name.
  static var name: SaleCheckName { get }
  /// What it holds the logic to, in one sentence.
  static var promise: String { get }

  init(_ setting: CheckSetting)

  /// Sees an event after the ledger has booked it; a basket comes as one event for each item.
  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation?
  /// Sees the end, when the ledger has compared its own count with the logic's. Each breach comes
  /// with its stock row.
  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)]
}

extension SaleCheck {
  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? { nil }
  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] { [] }
}

/// All checks, in the order of their results.
enum SaleChecks {
  static let all: [any SaleCheck.Type] = [
    Conservation.self, NoOversell.self, NoUndersell.self, HoldEndsOnce.self, ReleaseExact.self,
    KeyOnce.self, AccountLimit.self, ServerTimeGate.self, PriceAsShown.self, NoGhostSuccess.self,
    RefundOnce.self, NoLostOrder.self, BasketWhole.self, StatesForward.self,
  ]
}
