// Idempotency keys and who claimed them, for as long as the platform remembers them. The end of a
// claim is an instant of its own, not an event: whoever looks at an instant finds exactly the claims
// that are younger than the life of a key.
//
// Invariant: every key of the table is the one of a claim in the ring at the place it names; claims
// stand in the ring in the order in which they were made, which is that in which they end.

/// The claims that are remembered.
struct ClaimBook: Sendable {
  private struct Claim: Sendable {
    var key: UInt64
    var order: OrderID
    var ends: Int64
    var isClosed = false
  }
  /// How long a claim is remembered, in nanoseconds.
  private let life: Int64
  private var places = KeyTable()
  private var ring: [Claim] = []
  private var first = 0
  private var sweepAt = 1024

  init(life: Int64) { self.life = life }

  /// Claims that are remembered.
  var count: Int { places.count }

  /// Who claimed a key.
  subscript(key: UInt64) -> OrderID? { places[key].map { ring[$0].order } }

  /// Notes a claim of a key that nobody has claimed.
  mutating func add(_ key: UInt64, by order: OrderID, at instant: Int64) {
    if ring.count >= sweepAt { sweep() }
    places.set(key, to: ring.count)
    ring.append(Claim(key: key, order: order, ends: instant.addingClamped(life)))
  }

  /// Takes a claim back; returns whose it was if that order is closed.
  mutating func drop(_ key: UInt64) -> OrderID? {
    guard let place = places.remove(key), ring[place].isClosed else { return nil }
    return ring[place].order
  }

  /// Notes that an order is closed; false if it has no claim of that key.
  mutating func close(_ key: UInt64, of order: OrderID) -> Bool {
    guard let place = places[key], ring[place].order == order else { return false }
    ring[place].isClosed = true
    return true
  }

  /// Forgets the claims that have ended by `instant`, telling of those whose orders are closed.
  @inline(__always)
  mutating func forget(by instant: Int64, _ isOver: (OrderID) -> Void) {
    while first < ring.count, ring[first].ends <= instant {
      let claim = ring[first]
      first += 1
      guard places[claim.key] == first - 1 else { continue }
      places.remove(claim.key)
      if claim.isClosed { isOver(claim.order) }
    }
  }

  /// Drops what has ended or was taken back; the rest moves to the front, in order.
  private mutating func sweep() {
    var kept = 0
    for place in first..<ring.count where places[ring[place].key] == place {
      ring[kept] = ring[place]
      places.set(ring[kept].key, to: kept)
      kept += 1
    }
    ring.removeSubrange(kept...)
    first = 0
    sweepAt = max(1024, 2 * kept)
  }
}

extension Int64 {
  /// The sum, or the end of the range that it lies beyond.
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
