// The draws of one kind of entity: half of an entity's key, mixed once for all of them. Invariant:
// `Draws.entity(domain, number)` and `Draws.domain(domain).entity(number)` are the same draws.

/// The draws of one kind of entity, to be kept where many of its members are drawn for.
@frozen
public struct DomainDraws: Sendable, Equatable {
  @usableFromInline let key: UInt64

  @usableFromInline
  init(key: UInt64) {
    self.key = key
  }

  /// The draws of one entity of this kind.
  @inlinable @inline(__always)
  public func entity(_ number: UInt64) -> EntityDraws {
    EntityDraws(key: Mixing.absorb(number, into: key, by: Mixing.number))
  }
}
