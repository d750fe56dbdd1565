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
  /// No account gets more than its share.
  case accountLimit
  /// Nothing is sold before the opening, by the clock of the node that sells.
  case serverTimeGate
  /// The price paid is the price shown.
  case price
}

/// The first breach of a check's promise, told as a story.
public struct Violation: Sendable, Equatable {
  /// When, in nanoseconds.
  public var at: Int64
  /// The orders involved.
  public var orders: [OrderID]
  /// What happened, in a sentence.
  public var sentence: String
  /// The steps that led to it, oldest first, as far as they are known.
  public var steps: [String]
}

/// What a check may know beside the events.
struct CheckSetting: Sendable {
  /// Names of the stock rows.
  var skuNames: [String]
  /// Limit per account, by product.
  var limits: [Int]
  /// How long a free unit may go unnoticed, in nanoseconds.
  var undersellWithin: Int64
}

/// A check: watches what happens and reports what must not.
protocol SaleCheck: Sendable {
  /// Its name.
  static var name: SaleCheckName { get }
  /// What it holds the logic to, in one sentence.
  static var promise: String { get }

  init(_ setting: CheckSetting)

  /// Sees an event after the ledger has booked it.
  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation?
  /// Sees the end of the session, when nothing is in flight; `available` is what the sale logic
  /// says it has left, by stock row. Each breach comes with its row.
  func finish(
    at instant: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)]
}

extension SaleCheck {
  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? { nil }
  func finish(
    at: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)] { [] }
}

/// All checks.
enum SaleChecks {
  static let all: [any SaleCheck.Type] = [
    Conservation.self, NoOversell.self, NoUndersell.self, HoldEndsOnce.self, AccountLimit.self,
    ServerTimeGate.self, PriceAsShown.self,
  ]
}

/// What became of one check in a session.
public struct CheckResult: Sendable, Equatable {
  /// The check.
  public var name: SaleCheckName
  /// What it holds a logic to.
  public var promise: String
  /// Whether every sale logic of the session has promised it.
  public var isPromised: Bool
  /// How often it was broken.
  public var violations: Int
  /// How often it was broken by a logic that has promised it.
  public var brokenPromises: Int
  /// The first breach; of a promise, if any was broken.
  public var first: Violation?
}
