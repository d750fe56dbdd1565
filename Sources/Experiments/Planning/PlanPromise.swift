// A promise as a plan needs it: kept or broken in one session, and by how much.
import LiveCommerce

/// A promise of the scenario, by the measure that it is about.
struct PlanPromise: Sendable, Equatable {
  /// The promise.
  let expectation: Expectation
  /// The place of its measure in the list.
  let measure: Int

  /// The share of sessions that is to keep it; nil if it is to be kept on average.
  var share: Double? {
    switch expectation.quantifier ?? .usual {
    case .share(let share): share
    case .onAverage: nil
    }
  }

  /// What was measured of it in each session.
  func values(_ rows: some Sequence<Replication>) -> [Double?] { rows.map { $0.values[measure] } }

  /// Whether a session kept it; what cannot be measured has not been kept.
  func isKept(_ row: Replication) -> Bool {
    row.values[measure].map { expectation.comparison.holds($0, expectation.limit) } ?? false
  }

  /// By how much a session kept it, in the measure's base unit; negative if it did not.
  func slack(_ row: Replication) -> Double? { row.values[measure].map { slack(of: $0) } }

  /// By how much a value keeps it.
  func slack(of value: Double) -> Double {
    switch expectation.comparison {
    case .less, .atMost: expectation.limit - value
    case .more, .atLeast: value - expectation.limit
    case .equal: -abs(value - expectation.limit)
    case .unequal: value == expectation.limit ? -1 : 1
    }
  }

  /// Whether the sessions by themselves keep it, whatever that says of others.
  func seemsKept(_ rows: some Collection<Replication>) -> Bool {
    if let share {
      return Double(rows.count(where: isKept)) >= share * Double(rows.count)
    }
    let slack = rows.compactMap(slack)
    return slack.count == rows.count && slack.reduce(0, +) >= 0
  }

  /// What sessions say of it, at a given error.
  func judged(_ rows: some Sequence<Replication>, error: Double) -> PromiseJudgement {
    PromiseJudgement(expectation, values(rows), error: error)
  }
}

extension Replication {
  /// Whether something broke that no size may break: a check, an identity, an error of the logic.
  var isFlawed: Bool {
    !brokenChecks.isEmpty || !brokenIdentities.isEmpty || firstError != nil
  }
}
