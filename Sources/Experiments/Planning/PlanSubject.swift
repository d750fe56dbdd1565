// What is planned for. A plan knows nothing but sessions at sizes, so it can be tried on something of
// which the truth is known.
public import LiveCommerce

/// Something of which sessions can be run at any combination of sizes.
public protocol PlanSubject: Sendable {
  /// The sessions of a combination with these numbers, in order.
  ///
  /// Sessions of the same number have the same chance at every combination.
  func sessions(
    at combination: Combination, _ numbers: Range<UInt32>
  ) async throws -> [Replication]

  /// What limited one session, and a metric in it; nil if nothing did.
  func limits(
    at combination: Combination, in number: UInt32, of metric: String
  ) async throws -> PlanLimits?
}

/// A scenario whose values are set to the sizes.
public struct ScenarioPlanSubject: PlanSubject {
  /// The question.
  let question: PlanQuestion
  /// The scenario with its values replaced.
  let scenario: @Sendable ([ScenarioSetting]) throws -> Scenario
  let seed: UInt64?
  let logics: [any SaleLogic.Type]
  let threads: Int
  let isStopped: @Sendable () -> Bool

  /// Prepares a scenario for planning.
  ///
  /// - Parameters:
  ///   - question: The question.
  ///   - seed: The seed; nil for the scenario's own.
  ///   - logics: Sale logics that the scenario may name, beside the built-in ones.
  ///   - threads: Sessions that run at the same time.
  ///   - isStopped: Asked between two sessions; once it says yes no further session is begun.
  ///   - scenario: Reads the scenario with values laid over it.
  public init(
    _ question: PlanQuestion, seed: UInt64? = nil, logics: [any SaleLogic.Type] = [],
    threads: Int = 1, isStopped: @escaping @Sendable () -> Bool = { false },
    scenario: @escaping @Sendable ([ScenarioSetting]) throws -> Scenario
  ) {
    self.question = question
    self.scenario = scenario
    self.seed = seed
    self.logics = logics
    self.threads = threads
    self.isStopped = isStopped
  }

  /// The settings that make a combination.
  func settings(of combination: Combination) -> [ScenarioSetting] {
    zip(question.knobs, question.texts(combination)).map { knob, text in
      ScenarioSetting(path: knob.path, value: text)
    }
  }

  /// The sessions of a combination with these numbers, in order.
  public func sessions(
    at combination: Combination, _ numbers: Range<UInt32>
  ) async throws -> [Replication] {
    let scenario = try scenario(settings(of: combination))
    var replicator = Replicator(scenario, seed: seed, logics: logics, threads: threads)
    replicator.isStopped = isStopped
    return try await replicator.run(numbers)
  }

  /// What limited one session, and a metric in it; nil if nothing did.
  ///
  /// Costs one session.
  public func limits(
    at combination: Combination, in number: UInt32, of metric: String
  ) async throws -> PlanLimits? {
    var options = SessionOptions()
    options.seed = seed
    options.replication = number
    options.logics = logics
    let record = try Session.run(try scenario(settings(of: combination)), options: options)
    return record.bottleneck.map {
      PlanLimits(busiest: $0, binding: record.bottleneck(of: metric))
    }
  }
}
