// How much check-then-act oversells: exactly Poisson with mean λ·w, for orders that come as a Poisson
// process of rate λ and take their unit a fixed time w after having looked.
//
// Derivation. With nothing else scarce and fixed service times, every order looks at the stock the
// same time after it has arrived, so the looks t₁ < t₂ < … are a Poisson process of rate λ too, and
// order i takes its unit at tᵢ + w. Of S units, the first S orders all find one (fewer than S have
// been taken before their looks), and the S-th unit is taken at t_S + w. A later order finds a unit
// exactly if it looks before that. So the promises beyond the stock are the looks in (t_S, t_S + w).
// t_S is a stopping time of the process, and by its strong Markov property that number is Poisson
// with mean λ·w, whatever S is.
//
// Each case gives two z-values over n seeds: of the sum, which is Poisson with mean n·λ·w, and of the
// index of dispersion Σ(x − λw)²/λw, with mean n and variance n·(2 + 1/λw). Both are nearly normal
// for sums of hundreds. The family is tested at 1e-3 as a whole.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct OversellOracleTests {
  struct Case: Sendable {
    /// Orders per second.
    var rate: Double
    /// From the look to the act, in nanoseconds.
    var gap: Double
    var stock: Int
    var expected: Double { rate * gap / 1e9 }
  }

  static let cases: [Case] = [
    Case(rate: 200, gap: 5e6, stock: 1),
    Case(rate: 1_000, gap: 3e6, stock: 7),
    Case(rate: 2_000, gap: 4e6, stock: 20),
  ]

  private static func scenario(_ setting: Case) -> Scenario {
    var storm = Storm(variants: [setting.stock], hold: 3_600_000_000_000, logic: CheckThenAct.name)
    storm.path.workers.count = 100
    // Looking takes next to nothing; the write is the act, w later.
    storm.path.database = OrderPath.Database(
      connections: 100, read: .deterministic(Deterministic(1)),
      write: .deterministic(Deterministic(setting.gap)),
      update: .deterministic(Deterministic(1)))
    return storm.scenario
  }

  /// Units promised beyond the stock in one session.
  private static func oversold(_ scenario: Scenario, _ setting: Case, seed: UInt64) throws -> Int {
    let checkout = Checkout(
      scenario: scenario, seed: seed, replication: 0, logicTypes: [CheckThenAct.self])
    let own = Draws(seed: seed).entity(0xFFFC, UInt64(setting.stock))
    let enough = setting.stock + Int(setting.expected + 10 * setting.expected.squareRoot()) + 20
    var instant = Double(Storm.opening)
    for number in 1...enough {
      instant += own.unitExponential(1, UInt32(number)) / setting.rate * 1e9
      checkout.accept(Storm.request(at: Int64(instant), account: UInt64(number)))
    }
    checkout.advance(to: Int64(instant) + 10_000_000_000)
    let result = try #require(checkout.checks.first { $0.name == .noOversell })
    let account = checkout.referee.ledger.accounts[0]
    // Measured, because it is not promised; and the last arrivals came too late to matter.
    #expect(!result.isPromised && result.brokenPromises == 0)
    #expect(result.violations == account.oversold)
    #expect(account.held - setting.stock == account.oversold)
    #expect(checkout.books.count(of: .soldOut) > 0)
    try checkout.finish(at: checkout.books.lastAct)
    return account.oversold
  }

  @Test func `check-then-act oversells by a Poisson number of mean rate times gap`() throws {
    let seeds = Seeds.first(150)
    var family: [TestedHypothesis] = []
    for setting in OversellOracleTests.cases {
      let scenario = OversellOracleTests.scenario(setting)
      let mean = setting.expected
      let count = Double(seeds.count)
      var sum = 0.0
      var dispersion = 0.0
      for seed in seeds {
        let found = Double(try OversellOracleTests.oversold(scenario, setting, seed: seed))
        sum += found
        dispersion += (found - mean) * (found - mean) / mean
      }
      let ofSum = (sum - count * mean) / (count * mean).squareRoot()
      let ofSpread = (dispersion - count) / (count * (2 + 1 / mean)).squareRoot()
      let name = "λ = \(setting.rate), w = \(setting.gap), S = \(setting.stock)"
      family.append(TestedHypothesis("mean, \(name)", pValue: NormalTest.pValue(ofSum)))
      family.append(TestedHypothesis("spread, \(name)", pValue: NormalTest.pValue(ofSpread)))
    }
    let rejected = FamilyWise.rejected(family, alpha: 1e-3)
    #expect(rejected == [])
  }
}
