// A mixture: each variate comes from one of several laws, chosen with its share.
//
// One uniform serves for both choices. Given that u fell into the slice [a, a + s) of a component,
// (u - a)/s is again uniform on (0, 1) and independent of which slice it was, so the variate is
// exactly a mixture's. What it costs is resolution: a component of share s sees s·2⁵² points.

/// One of several laws, each with its share.
@frozen
public struct Mixture: ProbabilityLaw {
  /// One law of a mixture.
  @frozen
  public struct Component: Sendable, Equatable {
    /// The probability that a variate comes from this law.
    public let share: Double

    /// The law.
    public let distribution: Distribution

    // The slice of (0, 1) that belongs to the component ends here.
    @usableFromInline let end: Double
  }

  /// The key a scenario uses.
  public static let name = "mixture"

  /// The laws in their order, with shares that sum to one.
  public let components: [Component]

  /// Mixes laws whose shares ``objection(to:)`` does not object to.
  ///
  /// Shares are scaled to sum to one, so a sum such as 0.1 + 0.2 + 0.7 may be a rounding away.
  public init(_ parts: [(share: Double, of: Distribution)]) {
    let objection = Self.objection(to: parts.map { $0.share })
    precondition(objection == nil, "mixture: \(objection ?? "")")
    let sum = parts.reduce(0) { $0 + $1.share }
    var components: [Component] = []
    var end = 0.0
    for (place, part) in parts.enumerated() {
      end = place == parts.count - 1 ? 1 : end + part.share / sum
      components.append(Component(share: part.share / sum, distribution: part.of, end: end))
    }
    self.components = components
  }

  /// What is wrong with a list of shares, or nil if nothing is.
  public static func objection(to shares: [Double]) -> String? {
    guard !shares.isEmpty else { return "there must be at least one component" }
    guard shares.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      return "every share must be above 0 and at most 1"
    }
    let sum = shares.reduce(0, +)
    return (sum - 1).magnitude <= 1e-9 ? nil : "the shares sum to \(sum), not to 1"
  }

  /// The mean of the components' means, each with its share.
  public var mean: Double {
    components.reduce(0) { $0 + $1.share * $1.distribution.mean }
  }

  /// The variance within the components, and of the components' means.
  public var variance: Double {
    let center = mean
    return components.reduce(0) { sum, part in
      let offset = part.distribution.mean - center
      return sum + part.share * (part.distribution.variance + offset * offset)
    }
  }

  /// The least of the components' minima.
  public var minimum: Double {
    components.reduce(.infinity) { Swift.min($0, $1.distribution.minimum) }
  }

  /// The variate of the component whose slice `u` falls into, at its place in the slice.
  ///
  /// Not monotonic in `u`: a mixture has no quantile function in closed form.
  @inlinable
  public func value(at u: Double) -> Double {
    var place = 0
    var start = 0.0
    while place < components.count - 1, u >= components[place].end {
      start = components[place].end
      place += 1
    }
    let slice = MixtureSlice(start: start, end: components[place].end)
    return components[place].distribution.value(at: slice.share(u))
  }

  /// The slice of (0, 1) that belongs to a component.
  public func slice(_ place: Int) -> MixtureSlice {
    MixtureSlice(start: place == 0 ? 0 : components[place - 1].end, end: components[place].end)
  }

  /// The components' probabilities, each with its share.
  public func cumulative(_ x: Double) -> Double {
    components.reduce(0) { $0 + $1.share * $1.distribution.cumulative(x) }
  }
}

/// The part of (0, 1) in which a uniform number chooses one component of a mixture.
@frozen
public struct MixtureSlice: Sendable {
  /// Where it begins.
  public let start: Double
  /// Where it ends.
  public let end: Double

  /// Makes a slice; `start` is to be less than `end`.
  @inlinable
  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }

  /// Where a number of the slice lies between its ends: again a number of (0, 1).
  @inlinable
  public func share(_ u: Double) -> Double {
    let within = (u - start) / (end - start)
    // Rounding may touch an end of the interval, where a quantile can be infinite.
    return min(max(within, 0x1p-53), 1 - 0x1p-53)
  }
}
