// The counts of all rooms, by room, laid out for speed: what every visit adds to lies close together,
// apart from what few visits do, because of ten thousand rooms a room is mostly not in the cache.
//
// Invariant: the visits and persons of a funnel are kept apart and stay 0 in the funnel itself.

/// Counts of all rooms, by room.
public struct RoomTally: Sendable, Equatable, RandomAccessCollection {
  private struct Visits: Sendable, Equatable {
    var watched: Int128 = 0
    var visits = 0
    var persons = 0
    var departures = 0
    var engagements = 0
  }
  private var visits: [Visits]
  /// The rest of each funnel.
  private var funnels: [FunnelCounts]

  init(rooms count: Int) {
    visits = Array(repeating: Visits(), count: count)
    funnels = Array(repeating: FunnelCounts(), count: count)
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of rooms that are counted one by one.
  public var endIndex: Int { visits.count }

  /// The counts of a room.
  public subscript(room: Int) -> RoomCounts {
    var counts = RoomCounts(
      funnel: funnels[room], departures: visits[room].departures, watched: visits[room].watched,
      engagements: visits[room].engagements)
    counts.funnel.visits += visits[room].visits
    counts.funnel.persons += visits[room].persons
    return counts
  }

  @inline(__always)
  mutating func enter(_ room: UInt16, isFirst: Bool) {
    visits[Int(room)].visits &+= 1
    visits[Int(room)].persons &+= isFirst ? 1 : 0
  }

  @inline(__always)
  mutating func leave(_ room: UInt16, after watched: Int64) {
    visits[Int(room)].departures &+= 1
    visits[Int(room)].watched += Int128(watched)
  }

  @inline(__always)
  mutating func engage(_ room: UInt16) { visits[Int(room)].engagements &+= 1 }

  /// Counts anything else.
  @inline(__always)
  mutating func count(_ room: UInt16, _ add: (inout FunnelCounts) -> Void) {
    add(&funnels[Int(room)])
  }

  mutating func merge(_ other: RoomTally) {
    for room in indices {
      visits[room].visits += other.visits[room].visits
      visits[room].persons += other.visits[room].persons
      visits[room].departures += other.visits[room].departures
      visits[room].watched += other.visits[room].watched
      visits[room].engagements += other.visits[room].engagements
      funnels[room].merge(other.funnels[room])
    }
  }
}
