// The exponential distribution: what has lasted longer is no nearer its end.

/// The time to an event that does not age.
@frozen
public struct Exponential: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "exponential"

  /// One parameter: the mean.
  public static let parameters = [
    DistributionParameter(name: "mean", kind: .quantity, range: .above(0))
  ]

  /// The expected value.
  public let mean: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "exponential: the mean must be positive and finite")
    mean = values[0]
  }

  /// The exponential law of a mean.
  public init(mean: Double) {
    self.init(parameters: [mean])
  }

  /// This law in the closed list.
  public var distribution: Distribution { .exponential(self) }

  /// The squared mean.
  public var variance: Double { mean * mean }

  /// Zero.
  public var minimum: Double { 0 }

  /// The quantile -mean·log(1 - u).
  ///
  /// `1 - u` is exact for the uniforms of ``EntityDraws``; for others it costs at most 2⁻⁵³ of
  /// probability.
  @inlinable
  public func value(at u: Double) -> Double {
    mean * Elementary.unitExponential(1 - u)
  }

  /// One less e to the power of minus x/mean.
  public func cumulative(_ x: Double) -> Double {
    x > 0 ? 1 - Elementary.exp(-x / mean) : 0
  }
}
