// The verdict on a session: what the scenario promised, what its sale logics promised, and whether
// the books agree with themselves. Broken as soon as one of them is.

/// A promise of the scenario beside what was measured.
public struct Promise: Sendable, Equatable {
  /// The promise as written.
  public let text: String
  /// Name of the metric.
  public let metric: String
  /// The product, room and so on that the metric is asked for, by index; nil for the session.
  public let subject: Int?
  /// How value and limit are compared.
  public let comparison: Expectation.Comparison
  /// The limit, in the metric's base unit.
  public let limit: Double
  /// What was measured, in the metric's base unit; nil when there was nothing to measure.
  public let value: Double?
  /// Whether the promise was kept; what cannot be measured has not been kept.
  public let isKept: Bool
}

/// A metric that must be nothing.
public struct Identity: Sendable, Equatable {
  /// Name of the metric.
  public let metric: String
  /// The difference of the two counters, in the metric's base unit.
  public let value: Double
  /// By how much it may miss 0.
  public let tolerance: Double
  /// Whether both counters agree.
  public var isKept: Bool { abs(value) <= tolerance }
}

/// What is to be said of a session.
public struct Verdict: Sendable, Equatable {
  /// The scenario's promises, in the order of the scenario.
  public let promises: [Promise]
  /// The identities.
  public let identities: [Identity]
  /// Checks that a sale logic promised to pass and did not.
  public let brokenChecks: [CheckResult]
  /// The first error that a sale logic has thrown; nil if none was.
  public let firstError: ThrownError?

  /// Whether everything that was promised was kept.
  public var isKept: Bool {
    brokenChecks.isEmpty && firstError == nil && promises.allSatisfy(\.isKept)
      && identities.allSatisfy(\.isKept)
  }
}

extension SessionRecord {
  /// Judges the session by its promises, its checks and its identities.
  public var verdict: Verdict {
    Verdict(
      promises: scenario.expectations.map(judged),
      identities: Metrics.identities.compactMap { metric in
        metric.value(of: self).map { value in
          Identity(metric: metric.name, value: value, tolerance: 0)
        }
      },
      brokenChecks: checks.filter { $0.brokenPromises > 0 }, firstError: firstError)
  }

  private func judged(_ expectation: Expectation) -> Promise {
    let value = Metrics.named(expectation.metric)?.value(of: self, subject: expectation.subject)
    return Promise(
      text: expectation.text, metric: expectation.metric, subject: expectation.subject,
      comparison: expectation.comparison, limit: expectation.limit, value: value,
      isKept: value.map { expectation.comparison.holds($0, expectation.limit) } ?? false)
  }
}
