// What somebody wants to follow, and why it cannot be followed.
import DiscreteEvents

/// What is followed.
package enum TraceSubject: Sendable, Equatable {
  /// A viewer, by account.
  case viewer(UInt64)
  /// An order, by the name of one of its requests.
  case order(UInt64)
  /// A unit of a stock row, by its number from 1, in the order in which units are first promised.
  case unit(row: Int, number: Int)
  /// All that the order back end does in a span of time.
  case span(Range<Int64>)
  /// For each reason for which intentions were lost, one that was lost in the typical time.
  case whyLost
  /// The order whose buyer has waited longest for it.
  case slowest
  /// The first order that was promised more than there was, and the one before.
  case oversold
}

extension Scenario {
  /// The names of all stock rows, in their order.
  package var stockRows: [String] { SKU.all(of: self).map(\.name) }
}

/// Why something cannot be followed.
package enum TraceError: Error, Equatable, CustomStringConvertible {
  /// The session itself failed.
  case session(SessionError)
  /// No such viewer came.
  case noViewer(UInt64, came: Int)
  /// No such request was sent.
  case noOrder(UInt64, intentions: Int, requests: Int)
  /// So many units were never promised.
  case noUnit(Int, of: String, stocked: Int, promised: Int)
  /// The session is over by then.
  case afterEnd(Int64, end: Int64)

  /// The error in words.
  package var description: String {
    switch self {
    case .session(let error): error.description
    case .noViewer(let account, let came):
      "no viewer \(account) has come: \(came) people came, whose numbers are the accounts in "
        + "`export --kinds enter`"
    case .noOrder(let name, let intentions, let requests):
      "there is no order \(name): \(requests) requests were sent for \(intentions) intentions to "
        + "order; their numbers are in the column `request` of `export`, and in reports"
    case .noUnit(let number, let row, let stocked, let promised):
      "unit \(number) of \(row) was never promised: of \(stocked) in stock \(promised) were, "
        + "numbered from 1"
    case .afterEnd(let instant, let end):
      "nothing happens at \(Instant(nanoseconds: instant)) any more: the session ends at "
        + "\(Instant(nanoseconds: end))"
    }
  }
}
