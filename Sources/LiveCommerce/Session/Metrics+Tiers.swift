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
      Tier(name: "room", takesTime: true, refusals: [.notDrawn, .abandoned]),
      Tier(name: "orders", takesTime: true, refusals: [.queueFull, .deadline]),
      Tier(name: "stock", takesTime: true, refusals: []),
      Tier(name: "cache", takesTime: true, refusals: []),
      Tier(name: "queue", takesTime: true, refusals: []),
      Tier(name: "locks", takesTime: true, refusals: []),
      Tier(name: "payment", takesTime: true, refusals: [.declined, .failed]),
    ].flatMap(\.metrics)

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
          record.tier(name).flatMap { record.mean($0.waiting) }
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
          return record.mean(tier.busy).map { $0 / Double(tier.servers) }
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

  /// The mean of a tier's level over the planned length of the session.
  ///
  /// What is settled after the close counts in, but does not stretch the time: one payment that comes
  /// hours later would make every tier look idle.
  fileprivate func mean(_ level: TimeWeighted) -> Double? {
    // A tier may finish a last statement that settles nothing after the end; once it is idle, its
    // integral is the same at any later instant.
    guard level.level == 0 else { return nil }
    return Double(level.integral(until: .max)) / Double(scenario.length)
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
    case .accountLimited: "more than one account may ask"
    case .detected: "taken for a program"
    case .breakerOpen: "the circuit breaker was open"
    case .down: "it was down and said so"
    case .unreachable: "lost on their way, or it was down and silent"
    case .notAdmitted: "their account had not been let in, or its time was over"
    case .notDrawn: "not drawn by the lottery"
    case .abandoned: "they had stopped waiting when their turn came"
    case .failed: "the attempt failed without effect"
    }
  }
}
