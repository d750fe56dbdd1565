// The Weibull distribution (W. Weibull, J. Appl. Mech. 18 (1951) 293-297): a shape below 1 makes what
// has lasted last longer still, as dwell times on pages do; above 1 things wear out; at 1 it is the
// exponential.

/// The time to an event that grows more or less likely with age.
@frozen
public struct Weibull: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "weibull"

  /// Two parameters: the scale, and the shape.
  public static let parameters = [
    DistributionParameter(name: "scale", kind: .quantity, range: .above(0)),
    DistributionParameter(name: "shape", kind: .number, range: .from(0.1, to: 100)),
  ]

  /// The value that a share of 1 − 1/e stays below.
  public let scale: Double

  /// The power of time by which the integrated hazard grows.
  public let shape: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "weibull: not a valid scale and shape")
    scale = values[0]
    shape = values[1]
  }

  /// The Weibull law of a scale and a shape.
  public init(scale: Double, shape: Double) {
    self.init(parameters: [scale, shape])
  }

  /// This law in the closed list.
  public var distribution: Distribution { .weibull(self) }

  /// The scale times Γ(1 + 1/shape).
  public var mean: Double { scale * moment(1) }

  /// The squared scale times Γ(1 + 2/shape), less the squared mean.
  public var variance: Double {
    scale * scale * (moment(2) - moment(1) * moment(1))
  }

  /// Zero.
  public var minimum: Double { 0 }

  /// The quantile: the scale times (−log(1 − u)) to the power of 1/shape.
  @inlinable
  public func value(at u: Double) -> Double {
    scale * Elementary.pow(Elementary.unitExponential(1 - u), 1 / shape)
  }

  /// One less e to the power of −(x/scale) to the power of the shape.
  public func cumulative(_ x: Double) -> Double {
    x > 0 ? 1 - Elementary.exp(-Elementary.pow(x / scale, shape)) : 0
  }

  private func moment(_ power: Double) -> Double {
    Elementary.exp(Elementary.logGamma(1 + power / shape))
  }
}
