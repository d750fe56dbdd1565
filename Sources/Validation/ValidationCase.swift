// What is held against theory: a model that the product can run, and what a closed form says of it.
// Each replication is one independent run and gives one number for each claim, whose expectation is
// the claim's theory.
package import Stochastics

/// A quantity, what theory says of it, and what a wrong theory would.
package struct Claim: Sendable {
  package let quantity: String
  package let theory: Double
  /// What must be refused: a theory that is wrong by so much that the smallest run should see it.
  package let wrong: Double

  package init(_ quantity: String, _ theory: Double, wrong: Double) {
    self.quantity = quantity
    self.theory = theory
    self.wrong = wrong
  }
}

/// How much is run.
package struct ValidationSize: Sendable {
  /// Replications of each station or network, one a seed from 1 on.
  package var replications: Int
  /// Replications of each whole session, likewise.
  package var sessions: Int
  /// Customers that are counted in each replication of a station.
  package var customers: Int
  /// Seeds of the study of coverage.
  package var coverageSeeds: Int

  package init(replications: Int, sessions: Int, customers: Int, coverageSeeds: Int) {
    self.replications = replications
    self.sessions = sessions
    self.customers = customers
    self.coverageSeeds = coverageSeeds
  }

  /// What the report is made of.
  package static let full = ValidationSize(
    replications: 100, sessions: 100, customers: 4_000, coverageSeeds: 2_000)
}

/// What a replication runs with.
package struct Run: Sendable {
  /// The seed, from 1 on.
  package let seed: UInt64
  /// The number of the case, so that cases do not share their chance.
  package let number: UInt32
  /// Customers before the first who is counted.
  package let warmUp: Int
  /// Customers to be counted.
  package let customers: Int

  /// A run; unless told otherwise a quarter as many customers as are counted, and at least 500, come
  /// before them.
  package init(seed: UInt64, number: UInt32, customers: Int, warmUp: Int? = nil) {
    self.seed = seed
    self.number = number
    self.customers = customers
    self.warmUp = warmUp ?? max(500, customers / 4)
  }

  /// Who is counted of the customers of a station.
  package var counted: Range<Int> { warmUp..<(warmUp + customers) }

  /// The run's random numbers.
  package var draws: Draws { Draws(seed: seed, replication: number) }
}

/// A model with its claims.
package struct ValidationCase: Sendable {
  /// The heading under which it stands.
  package let chapter: String
  /// The model, such as `M/M/3, load 2.1`.
  package let model: String
  /// Where the formula is from.
  package let source: String
  /// Whether a replication is a whole session.
  package let isSession: Bool
  package let claims: [Claim]
  /// One replication: a number for each claim, in their order; NaN where the run was unsound.
  package let run: @Sendable (Run) -> [Double]

  package init(
    _ chapter: String, _ model: String, source: String, isSession: Bool = false,
    claims: [Claim], run: @escaping @Sendable (Run) -> [Double]
  ) {
    self.chapter = chapter
    self.model = model
    self.source = source
    self.isSession = isSession
    self.claims = claims
    self.run = run
  }
}
