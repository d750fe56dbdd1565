// The metrics of a campaign: what reports show of a series of sessions and what `campaign.expect` may
// promise, of all its sessions together or of one by its number. A new metric is one line here.
import Stochastics

/// One number about a campaign, or about one of its sessions.
public struct CampaignMetric: Sendable {
  /// Name, unit and definition; asked of a session record it has no value.
  public let head: Metric
  private let measure: @Sendable ([CampaignSession]) -> Double?

  init(
    _ name: String, _ unit: MetricUnit, better: MetricDirection = .neither, _ definition: String,
    _ measure: @escaping @Sendable ([CampaignSession]) -> Double?
  ) {
    head = Metric(per: .session, "campaign.\(name)", unit, better: better, definition) { _, _ in nil
    }
    self.measure = measure
  }

  /// The value in base units; nil when there is nothing to measure.
  ///
  /// - Parameters:
  ///   - sessions: The sessions so far.
  ///   - number: The session that it is asked for, from 0; nil for all together.
  /// - Returns: The value.
  public func value(of sessions: [CampaignSession], session number: Int? = nil) -> Double? {
    guard let number else { return sessions.isEmpty ? nil : measure(sessions) }
    return sessions.indices.contains(number) ? measure([sessions[number]]) : nil
  }
}

/// All metrics of campaigns.
public enum CampaignMetrics {
  /// Every metric, in the order of reports.
  public static let all: [CampaignMetric] = people + orders + money + units

  /// The metrics as an area of their own, for lists of all there are.
  public static let area = MetricArea(
    name: "campaign", title: "Campaigns, of all their sessions or of one", metrics: all.map(\.head))

  /// The metric of that name.
  public static func named(_ name: String) -> CampaignMetric? { all.first { $0.head.name == name } }

  private static let people: [CampaignMetric] = [
    CampaignMetric("visits", .count, better: .more, "Visits.") { sum($0, \.visits) },
    CampaignMetric("persons", .count, better: .more, "Persons, each once in every session.") {
      sum($0, \.persons)
    },
    CampaignMetric(
      "repeatShare", .share, better: .more,
      "Persons who came by messages, follow or me, readers of notes there among them, over all."
    ) { share($0, of: { $0.regulars.reduce(0, +) }, over: \.persons) },
    CampaignMetric("organicShare", .share, better: .more, "Visits that were not paid for.") {
      share($0, of: { $0.visits - $0.paidVisits }, over: \.visits)
    },
    CampaignMetric(
      "concentration.strangers", .number,
      "Sum of the squared shares of the cohorts among strangers (by discover, mall or paid)."
    ) { concentration($0, \.strangers) },
    CampaignMetric(
      "concentration.regulars", .number,
      "The same among those who came by messages, follow or me."
    ) { concentration($0, \.regulars) },
    CampaignMetric("followers", .count, better: .more, "Followers after the last session.") {
      $0.last.map { Double($0.followers + $0.newFollowers - $0.lostFollowers) }
    },
    CampaignMetric(
      "newFollowers", .count, better: .more, "Persons who came as strangers and began to follow."
    ) { sum($0, \.newFollowers) },
    CampaignMetric(
      "buyers", .count, better: .more,
      "Persons after the last session who have bought and may come again."
    ) { $0.last.map { Double($0.buyers + $0.newBuyers - $0.lostBuyers) } },
    CampaignMetric("population", .count, "People on the platform at the last session.") {
      $0.last?.population
    },
    CampaignMetric("trust", .share, better: .more, "How far the host is trusted in the last.") {
      $0.last?.trust
    },
  ]

  private static let orders: [CampaignMetric] = [
    CampaignMetric("created", .count, better: .more, "Orders created.") { sum($0, \.created) },
    CampaignMetric("paid", .count, better: .more, "Orders paid.") { sum($0, \.paid) },
    CampaignMetric("createdRate", .perSecond, "Orders created over the time on air.") { sessions in
      let seconds = sessions.reduce(0.0) { $0 + Double($1.length) / 1e9 }
      return seconds > 0 ? sum(sessions, \.created) / seconds : nil
    },
    CampaignMetric("conversion", .share, better: .more, "Orders paid over visits.") {
      share($0, of: \.paid, over: \.visits)
    },
    CampaignMetric("cancelled", .count, better: .less, "Payments given back for coming too late.") {
      sum($0, \.cancelled)
    },
  ]

  private static let money: [CampaignMetric] = [
    CampaignMetric("gmv", .money, better: .more, "Money taken for units sold.") { gross($0) },
    CampaignMetric("gmvNet", .money, better: .more, "That less what was given back for returns.") {
      $0.reduce(0.0) { $0 + Double($1.net) }
    },
    CampaignMetric("netShare", .share, better: .more, "Net over gross money.") { sessions in
      let all = gross(sessions)
      return all > 0 ? sessions.reduce(0.0) { $0 + Double($1.net) } / all : nil
    },
    CampaignMetric("orderValue", .money, better: .more, "Mean value of a paid order (AOV).") {
      let paid = sum($0, \.paid)
      return paid > 0 ? gross($0) / paid : nil
    },
    CampaignMetric(
      "gmvPerFollower", .money, better: .more,
      "Money taken over followers before the first session."
    ) { sessions in
      sessions.first.flatMap { $0.followers > 0 ? gross(sessions) / Double($0.followers) : nil }
    },
  ]

  private static let units: [CampaignMetric] = [
    CampaignMetric("sold", .count, better: .more, "Units sold.") { sum($0, \.sold) },
    CampaignMetric("returned", .count, better: .less, "Units of those that came back.") {
      sum($0, \.returned)
    },
    CampaignMetric("ordered", .count, "Units ordered for later sessions.") { sum($0, \.ordered) },
    CampaignMetric(
      "leftover", .count, better: .less, "Units on offer that the last session did not sell."
    ) {
      $0.last?.leftover.map { Double($0) }
    },
    CampaignMetric(
      "sellThrough", .share, better: .more, "Units sold over those and what is left of them."
    ) { sessions in
      let sold = sum(sessions, \.sold)
      let left =
        sessions.last?.leftover.map { Double(max(0, $0)) }
        ?? sum(sessions) {
          max(0, $0.stocked - $0.sold)
        }
      return sold + left > 0 ? sold / (sold + left) : nil
    },
    CampaignMetric(
      "unmet", .count, "Intentions to order for which nothing was left."
    ) { sum($0, \.unmet) },
    CampaignMetric(
      "oversold", .count, better: .less, "Units promised beyond those in stock."
    ) { sum($0, \.oversold) },
  ]

  // MARK: Sums

  private static func sum(
    _ sessions: [CampaignSession], _ part: (CampaignSession) -> Int
  ) -> Double {
    sessions.reduce(0.0) { $0 + Double(part($1)) }
  }

  private static func gross(_ sessions: [CampaignSession]) -> Double {
    sessions.reduce(0.0) { $0 + Double($1.gross) }
  }

  private static func share(
    _ sessions: [CampaignSession], of part: (CampaignSession) -> Int,
    over whole: (CampaignSession) -> Int
  ) -> Double? {
    let all = sum(sessions, whole)
    return all > 0 ? sum(sessions, part) / all : nil
  }

  /// The index of Herfindahl: 1 if all are of one cohort, 1 ÷ n if they are spread evenly over n.
  private static func concentration(
    _ sessions: [CampaignSession], _ people: (CampaignSession) -> [Int]
  ) -> Double? {
    var counts: [Double] = []
    for session in sessions {
      for (cohort, count) in people(session).enumerated() {
        while counts.count <= cohort { counts.append(0) }
        counts[cohort] += Double(count)
      }
    }
    let all = counts.reduce(0, +)
    return all > 0 ? counts.reduce(0) { $0 + ($1 / all) * ($1 / all) } : nil
  }
}
