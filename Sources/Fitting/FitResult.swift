// What was learnt from a log. Numbers come with their errors; what was not in the log is nil.
public import LiveCommerce
public import Stochastics

/// What was learnt of one source.
public struct SourceFit: Sendable, Equatable {
  /// The source.
  public var source: TrafficSource
  /// Visits, whose number is taken for a Poisson one.
  public var visits: Estimate
  /// Visits in each step of the log.
  public var profile: [Int]
  /// Share of each cohort, by index.
  public var cohortShares: [Double]
}

/// What was learnt of one cohort.
public struct CohortFit: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Visits that were learnt from.
  public var visits: Int
  /// How long visits last without the time in which nothing can bore a viewer.
  public var stay: DurationFit?
  /// From being shown what is linked up to the click.
  public var reaction: DurationFit?
  /// From a click of the viewer's own to the order.
  public var consideration: DurationFit?
  /// From the order to the payment.
  public var payDelay: DurationFit?
  /// Shares and rates: `clicks/visits`, `orders/clicks`, `pays/orders`; nothing of what is not logged.
  public var funnel: [Estimate]
}

/// What was learnt of a log.
public struct FitResult: Sendable, Equatable {
  /// How many rows were used, and which were not.
  public var rows: LogRows
  /// When the log begins, in its own time, in nanoseconds.
  public var start: Int64
  /// Its length, in nanoseconds.
  public var length: Int64
  /// When the product could be ordered, in nanoseconds from the start.
  public var linkUp: Int64?
  /// The width of a step of the profiles, in nanoseconds.
  public var step: Int64
  /// The sources that anybody came from, in the order of `TrafficSource`.
  public var sources: [SourceFit]
  /// The cohorts, by name; one called `all` where the log has none.
  public var cohorts: [CohortFit]
  /// Of all cohorts together: `clicks` a minute while one could click, `tapped` at the link-up,
  /// `orders/clicks` and `pays/orders`.
  public var decisions: [Estimate]
  /// How the part that was held out compares with what is simulated; nil if none was.
  public var heldOut: HeldOut?

  /// The estimate of a name among the decisions.
  public func decision(_ name: String) -> Estimate? { decisions.first { $0.name == name } }
}

/// The part of a log that nothing was learnt from, beside simulations of it.
public struct HeldOut: Sendable, Equatable {
  /// One number of both.
  public struct Row: Sendable, Equatable {
    /// What is compared.
    public var name: String
    /// What it measures.
    public var unit: Estimate.Unit
    /// In the part that was held out.
    public var observed: Double
    /// The mean of the simulations, with the interval in which such a part lies in 95 % of cases.
    public var expected: Interval
    /// The probability of being so far from it.
    public var pValue: Double
  }
  /// Visits that were held out.
  public var visits: Int
  /// Visits of each simulation.
  public var simulated: Int
  /// How many simulations there were.
  public var sessions: Int
  /// The numbers.
  public var rows: [Row]

  /// Whether no number is farther off than chance explains, at 1 % for all of them together.
  public var agrees: Bool {
    !FamilyWise.rejected(rows.map(\.pValue), alpha: 0.01).contains(true)
  }
}
