// What can happen to a viewer and to an order. The first half is said by the rules of people, the
// second by the order back end.

/// What happened.
package enum TraceEvent: Sendable, Equatable {
  // MARK: The viewer

  /// Comes into the room.
  case entered(Entrance)
  /// Engages.
  case engaged(Engagement.Kind)
  /// Hears that a product is linked up and means to tap.
  case heardLinkUp(product: Int, published: Int64, taps: Int64)
  /// Hears when a product will open and means to tap a little before.
  case heardAnnouncement(product: Int, opens: Int64, taps: Int64)
  /// Clicks on a product, and orders it at an instant, or not at all.
  case clicked(product: Int, orders: Int64?)
  /// Sends a request.
  case sent(Sending)
  /// Has the answer to its request, having meant to order since an instant.
  case answered(Outcome, since: Int64)
  /// Stops waiting for an answer.
  case timedOut
  /// Is going to ask again, for the n-th time of so many.
  case backsOff(until: Int64, retry: Int, of: Int)
  /// Gives up on a product that it meant to order since an instant.
  case gaveUp(LossReason, product: Int, since: Int64)
  /// Reads an answer that came after it had stopped waiting, having meant to order since an instant.
  case heardLate(Outcome, since: Int64)
  /// Gets an answer after it had stopped waiting, and does not look at it.
  case missed(Outcome)
  /// Asks no more, because it has read meanwhile that its order exists.
  case knowsOrder
  /// Has heard of an order, meant since an instant, for the first time and will not pay it.
  case abandons(since: Int64)
  /// Has heard of an order, meant since an instant, for the first time and will pay it at another.
  case willPay(at: Int64, since: Int64)
  /// Hears of its payment; the amount is what has moved, in minor units.
  case receipt(Outcome, amount: Int64)
  /// Leaves, because the room closes or the patience is spent, and comes back at an instant or never.
  case left(watched: Int64, atClose: Bool, returns: Int64?)

  // MARK: The order back end

  /// A request arrives.
  case arrived(Arrival.Kind)
  /// A tier refuses.
  case refused(TraceTier, TierCounter.Refusal)
  /// A request waits at a tier, itself among those who do.
  case queued(TraceTier, TraceLoad)
  /// A tier begins to serve.
  case began(TraceTier, TraceLoad)
  /// A tier has served.
  case ended(TraceTier, TraceLoad)
  /// A statement of the sale logic has taken effect.
  case stated(Statement.Kind, Row, value: Int)
  /// The ledger has seen something; and since when no unit of the row was free, if none was.
  case booked(LedgerEvent.Kind, emptySince: Int64?)
  /// An answer is sent, which arrives at an instant, or gets lost.
  case replied(Outcome, arrives: Int64, isLost: Bool)
  /// A charge has failed, because the provider was down or by chance; it is made again or not.
  case chargeFailed(isDown: Bool, retry: Int64?)
  /// The hold of an order is over and is being ended.
  case expires
}

/// Who comes, and what of.
package struct Entrance: Sendable, Equatable {
  /// The cohort, by index.
  package var cohort: Int
  /// The way into the room.
  package var source: TrafficSource
  /// The room, by index.
  package var room: Int
  /// Which visit of the person it is, from 1.
  package var visit: Int
  /// What the viewer hears on air.
  package var onAir: RundownStep.Kind
  /// The product on air, by index.
  package var product: Int?
  /// From the host's mouth to the viewer's ear, in nanoseconds.
  package var streamDelay: Int64
  /// How long a card takes to be seen, in nanoseconds.
  package var cardDelay: Int64
  /// The personal part of the log-odds to click and to order.
  package var inclination: Double
  /// The patience brought, in nanoseconds at the usual rate of spending it.
  package var patience: Int64
}

/// A request as its viewer sends it.
package struct Sending: Sendable, Equatable {
  /// Why it is sent.
  package enum Cause: String, Sendable {
    /// The viewer wants something.
    case wish
    /// The one before was refused or not answered.
    case retry
    /// The variant wanted is sold out, and a neighbour will do.
    case substitute
    /// The finger has tapped twice.
    case doubleTap
    /// The client sends a copy, as the answer is slow.
    case hedge
  }
  package var kind: Arrival.Kind
  package var cause: Cause
  /// Which request of its intention it is, as `Arrival` counts.
  package var attempt: Int
  /// The product, by index.
  package var product: Int
  /// The stock row; nil for a payment.
  package var sku: Int?
  /// When it reaches the platform, in nanoseconds.
  package var arrives: Int64
  /// Until when its answer is waited for, in nanoseconds; nil if nobody waits.
  package var waitsUntil: Int64?
}
