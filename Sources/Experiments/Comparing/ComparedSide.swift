// One of two things that are compared: sessions that were run just now, or read from a saved result.
public import LiveCommerce

/// Something that must never happen, and in how many sessions it did.
public struct SideBreach: Sendable, Equatable {
  /// The name of the check or the identity; "errors" for thrown errors.
  public let name: String
  /// In how many sessions it happened.
  public let sessions: Int

  /// Names a breach.
  public init(name: String, sessions: Int) {
    self.name = name
    self.sessions = sessions
  }

  /// The breaches of sessions, by name.
  static func all(of rows: [MeasuredRow]) -> [SideBreach] {
    Set(rows.flatMap(\.breaches)).sorted().map { name in
      SideBreach(name: name, sessions: rows.count { $0.breaches.contains(name) })
    }
  }
}

/// The sessions of one side of a comparison.
public struct ComparedSide: Sendable {
  /// What it is called: the file and the settings laid over it.
  public let title: String
  /// The digest of the scenario.
  public let digest: UInt64
  /// ISO 4217 code of the currency that its amounts are in.
  public let currency: String
  /// Names of the measures, in the order of the rows' values.
  public let names: [String]
  /// The sessions, by number.
  public let rows: [MeasuredRow]
  /// What must never happen and did, by name: checks, identities, and "errors" for thrown errors.
  public let breaches: [SideBreach]
  /// What its scenario promises, as far as that is known.
  let promises: [(expectation: Expectation, measure: String)]

  /// Describes a side that was read from a result.
  public init(
    title: String, digest: UInt64, currency: String, names: [String], rows: [MeasuredRow],
    breaches: [SideBreach]
  ) {
    self.title = title
    self.digest = digest
    self.currency = currency
    self.names = names
    self.rows = rows
    self.breaches = breaches
    promises = []
  }

  /// The sessions of a scenario that were run.
  public init(title: String, scenario: Scenario, replications: [Replication]) {
    self.title = title
    digest = scenario.digest
    currency = scenario.currency
    let measures = MeasureList(scenario)
    names = measures.all.map(\.name)
    rows = replications.map(MeasuredRow.init)
    breaches = SideBreach.all(of: rows)
    promises = ComparedSide.promises(scenario)
  }

  /// What a scenario promises, with the name of what each promise is about.
  static func promises(
    _ scenario: Scenario
  ) -> [(expectation: Expectation, measure: String)] {
    let measures = MeasureList(scenario)
    return scenario.expectations.compactMap { promise in
      measures.index(of: promise.metric, subject: promise.subject).map {
        (promise, measures.all[$0].name)
      }
    }
  }

  /// What the sessions say of a promise; nil if they do not measure it.
  func judge(
    _ promise: (expectation: Expectation, measure: String), error: Double
  ) -> PromiseJudgement? {
    names.firstIndex(of: promise.measure).map { index in
      PromiseJudgement(promise.expectation, rows.map { $0.values[index] }, error: error)
    }
  }

  /// The values of one measure, by replication.
  func column(_ name: String) -> [UInt32: Double] {
    guard let index = names.firstIndex(of: name) else { return [:] }
    return Dictionary(
      rows.compactMap { row in row.values[index].map { (row.number, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}
