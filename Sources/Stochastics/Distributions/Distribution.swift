// The closed list of distributions. An enum rather than an existential: a switch in the caller's
// loop costs half as much, and the simple cases are two numbers that nobody counts references to.

/// Any distribution the simulator knows.
@frozen
public enum Distribution: ProbabilityLaw {
  /// Always the same number.
  case deterministic(Deterministic)
  /// Every number of an interval alike.
  case uniform(Uniform)
  /// The time to an event that does not age.
  case exponential(Exponential)
  /// A normal variate's exponential: many small, few very large.
  case logNormal(LogNormal)
  /// The time to an event that grows more or less likely with age.
  case weibull(Weibull)
  /// The sum of exponential stages.
  case gamma(Gamma)
  /// A whole number of steps, larger ones rarer by a power law.
  case zipf(Zipf)
  /// One of recorded values, each with its weight.
  case empirical(Empirical)
  /// One of several laws, each with its share.
  case mixture(Mixture)

  /// The families given by a list of numbers, in the order that help and messages show them.
  ///
  /// A new family is one file, one case above with its line in each switch below, and one line
  /// here. ``Mixture`` and ``Empirical`` are not among them: their parameters are lists.
  public static let families: [any DistributionFamily.Type] = [
    Deterministic.self, Uniform.self, Exponential.self, LogNormal.self, Weibull.self, Gamma.self,
    Zipf.self,
  ]

  /// The key a scenario uses for the family.
  public var familyName: String {
    switch self {
    case .deterministic: Deterministic.name
    case .uniform: Uniform.name
    case .exponential: Exponential.name
    case .logNormal: LogNormal.name
    case .weibull: Weibull.name
    case .gamma: Gamma.name
    case .zipf: Zipf.name
    case .empirical: Empirical.name
    case .mixture: Mixture.name
    }
  }

  /// The variate that a uniform `u` in the open interval (0, 1) stands for.
  @inlinable
  public func value(at u: Double) -> Double {
    switch self {
    case .deterministic(let law): law.value(at: u)
    case .uniform(let law): law.value(at: u)
    case .exponential(let law): law.value(at: u)
    case .logNormal(let law): law.value(at: u)
    case .weibull(let law): law.value(at: u)
    case .gamma(let law): law.value(at: u)
    case .zipf(let law): law.value(at: u)
    case .empirical(let law): law.value(at: u)
    case .mixture(let law): law.value(at: u)
    }
  }

  /// The expected value.
  public var mean: Double { law.mean }

  /// The expected squared distance from the mean.
  public var variance: Double { law.variance }

  /// The greatest number that no variate falls below.
  public var minimum: Double { law.minimum }

  /// The probability that a variate is at most `x`.
  public func cumulative(_ x: Double) -> Double {
    law.cumulative(x)
  }

  // For questions asked once a run, where the cost of the box does not matter.
  private var law: any ProbabilityLaw {
    switch self {
    case .deterministic(let law): law
    case .uniform(let law): law
    case .exponential(let law): law
    case .logNormal(let law): law
    case .weibull(let law): law
    case .gamma(let law): law
    case .zipf(let law): law
    case .empirical(let law): law
    case .mixture(let law): law
    }
  }
}
