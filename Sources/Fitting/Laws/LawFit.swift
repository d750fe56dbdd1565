// Laws that have been fitted to lengths of time, side by side: which of them is nearest, and how near.
public import Stochastics

/// A number that was estimated.
public struct Estimate: Sendable, Equatable {
  /// What a number measures.
  public enum Unit: String, Sendable {
    /// Seconds.
    case seconds
    /// A share, 0…1.
    case share
    /// Events a minute.
    case perMinute
    /// A number of things.
    case count
    /// A plain number.
    case number
  }

  /// What was estimated.
  public var name: String
  /// What it measures.
  public var unit: Unit
  /// The estimate with its 95 % interval.
  public var interval: Interval
  /// The standard error.
  public var error: Double

  /// The estimate.
  public var value: Double { interval.estimate }
}

/// A law fitted to lengths of time.
public struct LawFit: Sendable, Equatable {
  /// The name of the law; `mixture` is an exponential and a log-normal one.
  public var name: String
  /// Its parameters, in seconds.
  public var parameters: [Estimate]
  /// The logarithm of the likelihood.
  public var logLikelihood: Double
  /// Akaike's criterion, 2 · parameters − 2 · log likelihood; the smallest is the best.
  public var aic: Double
  /// The law itself, of nanoseconds.
  public var distribution: Distribution

  /// The normal quantile of a two-sided 95 % interval.
  static let reach = 1.959_963_984_540_054

  init<Law: FittedLaw>(_ law: Law.Type, _ peak: LikelihoodPeak) {
    name = law.name
    parameters = law.parameters.enumerated().map { index, parameter in
      let free = peak.free[index]
      let error = peak.covariance[index][index].squareRoot()
      return Estimate(
        name: parameter.name, unit: parameter.kind.unit,
        interval: Interval(
          estimate: parameter.value(free), low: parameter.value(free - LawFit.reach * error),
          high: parameter.value(free + LawFit.reach * error), level: 0.95),
        error: parameter.slope(free) * error)
    }
    logLikelihood = peak.logLikelihood
    aic = 2 * Double(law.parameters.count) - 2 * logLikelihood
    distribution = Law(zip(law.parameters, peak.free).map { $0.value($1) }).distribution
  }
}

extension LawParameter.Kind {
  fileprivate var unit: Estimate.Unit {
    switch self {
    case .seconds: .seconds
    case .number: .number
    case .share: .share
    }
  }
}

/// What was made of lengths of time.
public struct DurationFit: Sendable, Equatable {
  /// A point of the picture: how many last longer.
  public struct Point: Sendable, Equatable {
    /// The length, in seconds.
    public var seconds: Double
    /// The share that lasts longer, by the log: Kaplan and Meier's estimate.
    public var observed: Double
    /// The share that lasts longer, by the best law.
    public var fitted: Double
  }

  /// Lengths that were seen to end.
  public var ended: Int
  /// Lengths that were not.
  public var cut: Int
  /// The one length that all of them had as far as the log's clock shows, in nanoseconds; nil if there is
  /// none.
  ///
  /// No law is fitted then, and a scenario has the constant.
  public var always: Int64?
  /// The laws, best first; empty where there was too little to fit one to.
  public var laws: [LawFit]
  /// The greatest distance between the log and the best law.
  public var distance: Double
  /// The probability of a distance at least as great, if the best law is right; nil if nobody asked,
  /// or the law could not be fitted to what was drawn from it.
  public var pValue: Double?
  /// How many logs were drawn for it.
  public var draws: Int
  /// The picture.
  public var picture: [Point]

  /// The law with the smallest criterion of Akaike.
  public var best: LawFit? { laws.first }
}
