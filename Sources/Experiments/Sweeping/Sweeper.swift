// The points of a sweep, all their sessions side by side: a thread that has no session of this point
// left takes one of the next. A point is handed over as soon as its last session has ended, so that
// whoever keeps finished points loses at most those that were under way.
//
// Invariant: the rows of a point are in the order of their numbers, and have the same bytes for any
// number of threads. Points share the seed, so their differences are paired.
public import LiveCommerce

/// A session of a sweep that could not be run, or not be trusted.
public struct SweepFailure: Error, Equatable {
  /// The index of the point among those that were to be run.
  public let point: Int
  /// Which replication of the seed.
  public let replication: UInt32
  /// What happened.
  public let error: SessionError
}

/// Runs sessions of many scenarios.
public struct Sweeper: Sendable {
  private let scenarios: [Scenario]
  private let seed: UInt64
  private let numbers: Range<UInt32>
  private let logics: [any SaleLogic.Type]
  private let threads: Int
  /// Asked between two sessions; once it says yes no further session is begun.
  public var isStopped: @Sendable () -> Bool = { false }

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - scenarios: The points.
  ///   - seed: The seed of all.
  ///   - numbers: The replications of each, one or more.
  ///   - logics: Sale logics that scenarios may name, beside the built-in ones.
  ///   - threads: Sessions that run at the same time, 1 or more.
  public init(
    _ scenarios: [Scenario], seed: UInt64, numbers: Range<UInt32>,
    logics: [any SaleLogic.Type] = [], threads: Int = 1
  ) {
    self.scenarios = scenarios
    self.seed = seed
    self.numbers = numbers
    self.logics = logics
    self.threads = max(1, threads)
  }

  /// Runs all points.
  ///
  /// - Parameters:
  ///   - ended: Called after each session with how many have ended.
  ///   - finished: Called with each point's index and its rows, as points finish.
  /// - Throws: What `finished` throws; the `SweepFailure` of the least point and number that has one,
  ///   among the sessions that were run; `CancellationError` when the sweep was stopped. No further
  ///   session begins then.
  public func run(
    ended: (@Sendable (Int) -> Void)? = nil,
    finished: (Int, [MeasuredRow]) throws -> Void
  ) async throws {
    let replicators = scenarios.map { Replicator($0, seed: seed, logics: logics) }
    var jobs = scenarios.indices.lazy.flatMap { point in numbers.map { (point, $0) } }
      .makeIterator()
    var rows: [Int: [MeasuredRow]] = [:]
    var failures: [SweepFailure] = []
    var count = 0
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      func begin() {
        guard failures.isEmpty, !isStopped(), let (point, number) = jobs.next() else { return }
        let replicator = replicators[point]
        group.addTask {
          Outcome(point: point, number: number, result: replicator.session(number))
        }
      }
      for _ in 0..<threads { begin() }
      for try await outcome in group {
        let point = outcome.point
        switch outcome.result {
        case .success(let replication):
          count += 1
          ended?(count)
          rows[point, default: []].append(MeasuredRow(replication))
        case .failure(let error):
          failures.append(
            SweepFailure(point: point, replication: outcome.number, error: error))
        }
        if rows[point]?.count == numbers.count, let all = rows.removeValue(forKey: point) {
          try finished(point, all.sorted { $0.number < $1.number })
        }
        begin()
      }
    }
    if let first = failures.min(by: {
      ($0.point, $0.replication) < ($1.point, $1.replication)
    }) {
      throw first
    }
    if count < scenarios.count * numbers.count { throw CancellationError() }
  }

  private struct Outcome {
    let point: Int
    let number: UInt32
    let result: Result<Replication, SessionError>
  }
}
