// The ranker of the platform: pools of traffic that a room climbs and falls by what its visits have
// lately been worth.

/// How many people rooms are sent, and by what.
public struct Ranker: Sendable, Equatable {
  /// How often it looks at the rooms, in nanoseconds; it does so at epochs.
  public var every: Int64
  /// Visits a second that a room is sent, from the lowest pool to the highest; at least one.
  public var pools: [Double]
  /// The pool in which every room begins.
  public var start: Int
  /// What a visit is to be worth.
  public var par: Par
  /// From how many times par on a room climbs.
  public var climb: Double
  /// Below how many times par a room falls.
  public var fall: Double
  /// Visits that must have ended since the last look for a room to be judged.
  public var least: Int
  /// Who is sent; its number of visits and its shape are the ranker's.
  public var stream: TrafficStream

  /// What a visit is to be worth; what is nil does not count.
  public struct Par: Sendable, Equatable {
    /// How long it lasts, in nanoseconds.
    public var stay: Double?
    /// Comments, likes, follows, gifts and shares.
    public var interaction: Double?
    /// What is paid, in minor units.
    public var sales: Double?
  }
}

extension Ranker.Par {
  /// The mean of what visits were worth over par; nil if there were none to judge by.
  func score(of counts: RoomCounts) -> Double? {
    guard counts.departures > 0, counts.funnel.visits > 0 else { return nil }
    let visits = Double(counts.funnel.visits)
    let ratios = [
      stay.map { Double(counts.watched) / Double(counts.departures) / $0 },
      interaction.map { Double(counts.engagements) / visits / $0 },
      sales.map { Double(counts.funnel.revenue) / visits / $0 },
    ].compactMap { $0 }
    return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
  }
}
