// Metrics of the machines, tier by tier. Every tier counts the same things; the gateway takes no
// time, so it has neither latency nor queue.
import Stochastics

extension Metrics {
  static let tiers: [Metric] =
    [
      Tier(
        name: "gateway", takesTime: false,
        refusals: [
          .rateLimited, .flaggedSoldOut, .accountLimited, .detected, .breakerOpen, .down,
          .unreachable, .notAdmitted,
        ]),
      Tier(name: "room", takesTime: true, refusals: [.notDrawn, .expired]),
      Tier(name: "orders", takesTime: true, refusals: [.queueFull, .deadline, .expired]),
      Tier(name: "stock", takesTime: true, refusals: []),
      Tier(name: "cache", takesTime: true, refusals: []),
      Tier(name: "queue", takesTime: true, refusals: []),
      Tier(name: "locks", takesTime: true, refusals: []),
      Tier(
        name: "payment", takesTime: true, refusals: [.declined, .failed, .queueFull, .deadline]),
      Tier(name: "edge", takesTime: true, refusals: [.queueFull, .expired]),
      Tier(name: "chat", takesTime: true, refusals: [.queueFull, .expired]),
      Tier(name: "fanOut", takesTime: true, refusals: [.queueFull, .expired]),
      Tier(name: "catalogue", takesTime: true, refusals: [.queueFull, .expired]),
      Tier(name: "misses", takesTime: true, refusals: [.queueFull, .expired]),
    ].flatMap(\.metrics) + wasted
    + stalled("orders", "workers whose orders waited further in")
    + stalled("stock", "connections kept while nothing was done on them")
    + stalled("payment", "channels kept while what they had charged was settled")
    + bottleneck

  private static let wasted = [
    Metric(
      "tier.orders.wasted", .count, better: .less,
      "Orders that were served although their clients had stopped waiting."
    ) { $0.tier("orders").map { Double($0.wasted) } }
  ]

  private static func stalled(_ name: String, _ which: String) -> [Metric] {
    [
      Metric(
        "tier.\(name).stalled", .share, better: .less,
        "Mean share of \(which), over the session's length."
      ) { record in
        record.tier(name).map { record.mean($0.stalled) / record.mean($0.size) }
      },
      Metric(
        "tier.\(name).stalled.peak", .count, better: .less, "Most \(which) at once."
      ) { $0.tier(name).map { Double($0.stalled.maximum) } },
    ]
  }

  private static let bottleneck = [
    Metric(
      "tier.bottleneck.utilisation", .share,
      "Share of its servers that the bottleneck kept busy in its busiest ten seconds."
    ) { $0.bottleneck?.utilisation },
    Metric("tier.bottleneck.from", .seconds, "When the bottleneck's busiest ten seconds began.") {
      $0.bottleneck.map { Double($0.from) }
    },
    Metric("tier.bottleneck.full", .seconds, "Seconds in which the bottleneck was 95 % busy.") {
      $0.bottleneck.map { Double($0.full) }
    },
    Metric(
      "tier.bottleneck.waitShare", .share,
      "Share of the time that requests waited at any tier that they waited at the bottleneck."
    ) { $0.bottleneck.map { $0.waitShare ?? 0 } },
    Metric(
      "tier.bottleneck.headroom", .number,
      "How much more load the bottleneck could have carried, as a factor."
    ) { $0.bottleneck?.headroom },
    Metric(
      "tier.bottleneck.gain", .number,
      "By what factor the most load that the session can carry would grow if its bottleneck were doubled."
    ) { $0.bottleneck?.gain },
  ]

  /// A tier and what can be asked of it.
  private struct Tier {
    let name: String
    let takesTime: Bool
    let refusals: [TierCounter.Refusal]

    var metrics: [Metric] {
      load + (takesTime ? times + queue : []) + refusals.map { refused($0) }
    }

    private var load: [Metric] {
      let name = name
      return [
        Metric("tier.\(name).requests", .count, "Requests that came to the tier `\(name)`.") {
          $0.tier(name).map { Double($0.requests) }
        }
      ]
        + Metric.peak("tier.\(name).rate", of: "requests to the tier `\(name)`") {
          $0.tier(name)?.requestsBySecond
        }
    }

    private var times: [Metric] {
      let name = name
      return Metric.latency(
        "tier.\(name).latency", of: "the times from arrival at to departure from `\(name)`"
      ) { $0.tier(name)?.latency }
    }

    private var queue: [Metric] {
      let name = name
      return [
        Metric(
          "tier.\(name).queue.mean", .count, better: .less,
          "Mean number waiting at the tier `\(name)`, over the session's length."
        ) { record in
          record.tier(name).map { record.mean($0.waiting) }
        },
        Metric(
          "tier.\(name).queue.peak", .count, better: .less,
          "Most that ever waited at the tier `\(name)`."
        ) {
          $0.tier(name).map { Double($0.waiting.maximum) }
        },
        Metric(
          "tier.\(name).utilisation", .share,
          "Mean share of busy servers of `\(name)`, over the session's length."
        ) { record in
          guard let tier = record.tier(name), tier.servers > 0 else { return nil }
          return record.mean(tier.busy) / record.mean(tier.size)
        },
        Metric(
          "tier.\(name).servers.mean", .count,
          "Mean number of servers of `\(name)`, over the session's length."
        ) { record in
          record.tier(name).map { record.mean($0.size) }
        },
        Metric("tier.\(name).servers.peak", .count, "Most servers that `\(name)` ever had.") {
          $0.tier(name).map { Double($0.size.maximum) }
        },
      ]
    }

    private func refused(_ reason: TierCounter.Refusal) -> Metric {
      let name = name
      return Metric(
        "tier.\(name).refused.\(reason)", .count, better: .less,
        "Requests that the tier `\(name)` refused: \(reason.story)."
      ) { $0.tier(name).map { Double($0.count(reason)) } }
    }
  }
}

extension SessionRecord {
  /// The tier of that name.
  public func tier(_ name: String) -> TierCounter? { tiers.first { $0.name == name } }

  /// The mean of a tier's level over the seconds of the planned session.
  ///
  /// What is done after the close does not count: it would make a tier look busier than it can be, or,
  /// if it stretched the time, a payment hours later would make every tier look idle.
  fileprivate func mean(_ level: LevelSeries) -> Double {
    let seconds = Int((scenario.length + 999_999_999) / 1_000_000_000)
    return Double(level.integral(seconds: seconds)) / (Double(seconds) * 1e9)
  }
}

extension TierCounter.Refusal {
  fileprivate var story: String {
    switch self {
    case .rateLimited: "over the rate limit"
    case .flaggedSoldOut: "flagged as sold out"
    case .queueFull: "the queue was full"
    case .deadline: "they had waited beyond the deadline"
    case .declined: "declined by the provider"
    case .expired: "their clients had stopped waiting"
    case .accountLimited: "more than one account may ask"
    case .detected: "taken for a program"
    case .breakerOpen: "the circuit breaker was open"
    case .down: "it was down and said so"
    case .unreachable: "lost on their way, or it was down and silent"
    case .notAdmitted: "their account had not been let in, or its time was over"
    case .notDrawn: "not drawn by the lottery"
    case .failed: "the attempt failed without effect"
    }
  }
}
