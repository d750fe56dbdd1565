// One promise over many sessions. A share of sessions is judged by the exact binomial interval, a
// mean by the interval of `MeanEstimate`; between kept and broken lies undecided, and it takes an
// interval that is wholly on one side to leave it.
public import LiveCommerce
public import Stochastics

/// What many sessions say of a promise.
public enum Judgement: String, Sendable, CaseIterable {
  /// It is kept, with the confidence asked for.
  case kept
  /// It is broken, with the confidence asked for.
  case broken
  /// The sessions do not suffice to tell.
  case undecided
}

/// What became of a promise over many sessions.
public struct PromiseJudgement: Sendable, Equatable {
  /// The promise.
  public let expectation: Expectation
  /// Of how many sessions it is to hold; the usual share where the promise does not say.
  public let quantifier: Quantifier
  /// Whether it is kept.
  public let judgement: Judgement
  /// The share of sessions that keep it, or the mean of what was measured, with the interval that
  /// decides; nil where there is none.
  public let interval: Interval?
  /// How many sessions kept it.
  public let keptIn: Int
  /// In how many sessions there was something to measure; the others have not kept it.
  public let measuredIn: Int
  /// How many sessions there were.
  public let sessions: Int
  /// The least number of sessions from which it can follow that the promise is kept.
  public let sessionsNeeded: Int
  /// For a share of sessions, what the best sessions that make up the share keep to: the quantile of
  /// the measure at the share (from above for promises of at least so much), with its 95 % interval.
  public let reach: Interval?

  /// Judges one promise.
  ///
  /// - Parameters:
  ///   - expectation: The promise.
  ///   - values: What was measured of it in each session; nil where there was nothing to measure.
  ///   - error: The probability with which a verdict of kept or broken may be wrong.
  public init(_ expectation: Expectation, _ values: [Double?], error: Double) {
    self.expectation = expectation
    quantifier = expectation.quantifier ?? .usual
    let measured = values.compactMap(\.self)
    sessions = values.count
    measuredIn = measured.count
    keptIn = measured.count { expectation.comparison.holds($0, expectation.limit) }
    switch quantifier {
    case .share(let share):
      interval = Proportion.interval(keptIn, of: sessions, level: 1 - 2 * error)
      judgement = PromiseJudgement.judge(interval, share)
      sessionsNeeded = Proportion.trialsNeeded(toShow: share, error: error)
      reach = PromiseJudgement.reach(expectation, values, share)
    case .onAverage:
      let estimate = MeanEstimate(measured, level: 1 - 2 * error)
      let isUniform = estimate.method == .constant || measured.isEmpty
      sessionsNeeded =
        isUniform
        ? PromiseJudgement.sessionsNeededForConstant(error: error)
        : PromiseJudgement.fewestForMean
      interval =
        estimate.method == .constant && measuredIn >= sessionsNeeded
        ? estimate.tally.mean.map {
          Interval(estimate: $0, low: $0, high: $0, level: 1 - 2 * error)
        }
        : estimate.interval
      judgement =
        (measured.isEmpty ? sessions : measuredIn) < sessionsNeeded
        ? .undecided : PromiseJudgement.judge(interval, expectation, measuredIn, of: sessions)
      reach = nil
    }
  }

  /// Of fewer values no interval of a mean is sure enough for a verdict where they are skewed, and the
  /// values themselves cannot tell whether they are.
  public static let fewestForMean = Int(Sampling.fewest)

  /// Values that are all the same, or all missing, say nothing of a mean but that others are rare; if no
  /// more than one session in twenty can be another, it is taken for the mean.
  static func sessionsNeededForConstant(error: Double) -> Int {
    Proportion.trialsNeeded(toShow: 0.95, error: error)
  }

  private static func judge(_ interval: Interval?, _ share: Double) -> Judgement {
    guard let interval else { return .undecided }
    if interval.low >= share { return .kept }
    return interval.high < share ? .broken : .undecided
  }

  private static func judge(
    _ interval: Interval?, _ expectation: Expectation, _ measuredIn: Int, of sessions: Int
  ) -> Judgement {
    guard measuredIn > 0 else { return sessions > 0 ? .broken : .undecided }
    guard let interval else { return .undecided }
    let holds = [interval.low, interval.high].map {
      expectation.comparison.holds($0, expectation.limit)
    }
    if holds == [false, false] { return .broken }
    // A mean of some sessions is not the mean of all.
    return holds == [true, true] && measuredIn == sessions ? .kept : .undecided
  }

  private static func reach(
    _ expectation: Expectation, _ values: [Double?], _ share: Double
  ) -> Interval? {
    let isFromBelow: Bool
    switch expectation.comparison {
    case .less, .atMost: isFromBelow = true
    case .more, .atLeast: isFromBelow = false
    case .equal, .unequal: return nil
    }
    let worst = isFromBelow ? Double.infinity : -Double.infinity
    return QuantileInterval.interval(
      values.map { $0 ?? worst }, share: isFromBelow ? share : 1 - share)
  }
}
