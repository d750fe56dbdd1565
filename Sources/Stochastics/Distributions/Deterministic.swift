// The distribution without chance, so that a scenario can take the chance out of one place.

/// Always the same number.
@frozen
public struct Deterministic: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "deterministic"

  /// One parameter: the number.
  public static let parameters = [
    DistributionParameter(name: "constant", kind: .quantity, range: .finite)
  ]

  /// The number.
  public let constant: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "deterministic: not a valid constant")
    constant = values[0]
  }

  /// Always `constant`.
  public init(_ constant: Double) {
    self.init(parameters: [constant])
  }

  /// This law in the closed list.
  public var distribution: Distribution { .deterministic(self) }

  /// The number.
  public var mean: Double { constant }

  /// Zero.
  public var variance: Double { 0 }

  /// The number.
  public var minimum: Double { constant }

  /// The number, whatever `u` is.
  @inlinable
  public func value(at u: Double) -> Double {
    constant
  }

  /// Zero below the number, one from it on.
  public func cumulative(_ x: Double) -> Double {
    x < constant ? 0 : 1
  }
}
