// What happened in each second of a session, as named lists. Reports and experiments read the same.
import Stochastics

/// Counts, times, or a level, by the second.
public struct SecondSeries: Sendable, Equatable {
  /// Its dotted name.
  public let name: String
  /// What it is, in one sentence.
  public let about: String
  /// What it is counted in: things, or seconds.
  public let unit: MetricUnit
  /// Whether its numbers tell how many there are, and not how many came.
  public let isLevel: Bool
  /// One number a second, from the first instant on, up to the last second in which anything was;
  /// times in nanoseconds.
  public let values: [Int]

  /// A value, or a sum of values, in the unit.
  public func inUnit(_ value: Int) -> Double {
    unit == .seconds ? Double(value) / 1e9 : Double(value)
  }

  /// Every name there can be, in the order of reports; a session has those of its own tiers.
  public static let names: [String] =
    Own.all.map(\.name) + tiers(with: "requests").map { "tier.\($0).requests" }
    // A tier that takes time has servers.
    + tiers(with: "utilisation").flatMap { ["tier.\($0).busyTime", "tier.\($0).waitingTime"] }

  /// What the mean of the series of that name over seconds is counted in: of a level, and of time
  /// spent in a second, so many at a time.
  public static func meanUnit(_ name: String) -> MetricUnit {
    let isTime = name.hasPrefix("tier.") && name.hasSuffix("Time")
    return isTime || Own.all.contains { $0.name == name && $0.isLevel } ? .count : .perSecond
  }

  /// The tiers that have a metric, in the order of reports.
  private static func tiers(with metric: String) -> [String] {
    Metrics.all.compactMap { known in
      let parts = known.name.split(separator: ".")
      guard parts.count == 3, parts[0] == "tier", parts[1] != "bottleneck", parts[2] == metric
      else { return nil }
      return String(parts[1])
    }
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
      name: name, about: metric(name), unit: .count, isLevel: false,
      values: tier.requestsBySecond.counts)
  }

  /// How long the servers of a tier were busy, and how long requests waited for them.
  fileprivate static func times(of tier: TierCounter) -> [SecondSeries] {
    guard tier.servers > 0 else { return [] }
    return [
      SecondSeries(
        name: "tier.\(tier.name).busyTime",
        about: "Seconds for which servers of `\(tier.name)` were busy, all together.",
        unit: .seconds, isLevel: false, values: tier.busy.bySecond),
      SecondSeries(
        name: "tier.\(tier.name).waitingTime",
        about: "Seconds for which requests waited at the tier `\(tier.name)`, all together.",
        unit: .seconds, isLevel: false, values: tier.waiting.bySecond),
    ]
  }
}

extension SessionRecord {
  /// What happened in each second.
  public var secondSeries: [SecondSeries] {
    SecondSeries.Own.all.map {
      SecondSeries(
        name: $0.name, about: $0.about, unit: .count, isLevel: $0.isLevel, values: $0.values(self))
    } + tiers.map(SecondSeries.requests) + tiers.flatMap(SecondSeries.times)
  }
}
