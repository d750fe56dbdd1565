// The points of a sweep, all their sessions side by side: a thread that has no session of this point
// left takes one of the next. A point is handed over as soon as its last session has ended, so that
// whoever keeps finished points loses at most those that were under way.
//
// Invariant: the rows of a point are in the order of their numbers, and have the same bytes for any
// number of threads. Points share the seed, so their differences are paired.
public import LiveCommerce

/// Runs sessions of many scenarios.
public struct Sweeper: Sendable {
  private let scenarios: [Scenario]
  private let seed: UInt64
  private let numbers: Range<UInt32>
  private let logics: [any SaleLogic.Type]
  private let threads: Int

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
  /// - Throws: The `SessionError` of a session, or what `finished` throws; no further session begins
  ///   then.
  public func run(
    ended: (@Sendable (Int) -> Void)? = nil,
    finished: (Int, [MeasuredRow]) throws -> Void
  ) async throws {
    let replicators = scenarios.map { Replicator($0, seed: seed, logics: logics) }
    var jobs = scenarios.indices.lazy.flatMap { point in numbers.map { (point, $0) } }
      .makeIterator()
    var rows: [Int: [MeasuredRow]] = [:]
    var count = 0
    try await withThrowingTaskGroup(of: (Int, MeasuredRow).self) { group in
      func begin() {
        guard let (point, number) = jobs.next() else { return }
        let replicator = replicators[point]
        group.addTask { (point, MeasuredRow(try replicator.session(number).get())) }
      }
      for _ in 0..<threads { begin() }
      for try await (point, row) in group {
        count += 1
        ended?(count)
        rows[point, default: []].append(row)
        if rows[point]?.count == numbers.count, let all = rows.removeValue(forKey: point) {
          try finished(point, all.sorted { $0.number < $1.number })
        }
        begin()
      }
    }
  }
}
