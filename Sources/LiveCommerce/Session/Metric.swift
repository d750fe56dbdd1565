// A metric: one number about a session with a name, a unit and a definition. Reports, promises and
// JSON all use the same names, so what a scenario promises is what a report shows.

/// What a metric is counted in; values are given in these base units.
public enum MetricUnit: String, Sendable, CaseIterable {
  /// Things.
  case count = "count"
  /// Seconds.
  case seconds = "s"
  /// Things per second.
  case perSecond = "1/s"
  /// A part of a whole, 0…1.
  case share = "share"
  /// Minor units of the scenario's currency (fen, cents).
  case money = "minor units"
  /// A plain number.
  case number = "1"
}

/// Which way a metric becomes better, for those who buy and those who sell.
public enum MetricDirection: String, Sendable, CaseIterable {
  /// More of it is better.
  case more
  /// Less of it is better.
  case less
  /// It describes what happened; neither way is better in itself.
  case neither
}

/// What a metric may be asked for, beside the session as a whole.
public enum MetricSubject: String, Sendable, CaseIterable {
  /// One product.
  case product
  /// One room, or all copies of one.
  case room
  /// One stream of traffic, by its name.
  case stream
  /// One session of a campaign.
  case session
}

/// One number about a session.
public struct Metric: Sendable {
  /// Its dotted name, beginning with its area.
  public let name: String
  /// What it is counted in.
  public let unit: MetricUnit
  /// What it is, in one sentence.
  public let definition: String
  /// Whether more of it is better, or less.
  public let better: MetricDirection
  /// Of what it may be asked, as in `stock.sold[phone]`; nil: only of the session.
  public let subject: MetricSubject?
  /// Whether reports are silent about it where it measures nothing.
  public let isOptional: Bool
  private let measure: @Sendable (SessionRecord, Int?) -> Double?

  /// Creates a metric of the session as a whole.
  package init(
    _ name: String, _ unit: MetricUnit, better: MetricDirection = .neither,
    isOptional: Bool = false, _ definition: String,
    _ measure: @escaping @Sendable (SessionRecord) -> Double?
  ) {
    self.name = name
    self.unit = unit
    self.better = better
    self.definition = definition
    subject = nil
    self.isOptional = isOptional
    self.measure = { record, _ in measure(record) }
  }

  /// Creates a metric of the session or of one of its products, rooms and so on, by index.
  init(
    per subject: MetricSubject, _ name: String, _ unit: MetricUnit,
    better: MetricDirection = .neither,
    _ definition: String,
    _ measure: @escaping @Sendable (SessionRecord, Int?) -> Double?
  ) {
    self.name = name
    self.unit = unit
    self.better = better
    self.definition = definition
    self.subject = subject
    isOptional = subject == .stream
    self.measure = measure
  }

  /// The area: the part of the name before the first dot.
  public var area: String { String(name.prefix { $0 != "." }) }

  /// The value in base units; nil when the session has nothing to measure (no order, say).
  ///
  /// - Parameters:
  ///   - record: The session.
  ///   - index: Which of the metric's subjects is meant; nil for the session as a whole.
  /// - Returns: The value.
  public func value(of record: SessionRecord, subject index: Int? = nil) -> Double? {
    measure(record, index)
  }
}
