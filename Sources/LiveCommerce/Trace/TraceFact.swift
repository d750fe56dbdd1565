// What is told of a session to somebody who follows a viewer, an order or a unit: facts, each with its
// instant, whom it concerns, and what happened. Rules and tiers say them as they act; nothing of a
// rule is done over to find one out.
//
// Invariant: facts come in the order of their instants; of one instant, a viewer's own come in the
// order of its acts, and the back end's in the order of its acts, for any number of threads.
import DiscreteEvents

/// Something that was seen of a viewer or of an order.
package struct TraceFact: Sendable, Equatable {
  /// When, in nanoseconds.
  package var instant: Int64
  /// Whose it is.
  package var account: UInt64
  /// The intention to order that it belongs to, by its idempotency key; nil outside one.
  package var intention: UInt64?
  /// The request that it is about, by its name.
  package var request: UInt64?
  /// The order that it is about: the name of the request that it came with.
  package var order: UInt64?
  /// The stock row, where the fact is about one.
  package var sku: Int?
  /// What happened.
  package var event: TraceEvent
}

extension TraceFact {
  /// The time of the session to the microsecond, as in `00:05:03.251000`.
  package static func clock(_ instant: Int64) -> String {
    String(Instant(nanoseconds: instant).description.dropLast(3))
  }
}

/// A tier of the order back end, by the name that it has in reports.
package enum TraceTier: String, Sendable, CaseIterable {
  case gateway
  /// The waiting room.
  case room
  /// The order workers.
  case orders
  case stock
  /// A stock row: one order at a time changes it.
  case row
  case cache
  case queue
  case locks
  case payment
}

/// How many wait at a tier and how many it serves, just after something has happened there.
package struct TraceLoad: Sendable, Equatable {
  package var waiting: Int
  package var busy: Int

  init(waiting: Int, busy: Int) {
    self.waiting = waiting
    self.busy = busy
  }

  init(_ tier: TierCounter) {
    self.init(
      waiting: Int(tier.waiting.level), busy: Int(tier.busy.level - tier.stalled.level))
  }
}
