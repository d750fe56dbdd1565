// The ranker at work: which pool each room is in, moved by one at each look.
//
// Invariant: a room's pool is one of those there are; it moves only on visits that ended since the
// last look, and not on fewer than the scenario wants to judge by.

/// The pools of all rooms.
public struct RankingDesk: Sendable, Equatable {
  private let ranker: Ranker
  /// The pool of each room, from 0.
  public private(set) var pools: [Int]
  /// How often a room has climbed.
  public private(set) var climbs = 0
  /// How often a room has fallen.
  public private(set) var falls = 0
  private var nextLook: Int64
  private var seen: [RoomCounts]

  init(_ ranker: Ranker, roomCount: Int) {
    self.ranker = ranker
    pools = Array(repeating: ranker.start, count: roomCount)
    seen = Array(repeating: RoomCounts(), count: roomCount)
    nextLook = ranker.every
  }

  /// Visits a second that each room is sent.
  var rates: [Double] { pools.map { ranker.pools[$0] } }

  /// Whether it is time to look.
  func looks(at instant: Int64) -> Bool { instant >= nextLook }

  /// Moves rooms up and down; returns whether any has moved.
  mutating func look(at instant: Int64, _ rooms: RoomTally) -> Bool {
    let moves = climbs + falls
    while nextLook <= instant { nextLook += ranker.every }
    for room in rooms.indices { judge(room, rooms[room]) }
    return climbs + falls > moves
  }

  private mutating func judge(_ room: Int, _ counts: RoomCounts) {
    let recent = counts.since(seen[room])
    // Too few are kept for the next look.
    guard recent.departures >= ranker.least, let score = ranker.par.score(of: recent) else {
      return
    }
    seen[room] = counts
    if score > ranker.climb, pools[room] + 1 < ranker.pools.count {
      pools[room] += 1
      climbs += 1
    } else if score < ranker.fall, pools[room] > 0 {
      pools[room] -= 1
      falls += 1
    }
  }
}
