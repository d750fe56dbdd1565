// What an experiment keeps of one session: its measures, and whether everything held that was promised
// without a doubt. The record itself is let go, so a thousand replications cost a thousand rows.
public import LiveCommerce

/// One session of an experiment.
public struct Replication: Sendable, Equatable {
  /// Which replication of the seed.
  public let number: UInt32
  /// The value of each measure, in the order of the list; nil where there was nothing to measure.
  public internal(set) var values: [Double?]
  /// Checks that a sale logic had promised to pass and did not, in the order of reports.
  public let brokenChecks: [CheckResult]
  /// Identities that did not close, by metric.
  public let brokenIdentities: [Identity]
  /// The first error that a sale logic has thrown; nil if none was.
  public let firstError: ThrownError?
  /// Of each series whose steady state is asked for its means in batches, from the beginning on.
  var batches: [[Double]] = []
}

extension Replication {
  /// Measures a session.
  init(_ record: SessionRecord, _ measures: MeasureList) {
    let verdict = record.verdict
    number = record.replication
    values = measures.all.map { $0.value(of: record) }
    brokenChecks = verdict.brokenChecks
    brokenIdentities = verdict.identities.filter { !$0.isKept }
    firstError = verdict.firstError
    batches = measures.steady.map(record.batches)
  }

  /// A session of which nothing is known but its measures, for tests of what is concluded from them.
  init(number: UInt32, values: [Double?]) {
    self.number = number
    self.values = values
    brokenChecks = []
    brokenIdentities = []
    firstError = nil
  }
}
