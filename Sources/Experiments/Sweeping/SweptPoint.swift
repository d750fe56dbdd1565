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

  /// The values of a measure, in the sessions that have one.
  public func tally(_ index: Int) -> Tally {
    var tally = Tally()
    for row in rows { if let value = row.values[index] { tally.add(value) } }
    return tally
  }

  /// The values of a measure in every session; empty if this point does not have it.
  func column(_ name: String) -> [Double?] {
    measures.index(named: name).map { index in rows.map { $0.values[index] } } ?? []
  }

  /// In how many sessions every promise was kept and nothing was broken.
  public var kept: Int {
    let promises = scenario.expectations.map { promise in
      (promise, measures.index(of: promise.metric, product: promise.product))
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
