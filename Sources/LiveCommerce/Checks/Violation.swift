// A breach of a promise, and what became of a check: what a report tells.
import DiscreteEvents

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

extension Violation {
  /// A breach by one event, told as "at 00:00:10.000 order 7 …".
  init(_ event: LedgerEvent, _ what: String) {
    self.init(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) \(what)",
      steps: [])
  }
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
