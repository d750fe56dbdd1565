// What a plan has found: the answer, what shows it, and the curve.
public import LiveCommerce
public import Stochastics

/// How a plan ends.
public enum PlanVerdict: String, Sendable, CaseIterable {
  /// A combination was shown to keep every promise.
  case found
  /// None of the combinations does.
  case impossible
  /// The sessions that may be run do not suffice to tell.
  case undecided
}

/// One promise at one combination.
public struct PlanEvidence: Sendable, Equatable {
  /// What the sessions say of it, by itself and with 95 % confidence.
  public let judgement: PromiseJudgement
  /// The mean of what was measured; nil if nothing was.
  public let mean: Double?

  /// How far it is from being broken: 0 at the border, negative beyond it.
  ///
  /// Of shares, what is more than promised; of means, the distance from the limit in widths of their
  /// interval, no more than 1.
  public var headroom: Double {
    switch judgement.quantifier {
    case .share(let share):
      return Double(judgement.keptIn) / Double(max(1, judgement.sessions)) - share
    case .onAverage:
      guard let mean else { return -1 }
      let promise = PlanPromise(expectation: judgement.expectation, measure: 0)
      let width = max(judgement.interval?.halfWidth ?? 0, .leastNormalMagnitude)
      return max(-1, min(1, promise.slack(of: mean) / width))
    }
  }
}

/// What limited one session, and what a promise could wait for in it.
public struct PlanLimits: Sendable, Equatable {
  /// The tier that limited the session.
  public let busiest: Bottleneck
  /// The tier that limited what is promised; nil if that waits for none.
  public let binding: Bottleneck?

  /// Describes a session.
  ///
  /// - Parameters:
  ///   - busiest: The tier that limited the session.
  ///   - binding: The tier that limited what is promised; nil if that waits for none.
  public init(busiest: Bottleneck, binding: Bottleneck?) {
    (self.busiest, self.binding) = (busiest, binding)
  }
}

/// What limited one session of a combination.
public struct PlanBottleneck: Sendable, Equatable {
  /// The combination.
  public let combination: Combination
  /// The number of the session.
  public let session: UInt32
  /// The promise that binds, by its place.
  public let promise: Int
  /// What limited the session and the promise.
  public let limits: PlanLimits
  /// Whether the promise can have waited for a tier: it is about waiting, or a tier that it depends on
  /// was full.
  public let holdsPromise: Bool

  /// The tier to name: what limits the promise, or else the session.
  public var bottleneck: Bottleneck { limits.binding ?? limits.busiest }
}

/// A combination that was looked at.
public struct PlanPoint: Sendable, Equatable {
  /// The combination.
  public let combination: Combination
  /// Its sizes, as settings are written.
  public let sizes: [String]
  /// What it costs.
  public let cost: Double
  /// How many sessions were run.
  public let sessions: Int
  /// The share of them that kept every promise, with its 95 % interval.
  public let kept: Interval
  /// What was shown of it, with the confidence of the plan; nil if it was only looked at.
  public let judgement: Judgement?
  /// Each promise, by the sessions that judge the combination if it was judged.
  public let promises: [PlanEvidence]
  /// What no size may break and was broken in some session.
  public let breaches: [Breach]

  /// The promise that has least room, by its place; nil if nothing is promised.
  public var tightest: Int? {
    promises.indices.min { (promises[$0].headroom, $0) < (promises[$1].headroom, $1) }
  }
}

/// Why no size suffices.
public struct PlanObstacle: Sendable, Equatable {
  /// What a promise does when the knobs go from the size before the last to the last.
  public enum Response: String, Sendable {
    /// Nothing that could ever close the gap.
    case none
    /// Nothing at all: it is the same in every session at every size, which tells nothing of others.
    case constant
    /// It gets better: sizes beyond the range may do.
    case improves
    /// It gets worse.
    case worsens
    /// The sessions do not tell.
    case unclear
  }
  /// The promise that is broken, by its place.
  public let promise: Int
  /// The combination at which most is kept: the easiest, or the best one scanned.
  public let best: Combination
  /// The combination that it is compared with.
  public let before: Combination
  /// By how much the promise is better at `best` than at `before`, in base units of its measure.
  public let gain: Interval?
  /// How much is missing at `best`, in the same units; 0 if the mean keeps the limit.
  public let missing: Double
  /// What follows.
  public let response: Response
}

/// What a plan has found.
public struct PlanResult: Sendable {
  /// What was asked.
  public let question: PlanQuestion
  /// How it ended.
  public let verdict: PlanVerdict
  /// The cheapest combination that was shown to keep every promise; nil if there is none.
  public let answer: PlanPoint?
  /// The combinations just short of the answer, which were judged.
  ///
  /// No cheaper one keeps if none of these does. One per knob, or more where knobs can stand in for
  /// each other.
  public let short: [PlanPoint]
  /// Every combination that was looked at, from the hardest to the easiest.
  public let points: [PlanPoint]
  /// The combinations that were looked at first, to see the shape.
  public let probed: Int
  /// A promise that gets worse where it ought to get better; nil if none was seen.
  public let worsening: Worsening?
  /// What limited one session of the answer, or of the best combination if there is none, and whether the
  /// binding promise can have waited for it.
  public let bottleneck: PlanBottleneck?
  /// Why no combination suffices; nil if one does.
  public let obstacle: PlanObstacle?
  /// How many sessions were run in each stage, in the order of the stages.
  public let sessions: [Int]
  /// How many combinations were judged, each with its part of the error.
  public let judgements: Int

  /// How many sessions were run.
  public var sessionsUsed: Int { sessions.reduce(0, +) }

  /// Whether everything just short of the answer was shown to break a promise.
  public var isSharp: Bool { answer != nil && short.allSatisfy { $0.judgement == .broken } }

  /// The promise that decides, by its place: the one with least room just short of the answer.
  public var binding: Int? {
    if let obstacle { return obstacle.promise }
    return PlanResult.binding(short, answer)
  }

  static func binding(_ short: [PlanPoint], _ answer: PlanPoint?) -> Int? {
    (short.first ?? answer)?.tightest
  }
}
