// Metrics of reach and stay: who came, how many were there at once, how long they stayed.
import Stochastics

extension Metrics {
  static let people: [Metric] =
    [
      Metric("people.visits", .count, "Visits to the room, counting every return (PV).") {
        Double($0.audience.total.visits)
      },
      Metric("people.unique", .count, "Persons who came at least once (UV).") {
        Double($0.audience.total.persons)
      },
      Metric("people.returning", .count, "Visits by persons who had been there before.") {
        Double($0.audience.total.visits - $0.audience.total.persons)
      },
      Metric("people.online.mean", .count, "Time present of all visits over the session's length.")
      {
        $0.scenario.length > 0 ? Double($0.audience.presence) / Double($0.scenario.length) : nil
      },
      Metric("people.online.peak", .count, "Most people present at the end of a whole second.") {
        $0.peopleOnline.max().map(Double.init)
      },
      Metric("people.online.peakAt", .seconds, "The end of the second with most people present.") {
        let online = $0.peopleOnline
        return online.max().flatMap { online.firstIndex(of: $0) }.map { Double($0 + 1) }
      },
      Metric("people.watch.mean", .seconds, better: .more, "Mean length of a visit.") {
        $0.audience.watch.mean.map { $0 / 1e9 }
      },
    ]
    + Metric.quantiles(
      "people.watch", of: "the length of a visit", better: .more,
      [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)]
    ) { $0.audience.watch }
    + [15, 30, 60].enumerated().map { index, length in
      Metric(
        "people.retention.\(length)s", .share, better: .more,
        "Share of visits that lasted at least \(length) s."
      ) {
        ratio($0.audience.retained[index], $0.audience.total.visits)
      }
    }
    + TrafficSource.allCases.map { source in
      Metric("people.from.\(source.rawValue)", .share, "Share of visits by way of \(source.way).") {
        ratio($0.visits(from: source), $0.audience.total.visits)
      }
    } + reach

  /// What only some scenarios speak of: exposures, an appointment, people who come back.
  private static let reach = [
    Metric(
      "people.impressions", .count, better: .more, isOptional: true,
      "Times that the room was shown by streams which say so, those that led to a visit included."
    ) { $0.impressions(of: nil) },
    Metric(
      "people.enterRate", .share, better: .more, isOptional: true,
      "First visits by streams with exposures over impressions."
    ) { record in
      guard let shown = record.impressions(of: nil), shown > 0 else { return nil }
      return record.exposedPersons(of: nil) / shown
    },
    Metric(
      "people.arrivals.peak", .perSecond, isOptional: true,
      "The most visits begun in one whole second, where people come at an appointed time."
    ) { record in
      guard record.scenario.hasAppointment else { return nil }
      return record.audience.entersBySecond.peak.map { Double($0.value) }
    },
    Metric(
      "people.arrivals.peakAt", .seconds, isOptional: true, "When that second began."
    ) { record in
      guard record.scenario.hasAppointment else { return nil }
      return record.audience.entersBySecond.peak.map { Double($0.index) }
    },
    Metric(
      "people.concentration.first", .number, isOptional: true,
      "Sum of squared shares of cohorts (Herfindahl) among first visits; 1 where all are alike."
    ) { record in record.concentration { $0.persons } },
    Metric(
      "people.concentration.returning", .number, isOptional: true,
      "The same among visits of people who had been there before."
    ) { record in record.concentration { $0.visits - $0.persons } },
  ]

  static let engagement: [Metric] =
    [engagement("engagement.comments", .comment, "Lines written in the chat.")]
    + Metric.peak("engagement.comments", of: "comments") { $0.audience.commentsBySecond }
    + [
      engagement("engagement.likes", .like, "Likes."),
      engagement("engagement.follows", .follow, "Persons who began to follow the host."),
      engagement("engagement.gifts", .gift, "Gifts."),
      engagement("engagement.shares", .share, "Shares of the room."),
    ]

  private static func engagement(
    _ name: String, _ kind: Engagement.Kind, _ definition: String
  ) -> Metric {
    Metric(name, .count, better: .more, definition) {
      Double($0.audience.engagements[kind.rawValue])
    }
  }
}

extension Scenario {
  /// Whether followers are told of an appointed time, at which they come.
  fileprivate var hasAppointment: Bool {
    streams.contains { stream in
      guard stream.source == .messages, case .spike = stream.shape else { return false }
      return true
    }
  }
}

extension AudienceTally {
  /// People present at the end of each whole second, from arrivals and departures.
  var peopleOnline: [Int] {
    let enters = entersBySecond.counts
    let leaves = leavesBySecond.counts
    var present = 0
    return (0..<max(enters.count, leaves.count)).map { second in
      present += second < enters.count ? enters[second] : 0
      present -= second < leaves.count ? leaves[second] : 0
      return present
    }
  }
}

extension SessionRecord {
  /// People present at the end of each whole second, from arrivals and departures.
  public var peopleOnline: [Int] { audience.peopleOnline }

  /// The sum of squared shares of cohorts in a count; nil for one cohort, or where nobody comes back.
  fileprivate func concentration(_ part: (FunnelCounts) -> Int) -> Double? {
    guard scenario.cohorts.count > 1, visits(from: .me) > 0 else { return nil }
    let counts = scenario.cohorts.indices.map { cohort in
      TrafficSource.allCases.reduce(0) { $0 + part(audience.funnel(cohort: cohort, source: $1)) }
    }
    let total = Double(counts.reduce(0, +))
    return counts.reduce(0) { $0 + Double($1) * Double($1) } / (total * total)
  }

  /// Visits that one source brought.
  public func visits(from source: TrafficSource) -> Int {
    scenario.cohorts.indices.reduce(0) {
      $0 + audience.funnel(cohort: $1, source: source).visits
    }
  }
}

extension TrafficSource {
  fileprivate var way: String {
    switch self {
    case .messages: "notifications to followers"
    case .follow: "the feed of followed hosts"
    case .discover: "the ranker's push"
    case .mall: "search and limited-time slots"
    case .me: "coming back"
    case .paid: "bought traffic"
    }
  }
}
