// An estimate and how far from it the truth may be.

/// An estimate with a confidence interval.
public struct Interval: Sendable, Equatable {
  /// The estimate.
  public var estimate: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// The share of such intervals that hold the truth, 0…1.
  public var level: Double

  /// Creates an interval.
  public init(estimate: Double, low: Double, high: Double, level: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
    self.level = level
  }

  /// Half of its width.
  public var halfWidth: Double { (high - low) / 2 }
}

extension Tally {
  /// The mean with its interval by Student's t: exact for normal values, and good for means of many.
  ///
  /// - Parameter level: The confidence, between 0 and 1.
  /// - Returns: nil for fewer than two values, from which nothing can be said of the error.
  public func interval(level: Double = 0.95) -> Interval? {
    guard let mean, let deviation = standardDeviation else { return nil }
    let reach =
      StudentT.quantile(1 - (1 - level) / 2, degreesOfFreedom: Double(count - 1))
      * deviation / Double(count).squareRoot()
    return Interval(estimate: mean, low: mean - reach, high: mean + reach, level: level)
  }
}
