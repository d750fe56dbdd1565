// What the audience counts of one room: its funnel, and how long and how lively visits to it were. A
// ranker reads these at epochs. Kept where there are several rooms or a ranker, and nowhere else.

/// Counts of one room, or of several added up.
public struct RoomCounts: Sendable, Equatable {
  /// How far its visitors have come.
  public var funnel = FunnelCounts()
  /// Visits that have ended.
  public var departures = 0
  /// How long these lasted, together, in nanoseconds.
  public var watched: Int128 = 0
  /// Comments, likes, follows, gifts and shares.
  public var engagements = 0

  mutating func merge(_ other: RoomCounts) {
    funnel.merge(other.funnel)
    departures += other.departures
    watched += other.watched
    engagements += other.engagements
  }

  /// What has been counted since an earlier time.
  func since(_ before: RoomCounts) -> RoomCounts {
    RoomCounts(
      funnel: funnel.since(before.funnel), departures: departures - before.departures,
      watched: watched - before.watched, engagements: engagements - before.engagements)
  }
}
