// What happened in each second of a session, as named lists. Reports and experiments read the same.
import Stochastics

/// Counts, or a level, by the second.
public struct SecondSeries: Sendable, Equatable {
  /// Its dotted name.
  public let name: String
  /// What it is, in one sentence.
  public let about: String
  /// Whether its numbers tell how many there are, and not how many came.
  public let isLevel: Bool
  /// One number a second, from the first instant on, up to the last second in which anything was.
  public let values: [Int]

  /// Every name there can be, in the order of reports; a session has those of its own tiers.
  public static let names: [String] =
    Own.all.map(\.name)
    + Metrics.all.map(\.name).filter { $0.hasPrefix("tier.") && $0.hasSuffix(".requests") }

  /// Whether the numbers of the series of that name tell how many there are.
  public static func isLevel(_ name: String) -> Bool {
    Own.all.contains { $0.name == name && $0.isLevel }
  }
}

extension SecondSeries {
  /// A series that every session has.
  fileprivate struct Own {
    var name: String
    var about: String
    var isLevel = false
    var values: @Sendable (SessionRecord) -> [Int]

    static let all = [
      Own(name: "people.online", about: "People present.", isLevel: true) { $0.peopleOnline },
      Own(name: "people.enters", about: "Visits begun.") { $0.audience.entersBySecond.counts },
      Own(name: "people.leaves", about: "Visits ended.") { $0.audience.leavesBySecond.counts },
      Own(name: "funnel.clicks", about: metric("funnel.clicks")) {
        $0.audience.clicksBySecond.counts
      },
      Own(name: "engagement.comments", about: metric("engagement.comments")) {
        $0.audience.commentsBySecond.counts
      },
      Own(name: "orders.requests", about: metric("orders.requests")) {
        $0.audience.requestsBySecond.counts
      },
      Own(name: "orders.created", about: metric("orders.created")) { $0.createdBySecond },
      Own(name: "orders.paid", about: metric("orders.paid")) { $0.paidBySecond },
    ]
  }

  /// The definition of the metric of that name.
  private static func metric(_ name: String) -> String { Metrics.named(name)?.definition ?? "" }

  fileprivate static func requests(to tier: TierCounter) -> SecondSeries {
    let name = "tier.\(tier.name).requests"
    return SecondSeries(
      name: name, about: metric(name), isLevel: false, values: tier.requestsBySecond.counts)
  }
}

extension SessionRecord {
  /// What happened in each second.
  public var secondSeries: [SecondSeries] {
    SecondSeries.Own.all.map {
      SecondSeries(name: $0.name, about: $0.about, isLevel: $0.isLevel, values: $0.values(self))
    } + tiers.map(SecondSeries.requests)
  }
}
