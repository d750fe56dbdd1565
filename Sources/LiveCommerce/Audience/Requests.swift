// What crosses the network between audience and platform. A request carries its exact arrival at
// the gateway and the delay of its answer, so the platform draws nothing about people; an answer
// carries its exact arrival at the viewer.

/// Something a viewer sends to the platform.
struct Request: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    /// A request to order.
    case order
    /// A request to pay a created order.
    case payment
    /// A request to be let in by the waiting room, so as to order then.
    case entry
  }
  /// Arrival at the gateway.
  var arrival: Int64
  /// When it was sent.
  var sent: Int64
  /// When the viewer meant to act: latency counts from here.
  var intention: Int64
  /// When the client stops waiting.
  var timeout: Int64
  /// How long the answer travels.
  var downlink: Int64
  /// The account that asks.
  var account: UInt64
  /// The same for all attempts of one intention.
  var key: UInt64
  /// The order paid for; only for payments.
  var order: OrderID
  /// The price that the viewer was shown, in minor units.
  var shownPrice: Int64
  /// The variant asked for, as a stock row.
  var sku: UInt32
  /// Where the record waits, within its lane; `ViewerRecord.noSlot` when nobody waits.
  var slot: UInt32
  /// Ordinal of the request within the account.
  var ordinal: UInt16
  var product: UInt32
  var lane: UInt16
  var room: UInt16
  /// Which variant is asked for: so many after the one wanted.
  var shift: Int8 = 0
  /// How many requests of its intention the client has meant to send, this one counted in.
  var attempt: UInt16 = 1
  var stream: UInt8
  var cohort: UInt8
  var source: UInt8
  var kind: Kind

  /// The request's own name, the same in every run of the scenario.
  var id: OrderID { OrderID(rawValue: account << 16 | UInt64(ordinal)) }

  /// Whether this request is handled before another: by arrival, then account, then ordinal.
  func precedes(_ other: Request) -> Bool {
    if arrival != other.arrival { return arrival < other.arrival }
    if account != other.account { return account < other.account }
    return ordinal < other.ordinal
  }
}

/// What the platform says about a request.
package enum Outcome: UInt8, Sendable, CaseIterable {
  /// The order exists and a unit is held.
  case created
  /// No unit is left.
  case soldOut
  /// The sale has not begun.
  case tooEarly
  /// The sale has ended.
  case closed
  /// The account has had its share.
  case limitReached
  /// Over capacity: rate limit, full queue or deadline.
  case busy
  /// An earlier attempt of the same intention is still being worked on.
  case inProgress
  /// Paid.
  case paid
  /// The provider declined.
  case declined
  /// Paid too late: refunded.
  case refunded
  /// Let in by the waiting room: may order now.
  case admitted
  /// The time to order after being let in is over.
  case sessionOver
  /// Not among those whom the lottery has drawn.
  case notDrawn
  /// Taken for a program and turned away.
  case rejected
  /// The provider could not be made to charge.
  case failed
  /// Has no code to order with.
  case unverified

  /// Whether a client asks again after this answer.
  var isWorthRetrying: Bool {
    switch self {
    case .busy, .tooEarly, .inProgress, .sessionOver: true
    default: false
    }
  }

  /// Whether whoever gets it is done with ordering.
  var isFinal: Bool { !isWorthRetrying && self != .admitted }
}

/// The platform's answer to a request.
struct Answer: Sendable, Equatable {
  /// Arrival at the viewer.
  var arrival: Int64
  /// When the viewer meant to act.
  var intention: Int64
  var account: UInt64
  var order: OrderID
  /// Money that moved, in minor units; only for payments.
  var amount: Int64
  var slot: UInt32
  var ordinal: UInt16
  var lane: UInt16
  var room: UInt16
  /// Which of the viewer's clicks it is about; means nothing for a payment.
  var click: UInt16
  /// Which variant it is about: so many after the wanted one.
  var shift: Int8 = 0
  var product: UInt32
  var stream: UInt8
  var cohort: UInt8
  var source: UInt8
  var kind: Request.Kind
  var outcome: Outcome
  /// Whether it arrives before the client stops waiting.
  var inTime: Bool
}
