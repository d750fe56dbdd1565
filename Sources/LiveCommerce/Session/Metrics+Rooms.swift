// Metrics of many rooms: of all, and of one room or of all the copies of one; and how evenly what is
// shown lies over them.
import Stochastics

extension Metrics {
  static let rooms: [Metric] = [
    Metric(per: .room, "room.visits", .count, better: .more, "Visits to rooms.") {
      $0.counts(of: $1).map { Double($0.funnel.visits) }
    },
    Metric(
      per: .room, "room.watch", .seconds, better: .more, "Mean length of the visits that ended."
    ) {
      $0.counts(of: $1).flatMap { counts in
        counts.departures > 0 ? Double(counts.watched) / Double(counts.departures) / 1e9 : nil
      }
    },
    Metric(
      per: .room, "room.interaction", .number, better: .more,
      "Comments, likes, follows, gifts and shares over visits."
    ) {
      $0.counts(of: $1).flatMap { ratio($0.engagements, $0.funnel.visits) }
    },
    Metric(per: .room, "room.orders", .count, better: .more, "Intentions to order that were sent.")
    {
      $0.counts(of: $1).map { Double($0.funnel.orders) }
    },
    Metric(per: .room, "room.paid", .count, better: .more, "Payments confirmed to their buyers.") {
      $0.counts(of: $1).map { Double($0.funnel.paid) }
    },
    Metric(
      per: .room, "room.conversion", .share, better: .more, "Payments confirmed over visits."
    ) {
      $0.counts(of: $1).flatMap { ratio($0.funnel.paid, $0.funnel.visits) }
    },
    Metric(per: .room, "room.gmv", .money, better: .more, "Value of payments confirmed.") {
      $0.counts(of: $1).map { Double($0.funnel.revenue) }
    },
    Metric(
      per: .room, "room.count", .count, "Rooms."
    ) { $0.roomRange(of: $1).map { Double($0.count) } },
    Metric(
      per: .room, "room.coverage", .share, better: .more,
      "Rooms that anybody has visited over rooms."
    ) {
      $0.roomVisits(of: $1).flatMap { visits in ratio(visits.count { $0 > 0 }, visits.count) }
    },
    Metric(
      per: .room, "room.gini", .number, better: .less,
      "Gini coefficient of visits over rooms: 0 where all have as many, towards 1 where one has all."
    ) { $0.roomVisits(of: $1).flatMap(Concentration.gini) },
  ]

  static let ranker: [Metric] = [
    Metric(
      per: .room, "ranker.pool", .number, better: .more,
      "The pool, from 1, in which rooms are at the end, on average."
    ) { record, group in
      guard let pools = record.ranking?.pools else { return nil }
      let range = group.map { record.scenario.roomGroups[$0].rooms } ?? pools.indices
      return ratio(pools[range].reduce(0) { $0 + $1 + 1 }, range.count)
    },
    Metric("ranker.climbs", .count, better: .more, "Times that a room came into a higher pool.") {
      $0.ranking.map { Double($0.climbs) }
    },
    Metric("ranker.falls", .count, better: .less, "Times that a room fell into a lower pool.") {
      $0.ranking.map { Double($0.falls) }
    },
  ]
}

extension SessionRecord {
  /// The rooms of a group, or all; nil where nothing is counted room by room.
  fileprivate func roomRange(of group: Int?) -> Range<Int>? {
    guard !audience.rooms.isEmpty else { return nil }
    return group.map { scenario.roomGroups[$0].rooms } ?? audience.rooms.indices
  }

  fileprivate func counts(of group: Int?) -> RoomCounts? {
    roomRange(of: group).map { audience.rooms[$0].reduce(into: RoomCounts()) { $0.merge($1) } }
  }

  fileprivate func roomVisits(of group: Int?) -> [Int]? {
    roomRange(of: group).map { audience.rooms[$0].map(\.funnel.visits) }
  }
}

/// How unevenly counts lie.
enum Concentration {
  /// The Gini coefficient of counts: half their mean absolute difference over their mean; nil if all
  /// are 0.
  static func gini(_ counts: [Int]) -> Double? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let sorted = counts.sorted()
    let weighted = sorted.enumerated().reduce(0.0) { sum, entry in
      sum + Double(2 * entry.offset + 1 - sorted.count) * Double(entry.element)
    }
    return weighted / (Double(sorted.count) * Double(total))
  }
}
