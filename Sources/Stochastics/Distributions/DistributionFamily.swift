// What it takes to be a distribution. Two protocols: what any distribution answers, and what a
// family described by a list of numbers adds, so that a scenario reader needs no list of its own.

/// A distribution of real numbers that turns one uniform variate into one of its own.
public protocol ProbabilityLaw: Sendable, Equatable {
  /// The expected value.
  var mean: Double { get }

  /// The expected squared distance from the mean.
  var variance: Double { get }

  /// The greatest number that no variate falls below.
  var minimum: Double { get }

  /// The variate that a uniform `u` in the open interval (0, 1) stands for.
  ///
  /// The quantile function, and so non-decreasing in `u`, for every law but a mixture.
  func value(at u: Double) -> Double

  /// The probability that a variate is at most `x`.
  func cumulative(_ x: Double) -> Double
}

/// A law given by a fixed list of numbers; one file each, listed in ``Distribution/families``.
public protocol DistributionFamily: ProbabilityLaw {
  /// The key a scenario uses, such as `logNormal`.
  static var name: String { get }

  /// The parameters, in the order that `init(parameters:)` takes them.
  static var parameters: [DistributionParameter] { get }

  /// What is wrong with numbers that are each allowed but do not go together; nil if nothing is.
  static func objection(to values: [Double]) -> String?

  /// Makes a member of the family from numbers that ``isValid(_:)`` accepts.
  init(parameters values: [Double])

  /// The same law as a value of the closed list.
  var distribution: Distribution { get }
}

extension DistributionFamily {
  /// Most families have no rule across parameters.
  public static func objection(to values: [Double]) -> String? {
    nil
  }

  /// Whether the numbers make a member of the family.
  public static func isValid(_ values: [Double]) -> Bool {
    guard values.count == parameters.count else { return false }
    let eachAllowed = zip(parameters, values).allSatisfy { $0.range.contains($1) }
    return eachAllowed && objection(to: values) == nil
  }
}
