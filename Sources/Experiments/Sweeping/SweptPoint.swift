// A point of a sweep with its sessions, and what they come to.
public import LiveCommerce
public import Stochastics

/// A point that was run.
public struct SweptPoint: Sendable {
  /// The point.
  public let point: SweepPoint
  /// Its scenario.
  public let scenario: Scenario
  /// What was measured, in the order of the rows' values.
  public let measures: MeasureList
  /// Its sessions, by number.
  public let rows: [MeasuredRow]

  /// Describes a point that was run.
  public init(_ point: SweepPoint, scenario: Scenario, rows: [MeasuredRow]) {
    self.point = point
    self.scenario = scenario
    self.rows = rows
    measures = MeasureList(scenario)
  }

  /// The mean of a measure over the sessions that have one.
  ///
  /// - Parameter index: The place of the measure in the list.
  /// - Returns: The mean, with an interval where one can be given; takes a bootstrap for skewed values.
  public func estimate(_ index: Int) -> MeanEstimate {
    MeanEstimate(rows.compactMap { $0.values[index] })
  }

  /// The mean of a measure; nil if no session has one.
  package func mean(_ name: String) -> Double? {
    let values = column(name).compactMap(\.self)
    return values.isEmpty ? nil : Tally(values).mean
  }

  /// The values of a measure in every session; empty if this point does not have it.
  func column(_ name: String) -> [Double?] {
    measures.index(named: name).map { index in rows.map { $0.values[index] } } ?? []
  }

  /// In how many sessions every promise was kept and nothing was broken.
  public var kept: Int {
    let promises = scenario.expectations.map { promise in
      (promise, measures.index(of: promise.metric, subject: promise.subject))
    }
    return rows.count { row in
      row.breaches.isEmpty
        && promises.allSatisfy { promise, index in
          index.flatMap { row.values[$0] }.map { promise.comparison.holds($0, promise.limit) }
            ?? false
        }
    }
  }
}

extension Tally {
  /// The tally of some numbers.
  init(_ values: [Double]) {
    self.init()
    for value in values { add(value) }
  }
}
