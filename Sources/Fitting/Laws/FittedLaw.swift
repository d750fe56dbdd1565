// What it takes to be a law that is fitted to lengths of time, and the list of them: one file each. A
// new law is a new file and a line here; fitting, intervals, tables and pictures follow.
//
// Parameters are climbed in free coordinates: the logarithm of what is positive, the log-odds of a
// share. There the likelihood is nearer to a parabola, and an interval never leaves what is allowed.
import Stochastics

/// A parameter of a law.
struct LawParameter: Sendable {
  enum Kind: Sendable {
    /// A length of time in seconds, above 0.
    case seconds
    /// A number above 0.
    case number
    /// Between 0 and 1.
    case share
  }
  var name: String
  var kind: Kind

  func free(_ value: Double) -> Double {
    kind == .share ? Elementary.log(value / (1 - value)) : Elementary.log(value)
  }

  func value(_ free: Double) -> Double {
    kind == .share ? Elementary.logistic(free) : Elementary.exp(free)
  }

  /// By how much the value grows with the coordinate.
  func slope(_ free: Double) -> Double {
    let value = value(free)
    return kind == .share ? value * (1 - value) : value
  }
}

/// A law that can be fitted; lengths in seconds.
protocol FittedLaw: Sendable {
  /// The name in reports.
  static var name: String { get }
  static var parameters: [LawParameter] { get }

  /// Where to begin to climb; nil where the law makes no sense of the sample.
  static func start(_ sample: DurationSample) -> [Double]?

  /// Makes the law from values that are each allowed.
  init(_ values: [Double])

  /// The logarithm of the density at a length.
  func logDensity(_ point: DurationSample.Point) -> Double
  /// The logarithm of the probability to last longer.
  func logSurvival(_ point: DurationSample.Point) -> Double
  /// The same law as scenarios have it, of nanoseconds.
  var distribution: Distribution { get }
}

/// The laws that are fitted.
enum FittedLaws {
  /// To how long people stay.
  static let ofStays: [any FittedLaw.Type] = [
    ExponentialFit.self, LogNormalFit.self, WeibullFit.self, MixtureFit.self,
  ]
  /// To how long they take.
  static let ofDelays: [any FittedLaw.Type] = [
    ExponentialFit.self, LogNormalFit.self, WeibullFit.self,
  ]
}
