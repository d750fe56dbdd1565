// Many sessions of one scenario and all that is concluded from them. A function of (scenario, seed,
// number of sessions): threads, order of ending and interruptions leave no trace in it.
public import LiveCommerce
public import Stochastics

/// Replications and what follows from them.
public struct Experiment: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// The seed.
  public let seed: UInt64
  /// What was measured.
  public let measures: MeasureList
  /// One row a session, by number from 0.
  public let rows: [Replication]
  /// Where the warm-ups end of the series whose steady state was asked for.
  public let warmUps: [WarmUp]
  /// The precisions that were asked for.
  public let goals: [PrecisionGoal]
  /// The mean of each measure over the sessions that had something to measure, in the order of the
  /// list.
  public let estimates: [MeanEstimate]
  /// The verdict on promises and on what must never happen.
  public let verdict: ExperimentVerdict

  /// Draws the conclusions.
  ///
  /// - Parameters:
  ///   - replicator: What ran the sessions.
  ///   - rows: The sessions, by number.
  ///   - goals: The precisions that were asked for.
  public init(_ replicator: Replicator, _ rows: [Replication], goals: [PrecisionGoal] = []) {
    scenario = replicator.scenario
    seed = replicator.seed
    measures = replicator.measures
    let warmUps = WarmUp.all(rows, replicator.measures)
    let rows = rows.map { $0.measured(after: warmUps) }
    self.warmUps = warmUps
    self.rows = rows
    self.goals = goals
    estimates = measures.all.indices.map { MeanEstimate(Experiment.values($0, rows)) }
    verdict = ExperimentVerdict(rows, scenario, measures)
  }

  /// What was measured at a place of the list, session by session; those without are left out.
  public func values(of measure: Int) -> [Double] { Experiment.values(measure, rows) }

  static func values(_ measure: Int, _ rows: [Replication]) -> [Double] {
    rows.compactMap { $0.values[measure] }
  }

  /// Whether a goal is met.
  public func isMet(_ goal: PrecisionGoal) -> Bool { goal.isMet(by: estimates[goal.measure]) }

  /// The verdict in a word; a precision that was not reached leaves undecided what is not broken.
  public var judgement: Judgement {
    guard verdict.judgement == .kept else { return verdict.judgement }
    return goals.allSatisfy(isMet) ? .kept : .undecided
  }
}

extension Replicator {
  /// Runs as many sessions as are asked for and draws the conclusions.
  ///
  /// - Parameters:
  ///   - sampling: How many.
  ///   - ended: Called after each session with how many have ended in all.
  /// - Returns: The experiment.
  /// - Throws: As `run(_:ended:)`.
  public func experiment(
    _ sampling: Sampling, ended: (@Sendable (Int) -> Void)? = nil
  ) async throws -> Experiment {
    var rows: [Replication] = []
    let goals = sampling.goals
    while let next = sampling.next(after: UInt32(rows.count)) {
      let before = rows.count
      rows += try await run(UInt32(before)..<next) { ended?(before + $0) }
      let warmUps = WarmUp.all(rows, measures)
      let settled = rows.map { $0.measured(after: warmUps) }
      let areMet = goals.allSatisfy { goal in
        goal.isMet(by: MeanEstimate(Experiment.values(goal.measure, settled)))
      }
      if !goals.isEmpty && areMet { break }
    }
    return Experiment(self, rows, goals: goals)
  }
}
