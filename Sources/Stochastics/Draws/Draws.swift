// The root of all chance in a run. Invariant: a draw is a pure function of (seed, replication,
// domain, number, purpose, index); nothing is consumed, so the order of draws cannot matter.

/// All the chance of one replication: hands out the draws of each entity.
///
/// Two runs that share a seed and a replication agree on every draw they both make, whatever
/// else either of them draws. Variants of a scenario are therefore compared under common random
/// numbers, and any number of threads may draw without coordination.
///
/// ```swift
/// let viewer = Draws(seed: 7).entity(Domain.viewer, 4_200)
/// let patience = viewer.unitExponential(Purpose.patience)
/// ```
@frozen
public struct Draws: Sendable, Equatable {
  @usableFromInline let key: UInt64

  /// Makes the draws of one replication under a seed.
  @inlinable
  public init(seed: UInt64, replication: UInt32 = 0) {
    let root = Mixing.absorb(seed, into: 0, by: Mixing.seed)
    key = Mixing.absorb(UInt64(replication), into: root, by: Mixing.replication)
  }

  /// The draws of one entity, named by its kind and its number within the kind.
  ///
  /// - Parameters:
  ///   - domain: the kind of entity, such as "viewer" or "order"; the caller keeps the list.
  ///   - number: which one of them.
  /// - Returns: the entity's draws; eight bytes, worth keeping while it is drawn from.
  @inlinable
  public func entity(_ domain: UInt32, _ number: UInt64) -> EntityDraws {
    self.domain(domain).entity(number)
  }

  /// The draws of all entities of one kind, for loops over many of them.
  @inlinable
  public func domain(_ domain: UInt32) -> DomainDraws {
    DomainDraws(key: Mixing.absorb(UInt64(domain), into: key, by: Mixing.domain))
  }
}
