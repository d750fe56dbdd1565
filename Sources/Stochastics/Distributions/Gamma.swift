// The gamma distribution: for a whole shape it is Erlang's, the sum of so many exponential stages.
// Given by its mean, which can be measured, and its shape, the inverse of the squared coefficient of
// variation.

/// The sum of `shape` exponential stages; for a shape below 1, more spread than one.
@frozen
public struct Gamma: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "gamma"

  /// Two parameters: the mean, and the shape.
  public static let parameters = [
    DistributionParameter(name: "mean", kind: .quantity, range: .above(0)),
    DistributionParameter(name: "shape", kind: .number, range: .from(0.1, to: 1_000)),
  ]

  /// The expected value.
  public let mean: Double

  /// The squared mean over the variance.
  public let shape: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "gamma: not a valid mean and shape")
    mean = values[0]
    shape = values[1]
  }

  /// The gamma law of a mean and a shape.
  public init(mean: Double, shape: Double) {
    self.init(parameters: [mean, shape])
  }

  /// This law in the closed list.
  public var distribution: Distribution { .gamma(self) }

  /// The squared mean over the shape.
  public var variance: Double { mean * mean / shape }

  /// Zero.
  public var minimum: Double { 0 }

  /// The quantile, by the inverse of the incomplete gamma function: about a microsecond.
  public func value(at u: Double) -> Double {
    mean / shape * IncompleteGamma.quantile(u, shape)
  }

  /// The incomplete gamma function.
  public func cumulative(_ x: Double) -> Double {
    IncompleteGamma.lower(x / mean * shape, shape)
  }
}
