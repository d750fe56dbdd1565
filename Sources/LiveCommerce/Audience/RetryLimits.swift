// How many times clients may ask again, which may change during the session. A client looks when it has
// been refused, so what counts is the instant of the refusal.
//
// Invariant: a function of the scenario and its changes alone; what is decided as the session runs is
// added between two windows, and never for an instant that a viewer has passed.

/// How many times clients may ask again, over time.
///
/// Sendable: written by the session only between windows.
final class RetryLimits: @unchecked Sendable {
  /// What holds from an instant on.
  struct Limit: Equatable {
    var from: Int64
    var retries: Int
    var budget: Double?
  }
  /// By cohort, in order of time.
  private var limits: [[Limit]] = []

  init(_ scenario: Scenario) { follow(scenario) }

  /// Takes over the changes of a scenario.
  func follow(_ scenario: Scenario) {
    limits = scenario.cohorts.map {
      [Limit(from: .min, retries: $0.client.retries, budget: $0.client.retryBudget)]
    }
    for change in scenario.changes {
      switch change.knob {
      case .retries(let cohort):
        add(change, to: cohort) { $0.retries = Int(change.value) }
      case .retryBudget(let cohort): add(change, to: cohort) { $0.budget = change.value }
      default: break
      }
    }
  }

  private func add(_ change: Change, to cohort: Int, _ turn: (inout Limit) -> Void) {
    guard var limit = limits[cohort].last else { return }
    limit.from = change.at
    turn(&limit)
    limits[cohort].append(limit)
  }

  /// What holds for a cohort at an instant.
  func limit(of cohort: Int, at instant: Int64) -> Limit {
    let all = limits[cohort]
    return all.last { $0.from <= instant } ?? all[0]
  }
}
