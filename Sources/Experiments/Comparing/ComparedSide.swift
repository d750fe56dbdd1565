// One of two things that are compared: sessions that were run just now, or read from a saved result.
public import LiveCommerce

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

  /// Describes a side.
  public init(
    title: String, digest: UInt64, currency: String, names: [String], rows: [MeasuredRow]
  ) {
    self.title = title
    self.digest = digest
    self.currency = currency
    self.names = names
    self.rows = rows
  }

  /// The sessions of a scenario that were run.
  public init(title: String, scenario: Scenario, replications: [Replication]) {
    self.init(
      title: title, digest: scenario.digest, currency: scenario.currency,
      names: MeasureList(scenario).all.map(\.name), rows: replications.map(MeasuredRow.init))
  }

  /// In how many sessions each check, identity or sale logic was broken, by name.
  public var breaches: [(name: String, sessions: Int)] {
    let all = rows.flatMap(\.breaches)
    return Set(all).sorted().map { name in
      (name, rows.count { $0.breaches.contains(name) })
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
