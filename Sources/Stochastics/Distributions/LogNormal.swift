// The log-normal distribution: its logarithm is normal. Given by median and sigma because both
// can be read off a log file; the mean lies above the median by exp(sigma²/2).

/// A normal variate's exponential: many small, few very large.
@frozen
public struct LogNormal: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "logNormal"

  /// Two parameters: the median, and the spread of the logarithm.
  ///
  /// At sigma 10 the mean is 5·10²¹ medians; beyond that a mean says nothing.
  public static let parameters = [
    DistributionParameter(name: "median", kind: .quantity, range: .above(0)),
    DistributionParameter(name: "sigma", kind: .number, range: .from(0, to: 10)),
  ]

  /// The value that half of the variates stay below.
  public let median: Double

  /// The standard deviation of the logarithm.
  public let sigma: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "logNormal: not a valid median and sigma")
    median = values[0]
    sigma = values[1]
  }

  /// The log-normal law of a median and a spread of the logarithm.
  public init(median: Double, sigma: Double) {
    self.init(parameters: [median, sigma])
  }

  /// This law in the closed list.
  public var distribution: Distribution { .logNormal(self) }

  /// The median times exp(sigma²/2).
  public var mean: Double { median * Elementary.exp(sigma * sigma / 2) }

  /// The squared mean times (exp(sigma²) - 1).
  public var variance: Double { mean * mean * (Elementary.exp(sigma * sigma) - 1) }

  /// Zero, which no variate reaches; the median itself if there is no spread.
  public var minimum: Double { sigma > 0 ? 0 : median }

  /// The quantile: the median times exp(sigma·z), z the normal quantile.
  @inlinable
  public func value(at u: Double) -> Double {
    median * Elementary.exp(sigma * Elementary.normalQuantile(u))
  }

  /// The normal distribution function of log(x/median)/sigma.
  public func cumulative(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard sigma > 0 else { return x < median ? 0 : 1 }
    return Elementary.normalCDF(Elementary.log(x / median) / sigma)
  }
}
