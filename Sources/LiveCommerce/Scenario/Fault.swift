// A fault on the timeline: a tier that works badly, or not at all, from one instant to another. Faults
// are planned, so everybody who asks knows them beforehand and nothing has to be told to anybody.

/// A stretch of time in which a tier of the back end does not work as it should.
public struct Fault: Sendable, Equatable {
  /// The tiers that may fail, by their names in scenarios.
  public enum Tier: String, Sendable, CaseIterable {
    /// The front: what clients reach first.
    case gateway
    /// The order workers.
    case workers
    /// The stock database.
    case database
    /// The cache.
    case cache
    /// The message queue.
    case queue
    /// The lock service.
    case locks
    /// The payment provider.
    case payment
    /// The cache before the catalogue.
    case catalogue
  }

  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The tier does nothing: a machine's calls hang until the end, workers take nothing, charges
    /// fail, requests to the gateway are refused at once or, silent, not answered.
    case down(silent: Bool)
    /// Everything takes so many times as long.
    case slow(factor: Double)
    /// So much is left: of the workers their share, of a machine its speed.
    case brownout(left: Double)
    /// Such a share of accounts cannot reach the gateway; their requests are lost.
    case partition(share: Double)
    /// Such a share of the cache's calls finds nothing and reads the database first; at least such a
    /// share of the catalogue's entries is missing while it lasts, and comes back as it is read.
    case coldCache(share: Double)
    /// Such a share of answers is lost, whatever was asked having been done.
    case lostAcknowledgements(share: Double)
  }

  /// When it begins, in nanoseconds.
  public var from: Int64
  /// When it is over, in nanoseconds.
  public var until: Int64
  /// The tier.
  public var tier: Tier
  /// What is wrong with it.
  public var kind: Kind

  /// The kinds by their names in scenarios.
  public enum Name: String, Sendable, CaseIterable {
    /// Nothing is done.
    case down
    /// Everything takes longer.
    case slow
    /// Only a share is left.
    case brownout
    /// Some cannot reach it.
    case partition
    /// The cache is empty.
    case coldCache
    /// Answers get lost.
    case lostAcknowledgements
  }

  /// The name of its kind.
  public var name: Name {
    switch kind {
    case .down: .down
    case .slow: .slow
    case .brownout: .brownout
    case .partition: .partition
    case .coldCache: .coldCache
    case .lostAcknowledgements: .lostAcknowledgements
    }
  }

  /// The tiers that a kind of fault can befall.
  static func tiers(for name: Name) -> [Tier] {
    switch name {
    case .down: Tier.allCases.filter { $0 != .catalogue }
    case .slow: [.database, .cache, .queue, .locks, .payment]
    case .brownout: [.workers, .database, .cache, .queue, .locks, .payment]
    case .partition: [.gateway]
    case .coldCache: [.cache, .catalogue]
    case .lostAcknowledgements: [.gateway, .queue]
    }
  }

  /// Whether it lasts at `instant`.
  func lasts(at instant: Int64) -> Bool { from <= instant && instant < until }
}
