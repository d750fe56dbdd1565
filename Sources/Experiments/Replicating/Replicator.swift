// Many sessions of one scenario, side by side. Each is a function of (scenario, seed, replication), so
// they share nothing and may end in any order.
//
// Invariant: the result is in the order of the replications' numbers and has the same bytes whatever
// the number of threads.
public import LiveCommerce

/// A session of an experiment that could not be run, or not be trusted.
public struct ReplicationFailure: Error, Equatable, CustomStringConvertible {
  /// Which replication of the seed.
  public let replication: UInt32
  /// What happened.
  public let error: SessionError

  /// Both in words.
  public var description: String { "replication \(replication): \(error)" }
}

/// Runs replications of a scenario.
public struct Replicator: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// The seed; replications differ in their number alone.
  public let seed: UInt64
  /// What is measured of each.
  public let measures: MeasureList
  /// Sale logics that the scenario may name, beside the built-in ones.
  public let logics: [any SaleLogic.Type]
  /// Sessions that run at the same time.
  public let threads: Int
  /// Asked between two sessions; once it says yes no further session is begun.
  public var isStopped: @Sendable () -> Bool = { false }

  /// Prepares replications.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - seed: The seed; nil for the scenario's own.
  ///   - logics: Sale logics that the scenario may name, beside the built-in ones.
  ///   - threads: Sessions that run at the same time, 1 or more.
  ///   - steady: Names of series by second whose mean after the warm-up is measured as well.
  public init(
    _ scenario: Scenario, seed: UInt64? = nil, logics: [any SaleLogic.Type] = [],
    threads: Int = 1, steady: [String] = []
  ) {
    self.scenario = scenario
    self.seed = seed ?? scenario.seed
    measures = MeasureList(scenario, steady: steady)
    self.logics = logics
    self.threads = max(1, threads)
  }

  /// Runs the replications of `numbers`.
  ///
  /// Memory grows with the threads, not with the number of replications, apart from one row each.
  ///
  /// - Parameters:
  ///   - numbers: The numbers of the replications.
  ///   - ended: Called after each session, in no particular order, with how many have ended.
  /// - Returns: One row a replication, in the order of their numbers.
  /// - Throws: The `ReplicationFailure` of the least number that has one, among those that were run;
  ///   `CancellationError` when the task is cancelled or stopped, between two sessions.
  public func run(
    _ numbers: Range<UInt32>, ended: (@Sendable (Int) -> Void)? = nil
  ) async throws -> [Replication] {
    var rows: [Replication] = []
    var failures: [ReplicationFailure] = []
    var rest = numbers.makeIterator()
    await withTaskGroup(of: (UInt32, Result<Replication, SessionError>).self) { group in
      func begin() {
        guard failures.isEmpty, !Task.isCancelled, !isStopped(), let number = rest.next() else {
          return
        }
        group.addTask { (number, session(number)) }
      }
      for _ in 0..<threads { begin() }
      for await (number, outcome) in group {
        switch outcome {
        case .success(let row): rows.append(row)
        case .failure(let error):
          failures.append(ReplicationFailure(replication: number, error: error))
        }
        ended?(rows.count)
        begin()
      }
    }
    if let first = failures.min(by: { $0.replication < $1.replication }) { throw first }
    if rows.count < numbers.count { throw CancellationError() }
    return rows.sorted { $0.number < $1.number }
  }

  /// One session on this thread.
  func session(_ number: UInt32) -> Result<Replication, SessionError> {
    var options = SessionOptions()
    options.seed = seed
    options.replication = number
    options.logics = logics
    return Result { () throws(SessionError) in
      Replication(try Session.run(scenario, options: options), measures)
    }
  }
}
