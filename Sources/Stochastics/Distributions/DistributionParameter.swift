// A parameter described as data, so that checks, error messages and help say the same thing.

/// One number that a distribution family asks for.
public struct DistributionParameter: Sendable, Equatable {
  /// What a parameter measures, which decides how a scenario may write it.
  public enum Kind: Sendable, Equatable {
    /// In the unit of the variate: a duration where the variate is one.
    case quantity
    /// Dimensionless.
    case number
  }

  /// The numbers a parameter may take; infinities and NaN are never among them.
  public enum Range: Sendable, Equatable {
    /// Any finite number.
    case finite
    /// Greater than the bound.
    case above(Double)
    /// Between two bounds, both included.
    case from(Double, to: Double)

    /// Whether the number may be used.
    public func contains(_ value: Double) -> Bool {
      switch self {
      case .finite: value.isFinite
      case .above(let bound): value > bound && value.isFinite
      case .from(let low, let high): value >= low && value <= high
      }
    }

    /// The range in words that complete "must be …".
    public var words: String {
      switch self {
      case .finite: "a finite number"
      case .above(let bound): "above \(Self.plain(bound))"
      case .from(let low, let high): "from \(Self.plain(low)) to \(Self.plain(high))"
      }
    }

    // A whole bound is written without its ".0".
    private static func plain(_ bound: Double) -> String {
      Int(exactly: bound).map { "\($0)" } ?? "\(bound)"
    }
  }

  /// The key a scenario uses.
  public let name: String

  /// What the number measures.
  public let kind: Kind

  /// The numbers allowed.
  public let range: Range

  /// Describes a parameter.
  public init(name: String, kind: Kind, range: Range) {
    self.name = name
    self.kind = kind
    self.range = range
  }
}
