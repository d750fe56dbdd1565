// What a sale logic asked of its substrate, in words: the steps of every story about a violation.
package import DiscreteEvents

/// A statement and what it found or left.
package struct Statement: Sendable, Equatable {
  /// What a statement does.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case read, write, add, update, refusedUpdate, claim
    // The database's other ways.
    case versionedRead, versionedUpdate, staleUpdate, lockRow, unlockRow, commit, abort
    // The cache.
    case cacheGet, cacheSet, cacheRemove, cacheAdd, cacheSwap, refusedSwap, cacheScript
    // The queue.
    case send, deliver, acknowledge, bury
    // The lock with a lease.
    case lease, refusedLease, endLease, staleEnd

    /// Whether it holds a stock row for as long as it is served.
    var holdsStockRow: Bool { self == .update || self == .versionedUpdate }
    /// Whether a caller can be told that it does not know what became of the call.
    package var canGoUnanswered: Bool { self == .send }
    /// Whether the call can be lost on its way; an acknowledgement that is leads to a redelivery.
    package var canBeLost: Bool { self == .send || self == .acknowledge }
    /// Whether what the call delivers can be delivered again although it is acknowledged in time.
    package var canComeAgain: Bool { self == .deliver }
    /// Whether what the call would deliver can be delivered after something younger.
    package var canBeOvertaken: Bool { self == .deliver }
    /// Whether what the call is given can run out before its time.
    package var canLapse: Bool { self == .lease }
  }
  /// When it took effect.
  package var at: Instant
  /// The order it was made for.
  package var order: OrderID
  /// What it did.
  package var kind: Kind
  /// The row it was about.
  package var row: Row
  /// What it found or left.
  package var value: Int

  /// The statement in words.
  package var sentence: String {
    let subject = order == .housekeeping ? "housekeeping" : "order \(order.rawValue)"
    return "\(at): \(subject) \(predicate)"
  }

  /// What was done, in words that follow the name of who did it.
  package var predicate: String { Statement.predicate(kind, row, value) }

  /// What a statement of that kind does, in words that follow the name of who makes it.
  package static func predicate(_ kind: Kind, _ row: Row, _ value: Int) -> String {
    switch kind {
    case .read: "reads \(row.words): \(value)"
    case .write: "sets \(row.words) to \(value)"
    case .add: "changes \(row.words) to \(value) without looking"
    case .update: "changes \(row.words) to \(value) under its guard"
    case .refusedUpdate: "finds \(row.words) at \(value) and is refused"
    case .claim: "claims \(row.words): \(value)"
    case .versionedRead: "reads \(row.words) and its version: \(value)"
    case .versionedUpdate: "changes \(row.words) to \(value), its version being as read"
    case .staleUpdate: "finds \(row.words) changed to \(value) since it was read"
    case .lockRow: "locks \(row.words) and reads it: \(value)"
    case .unlockRow: "unlocks \(row.words), leaving \(value)"
    case .commit: "commits \(row.words) as \(value)"
    case .abort: "cannot commit: \(row.words) has changed to \(value)"
    case .cacheGet, .cacheSet, .cacheRemove, .cacheAdd, .cacheSwap, .refusedSwap, .cacheScript:
      cachePredicate(kind, row, value)
    case .send, .deliver, .acknowledge, .bury: queuePredicate(kind, value)
    case .lease: "gets the lock on \(row.words), with token \(value)"
    case .refusedLease: "finds the lock on \(row.words) taken, by token \(value)"
    case .endLease: "gives back the lock on \(row.words), of token \(value)"
    case .staleEnd: "gives back nothing: the lock on \(row.words) is not its own any more"
    }
  }

  private static func cachePredicate(_ kind: Kind, _ row: Row, _ value: Int) -> String {
    let found = value == .min ? "nothing" : "\(value)"
    return switch kind {
    case .cacheGet: "reads the cached \(row.words): \(found)"
    case .cacheSet: "sets the cached \(row.words) to \(found)"
    case .cacheRemove: "removes the cached \(row.words)"
    case .cacheAdd: "changes the cached \(row.words) to \(found) without looking"
    case .cacheSwap: "swaps the cached \(row.words) for \(found)"
    case .refusedSwap: "finds the cached \(row.words) at \(found) and does not swap it"
    default: "runs a script that leaves the cached \(row.words) at \(found)"
    }
  }

  private static func queuePredicate(_ kind: Kind, _ value: Int) -> String {
    switch kind {
    case .send: "is sent as message \(value)"
    case .deliver: "is delivered, for time \(value)"
    case .acknowledge: "is acknowledged, after delivery \(value)"
    default: "is a dead letter after delivery \(value)"
    }
  }
}
