// The uniform distribution on an interval; an interval of no length is a single point.

/// Every number between two ends alike.
@frozen
public struct Uniform: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "uniform"

  /// Two parameters: the ends.
  public static let parameters = [
    DistributionParameter(name: "from", kind: .quantity, range: .finite),
    DistributionParameter(name: "to", kind: .quantity, range: .finite),
  ]

  /// The lower end.
  public let from: Double

  /// The upper end.
  public let to: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "uniform: the ends are not a valid interval")
    from = values[0]
    to = values[1]
  }

  /// Every number in `from ... to` alike.
  public init(from: Double, to: Double) {
    self.init(parameters: [from, to])
  }

  /// The ends must be in order, and no further apart than a number can say.
  public static func objection(to values: [Double]) -> String? {
    guard values[0] <= values[1] else { return "\"from\" must not be above \"to\"" }
    return (values[1] - values[0]).isFinite ? nil : "\"from\" and \"to\" are too far apart"
  }

  /// This law in the closed list.
  public var distribution: Distribution { .uniform(self) }

  /// The middle of the interval.
  public var mean: Double { from + (to - from) / 2 }

  /// A twelfth of the squared length.
  public var variance: Double { (to - from) * (to - from) / 12 }

  /// The lower end.
  public var minimum: Double { from }

  /// The number a share `u` of the way along.
  @inlinable
  public func value(at u: Double) -> Double {
    // Rounding must not carry a variate past the end.
    Swift.min(from + (to - from) * u, to)
  }

  /// The share of the interval that is at most `x`.
  public func cumulative(_ x: Double) -> Double {
    guard x >= from else { return 0 }
    guard x < to else { return 1 }
    return (x - from) / (to - from)
  }
}
