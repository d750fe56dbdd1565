// The verdict on many sessions. What must never happen is broken by one session in which it does;
// what is promised is judged promise by promise, each with its part of the error (Bonferroni), so
// that with the confidence told *all* verdicts of kept or broken are right at once.
//
// Bonferroni and not Holm: Holm's procedure relies on hypotheses that, once rightly rejected, leave
// the family. Here every promise is either true or not, so one of its two hypotheses is true to the
// end, whatever was decided of the others, and the family never shrinks.
public import LiveCommerce

/// Something that must never happen, and did.
public struct Breach: Sendable, Equatable {
  /// What was broken.
  public enum Kind: Sendable, Equatable {
    /// A check that the sale logic had promised to pass, as it stood in the first such session.
    case check(CheckResult)
    /// Two counters of the same thing that differ, as they stood in the first such session.
    case identity(Identity)
    /// An error that the sale logic has thrown, the first of the first such session.
    case error(ThrownError)
  }
  /// What was broken.
  public let kind: Kind
  /// The first replication in which it was.
  public let replication: UInt32
  /// In how many sessions it was.
  public let sessions: Int

  /// The name of the check or the identity; "errors" for thrown errors.
  public var name: String {
    switch kind {
    case .check(let check): check.name.rawValue
    case .identity(let identity): identity.metric
    case .error: "errors"
    }
  }
}

/// What is to be said of many sessions.
public struct ExperimentVerdict: Sendable, Equatable {
  /// The confidence with which all verdicts on promises are right at once.
  public let level: Double
  /// The scenario's promises, in its order.
  public let promises: [PromiseJudgement]
  /// What must never happen and did: errors first, then checks, then identities, by name.
  public let breaches: [Breach]

  /// Broken if anything is, else undecided if anything is, else kept.
  public var judgement: Judgement {
    if !breaches.isEmpty || promises.contains(where: { $0.judgement == .broken }) {
      return .broken
    }
    return promises.contains { $0.judgement == .undecided } ? .undecided : .kept
  }

  /// Judges sessions of a scenario.
  ///
  /// - Parameters:
  ///   - rows: The sessions, by number.
  ///   - scenario: The scenario, for its promises.
  ///   - measures: What the rows hold.
  ///   - level: The confidence with which all verdicts are to be right at once, between 0 and 1.
  public init(
    _ rows: [Replication], _ scenario: Scenario, _ measures: MeasureList, level: Double = 0.95
  ) {
    self.level = level
    let promises = scenario.expectations
    let error = (1 - level) / Double(max(1, promises.count))
    self.promises = promises.map { promise in
      let place = measures.index(of: promise.metric, subject: promise.subject)
      return PromiseJudgement(
        promise, rows.map { row in place.flatMap { row.values[$0] } }, error: error)
    }
    breaches = ExperimentVerdict.breaches(rows)
  }

  /// What must never happen and did in these sessions.
  static func breaches(_ rows: [Replication]) -> [Breach] {
    var found: [(kind: Breach.Kind, replication: UInt32, sessions: Int, name: String)] = []
    for row in rows {
      let kinds =
        (row.firstError.map { [Breach.Kind.error($0)] } ?? [])
        + row.brokenChecks.map { .check($0) } + row.brokenIdentities.map { .identity($0) }
      for kind in kinds {
        let name = Breach(kind: kind, replication: 0, sessions: 0).name
        if let place = found.firstIndex(where: { $0.name == name }) {
          found[place].sessions += 1
        } else {
          found.append((kind, row.number, 1, name))
        }
      }
    }
    return found.sorted { ($0.kind.rank, $0.name) < ($1.kind.rank, $1.name) }
      .map { Breach(kind: $0.kind, replication: $0.replication, sessions: $0.sessions) }
  }
}

extension Breach.Kind {
  fileprivate var rank: Int {
    switch self {
    case .error: 0
    case .check: 1
    case .identity: 2
    }
  }
}
