// What happened in each second of a session, as named lists. Reports and experiments read the same.
import Stochastics

/// Counts, or a level, by the second.
public struct SecondSeries: Sendable, Equatable {
  /// Its dotted name.
  public let name: String
  /// One number a second, from the first instant on, up to the last second in which anything was.
  public let values: [Int]

  /// The name of the one series that is a level and not a count: people present at the end of each
  /// second.
  public static let level = "people.online"

  /// The name of a tier's requests.
  static func requests(toTier name: String) -> String { "tier.\(name).requests" }

  /// Every name there can be, in the order of reports; a session has those of its own tiers.
  public static let names: [String] =
    [
      level, "people.enters", "people.leaves", "funnel.clicks", "engagement.comments",
      "orders.requests", "orders.created", "orders.paid",
    ]
    + Metrics.all.map(\.name).filter { $0.hasPrefix("tier.") && $0.hasSuffix(".requests") }
}

extension SessionRecord {
  /// What happened in each second.
  public var secondSeries: [SecondSeries] {
    let own = [
      peopleOnline, audience.entersBySecond.counts, audience.leavesBySecond.counts,
      audience.clicksBySecond.counts, audience.commentsBySecond.counts,
      audience.requestsBySecond.counts, createdBySecond, paidBySecond,
    ]
    return zip(SecondSeries.names, own).map { SecondSeries(name: $0, values: $1) }
      + tiers.map {
        SecondSeries(
          name: SecondSeries.requests(toTier: $0.name), values: $0.requestsBySecond.counts)
      }
  }
}
