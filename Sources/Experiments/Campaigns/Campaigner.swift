// Campaigns of a scenario, one after the other or side by side. Sessions of one campaign follow from each
// other, so they run in their order; campaigns of different replications share nothing.
//
// Invariant: the result has the same bytes whatever the number of threads, and wherever a campaign was
// stopped and taken up again.
public import LiveCommerce

/// Runs campaigns.
public struct Campaigner: Sendable {
  /// A scenario that has a campaign.
  public let scenario: Scenario
  /// The campaign of the scenario.
  public let campaign: Campaign
  /// The seed; replications differ in their number alone.
  public let seed: UInt64
  /// Sale logics that the scenario may name, beside the built-in ones.
  public let logics: [any SaleLogic.Type]
  /// Campaigns that run at the same time, or threads that share the audience of a single one.
  public let threads: Int
  /// Asked between two sessions; once it says yes no further session is begun.
  public var isStopped: @Sendable () -> Bool = { false }
  /// Asked before each session with its number in the campaign, from 1, and its scenario, which other
  /// sessions have made what it is; what it throws ends the campaign before that session.
  public var admits: @Sendable (Int, Scenario) throws -> Void = { _, _ in }

  /// Prepares campaigns; nil if the scenario has none.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - seed: The seed; nil for the scenario's own.
  ///   - logics: Sale logics that the scenario may name, beside the built-in ones.
  ///   - threads: Campaigns that run at the same time, 1 or more.
  public init?(
    _ scenario: Scenario, seed: UInt64? = nil, logics: [any SaleLogic.Type] = [], threads: Int = 1
  ) {
    guard let campaign = scenario.campaign else { return nil }
    self.scenario = scenario
    self.campaign = campaign
    self.seed = seed ?? scenario.seed
    self.logics = logics
    self.threads = max(1, threads)
  }

  /// A campaign before its first session.
  public func start(_ replication: UInt32 = 0) -> CampaignRecord {
    CampaignRecord(scenario, seed: seed, replication: replication)
  }

  /// Runs what is left of one campaign.
  ///
  /// - Parameters:
  ///   - start: The campaign as far as it has been run.
  ///   - ended: Called after each session with the campaign so far.
  /// - Returns: The whole campaign.
  /// - Throws: `SessionError`, as a session does; `CancellationError` when it is stopped between two
  ///   sessions; whatever `admits` and `ended` throw.
  public func run(
    from start: CampaignRecord, ended: (CampaignRecord) throws -> Void = { _ in }
  ) throws -> CampaignRecord {
    try run(from: start, threads: threads, ended: ended)
  }

  private func run(
    from start: CampaignRecord, threads: Int, ended: (CampaignRecord) throws -> Void
  ) throws -> CampaignRecord {
    var record = start
    var options = SessionOptions()
    options.logics = logics
    options.threads = threads
    while record.sessions.count < campaign.sessions {
      if isStopped() || Task.isCancelled { throw CancellationError() }
      try admits(record.sessions.count + 1, scenario.session(after: record.state))
      try record.runSession(of: scenario, options: options)
      try ended(record)
    }
    return record
  }

  /// Runs the campaigns of `numbers`, several at the same time.
  ///
  /// - Parameters:
  ///   - numbers: The numbers of the replications.
  ///   - ended: Called after each campaign, in no particular order, with how many have ended.
  /// - Returns: The campaigns, in the order of their numbers.
  /// - Throws: The `ReplicationFailure` of the least number that has one, among those that were run;
  ///   what `admits` throws; `CancellationError` when the task is cancelled or stopped.
  public func run(
    _ numbers: Range<UInt32>, ended: (@Sendable (Int) -> Void)? = nil
  ) async throws -> [CampaignRecord] {
    var records: [CampaignRecord] = []
    var failures: [ReplicationFailure] = []
    var refusal: (any Error)?
    var isCut = false
    var rest = numbers.makeIterator()
    await withTaskGroup(of: Outcome.self) { group in
      func begin() {
        guard failures.isEmpty, !isCut, let number = rest.next() else { return }
        group.addTask { outcome(of: number) }
      }
      for _ in 0..<threads { begin() }
      for await outcome in group {
        switch outcome {
        case .ended(let record): records.append(record)
        case .failed(let failure): failures.append(failure)
        case .refused(let error):
          refusal = refusal ?? error
          isCut = true
        case .stopped: isCut = true
        }
        ended?(records.count)
        begin()
      }
    }
    if let first = failures.min(by: { $0.replication < $1.replication }) { throw first }
    if let refusal { throw refusal }
    if records.count < numbers.count { throw CancellationError() }
    return records.sorted { $0.replication < $1.replication }
  }

  private enum Outcome: Sendable {
    case ended(CampaignRecord)
    case failed(ReplicationFailure)
    case refused(any Error)
    case stopped
  }

  /// One campaign on this thread.
  private func outcome(of number: UInt32) -> Outcome {
    do {
      return .ended(try run(from: start(number), threads: 1) { _ in })
    } catch let error as SessionError {
      return .failed(ReplicationFailure(replication: number, error: error))
    } catch is CancellationError {
      return .stopped
    } catch {
      return .refused(error)
    }
  }
}
