// Precisions as they are written, and how often the interval is right when the values themselves
// decide how many there are.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("Stopping")
struct StoppingTests {
  private static func goal(_ text: String) throws -> PrecisionGoal {
    let scenario = try Scenario.read(Array(ReplicatorTests.text.utf8), file: "t.json5")
    return try PrecisionGoal(text, scenario, MeasureList(scenario))
  }

  static let sound: [(String, String, Double, Bool)] = [
    ("latency.order.p99 ± 2%", "latency.order.p99", 0.02, true),
    ("latency.order.p99 ± 20ms", "latency.order.p99", 0.02, false),
    ("latency.order.p99+-20ms", "latency.order.p99", 0.02, false),
    ("stock.sold[pen] +/- 0.5", "stock.sold[pen]", 0.5, false),
    ("gmv.gross ± ¥500", "gmv.gross", 50_000, false),
    ("funnel.conversion ± 0.001", "funnel.conversion", 0.001, false),
    ("orders.created.peak ± 1.5/s", "orders.created.peak", 1.5, false),
  ]

  @Test("a precision is read in the unit of its measure", arguments: sound)
  func reading(_ text: String, _ name: String, _ width: Double, _ isRelative: Bool) throws {
    let goal = try Self.goal(text)
    let scenario = try Scenario.read(Array(ReplicatorTests.text.utf8), file: "t.json5")
    #expect(MeasureList(scenario).all[goal.measure].name == name)
    #expect(abs(goal.width - width) < 1e-12 && goal.isRelative == isRelative)
    #expect(goal.text == text)
  }

  static let refused: [(String, String)] = [
    (
      "latency.order.p99",
      "`latency.order.p99` is not a precision; write \"latency.order.p99 ± 2%\""
    ),
    ("± 2%", "`± 2%` is not a precision; write \"latency.order.p99 ± 2%\""),
    (
      "latncy.order.p99 ± 2%",
      "there is no measure `latncy.order.p99`; did you mean `latency.order.p99`?"
    ),
    ("gmv.gross ± 0%", "`0%` is no width: write more than 0 and at most 100%"),
    ("gmv.gross ± 101%", "the width `101%`: must lie between 0% and 100%; it is 101%"),
    ("people.visits ± 0", "`0` is no width: write more than 0"),
    ("gmv.gross ± $5", "the width `$5`: is in USD; the first product is priced in CNY"),
    (
      "latency.order.p99 ± 20",
      "the width `20`: needs a unit: write \"250ms\", \"15s\", \"10m\""
    ),
  ]

  @Test("what is no precision is refused with what would be", arguments: refused)
  func refusal(_ text: String, _ message: String) {
    let problem = #expect(throws: PrecisionGoal.Problem.self) { try Self.goal(text) }
    #expect(problem?.description == message)
  }

  @Test func `looks are few, from the minimum to the cap`() throws {
    func looks(_ sampling: Sampling) -> [UInt32] {
      Array(sequence(first: 0) { sampling.next(after: $0) }.dropFirst())
    }
    #expect(looks(.fixed(7)) == [7])
    let goal = try Self.goal("people.visits ± 2%")
    #expect(looks(.until([goal], atMost: 60)) == [20, 25, 32, 40, 50, 60])
    #expect(looks(.until([goal], atMost: 20)) == [20])
  }

  @Test func `a share of the mean is a share of the true one`() throws {
    let goal = try Self.goal("people.visits ± 10%")
    let estimate = MeanEstimate([9, 10, 11, 10])
    let half = try #require(estimate.interval).halfWidth / 10
    #expect(abs((goal.reached(estimate) ?? 0) - half / (1 - half)) < 1e-12)
    // The same in all, once other values can be no more than one in twenty.
    let constant = [Double](repeating: 5, count: 59)
    #expect(goal.reached(MeanEstimate(constant)) == 0)
    #expect(goal.reached(MeanEstimate(Array(constant.dropLast()))) == nil)
    #expect(goal.reached(MeanEstimate([-1, 1, 0, 0])) == nil)
    #expect(goal.reached(MeanEstimate([5])) == nil && !goal.isMet(by: MeanEstimate([5])))
    // Of a measure that is seldom there are fewer values than sessions.
    let few = (0..<20).map { 100 + Double($0 % 2) }
    #expect(
      goal.isMet(by: MeanEstimate(few)) && !goal.isMet(by: MeanEstimate(Array(few.dropLast()))))
  }

  /// The number of experiments, of 1000, whose interval at the stop holds the truth.
  private static func covered(
    _ goal: PrecisionGoal, fewest: Int = Int(Sampling.fewest), next: (UInt32) -> UInt32?,
    _ value: (EntityDraws, UInt32) -> Double
  ) -> Int {
    Seeds.first(1_000).count { seed in
      let draws = Draws(seed: seed).entity(0x19, 0)
      var values: [Double] = []
      var estimate = MeanEstimate([])
      while let count = next(UInt32(values.count)) {
        values += (UInt32(values.count)..<count).map { value(draws, $0) }
        estimate = MeanEstimate(values)
        if goal.isMet(by: estimate, fewest: fewest) { break }
      }
      return estimate.interval.map { $0.low <= 10 && 10 <= $0.high } ?? false
    }
  }

  /// Told is 95 %; stopping early takes a little of it.
  ///
  /// The bound that holds here is 93.5 %, tested by the exact binomial law at 0.05 %; without a minimum
  /// it is lost.
  @Test func `stopping when the interval is narrow leaves it nearly as sure as it says`() throws {
    let goal = try Self.goal("people.visits ± 5%")
    let least = BinomialRegion.counts(of: 1_000, share: 0.935).lowerBound
    let rule = Sampling.until([goal], atMost: 1_000)
    let covered = Self.covered(goal, next: { rule.next(after: $0) }) { draws, index in
      10 + 1.2 * draws.standardNormal(1, index)
    }
    #expect(covered >= least, "\(covered)")
    let hasty = Self.covered(
      goal, fewest: 2, next: { $0 < 1_000 ? max(2, $0 + 1) : nil }
    ) { draws, index in
      10 + 1.2 * draws.standardNormal(1, index)
    }
    #expect(hasty < least, "\(hasty)")
  }
}
