// What is to be said of campaigns: their promises, judged as those of sessions are, and what must never
// happen in any session of theirs.
public import LiveCommerce

/// The verdict on one campaign, or on many of the same scenario.
public struct CampaignVerdict: Sendable, Equatable {
  /// A check, an identity or a sale logic that failed in a session.
  public struct Breach: Sendable, Equatable {
    /// What failed.
    public let name: String
    /// In how many sessions, over all campaigns.
    public let sessions: Int
    /// The first campaign in which it did.
    public let replication: UInt32
    /// The first session of that, from 1.
    public let session: Int
  }

  /// A promise beside what was measured in one campaign.
  public struct Fact: Sendable, Equatable {
    /// The promise.
    public let expectation: Expectation
    /// What was measured, in base units; nil when there was nothing to measure.
    public let value: Double?
    /// Whether it was kept; what cannot be measured has not been kept.
    public let isKept: Bool
  }

  /// The promises, if there was one campaign: facts.
  public let facts: [Fact]
  /// The promises, if there were several: judged all at once.
  public let promises: [PromiseJudgement]
  /// What must never happen and did, by name.
  public let breaches: [Breach]

  /// The confidence with which the verdicts on several campaigns are right at once.
  public static let level = 0.95

  /// Broken if anything is, else undecided if anything is, else kept.
  public var judgement: Judgement {
    if !breaches.isEmpty || facts.contains(where: { !$0.isKept })
      || promises.contains(where: { $0.judgement == .broken })
    {
      return .broken
    }
    return promises.contains { $0.judgement == .undecided } ? .undecided : .kept
  }

  /// Judges campaigns of a scenario.
  ///
  /// - Parameters:
  ///   - records: The campaigns, by number; a single one is a fact, and judged without quantifiers.
  ///   - campaign: What the scenario says of it.
  public init(_ records: [CampaignRecord], _ campaign: Campaign) {
    let expectations = campaign.expectations
    let values = expectations.map { promise in
      records.map { record in
        CampaignMetrics.named(promise.metric)?.value(of: record.sessions, session: promise.subject)
      }
    }
    if records.count == 1 {
      facts = zip(expectations, values).map { promise, values in
        let value = values[0]
        return Fact(
          expectation: promise, value: value,
          isKept: value.map { promise.comparison.holds($0, promise.limit) } ?? false)
      }
      promises = []
    } else {
      facts = []
      let error = (1 - CampaignVerdict.level) / Double(max(1, expectations.count))
      promises = zip(expectations, values).map { PromiseJudgement($0, $1, error: error) }
    }
    breaches = CampaignVerdict.breaches(records)
  }

  private static func breaches(_ records: [CampaignRecord]) -> [Breach] {
    let all = records.flatMap { record in
      record.sessions.flatMap { session in
        session.breaches.map {
          Breach(
            name: $0, sessions: 1, replication: record.replication, session: session.number)
        }
      }
    }
    return Set(all.map(\.name)).sorted().compactMap { name in
      let same = all.filter { $0.name == name }
      return same.first.map {
        Breach(
          name: name, sessions: same.count, replication: $0.replication, session: $0.session)
      }
    }
  }
}
