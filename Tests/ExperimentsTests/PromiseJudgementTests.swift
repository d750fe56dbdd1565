// Verdicts over many sessions: what a number of sessions can show, and that all verdicts are right at
// once as often as is told.
import Stochastics
import TestSupport
import Testing

@testable import Experiments
@testable import LiveCommerce

@Suite("Promises over many sessions")
struct PromiseJudgementTests {
  private static func promise(
    _ text: String
  ) throws -> LiveCommerce.Expectation {
    let file = ReplicatorTests.text.replacing("traffic:", with: "expect: ['\(text)'], traffic:")
    let scenario = try Scenario.read(Array(file.utf8), file: "t.json5")
    return try #require(scenario.expectations.first)
  }

  /// So many sessions that keep `people.visits >= 10`, and so many that do not.
  private static func values(_ kept: Int, _ others: Int) -> [Double?] {
    [Double?](repeating: 11, count: kept) + [Double?](repeating: 9, count: others)
  }

  @Test func `a share is kept from the least number of sessions on that can show it`() throws {
    let promise = try Self.promise("people.visits >= 10")
    #expect(promise.quantifier == nil)
    let shown = PromiseJudgement(promise, Self.values(59, 0), error: 0.05)
    #expect(shown.judgement == .kept && shown.quantifier == .share(0.95))
    let tooFew = PromiseJudgement(promise, Self.values(58, 0), error: 0.05)
    #expect(tooFew.judgement == .undecided && tooFew.sessionsNeeded == 59)
    // Half the error, as for one of two promises, takes more.
    let one = PromiseJudgement(promise, Self.values(59, 0), error: 0.025)
    #expect(one.judgement == .undecided && one.sessionsNeeded == 72)
    #expect(PromiseJudgement(promise, Self.values(1, 0), error: 0.05).judgement == .undecided)
    #expect(PromiseJudgement(promise, [], error: 0.05).judgement == .undecided)
  }

  /// P(5 or more failures of 20 | share 0.95) = 0.0026, of 4 or more 0.0159, of 3 or more 0.0755.
  @Test func `a share is broken when so many failures would be a wonder`() throws {
    let promise = try Self.promise("people.visits >= 10")
    #expect(PromiseJudgement(promise, Self.values(16, 4), error: 0.05).judgement == .broken)
    #expect(PromiseJudgement(promise, Self.values(17, 3), error: 0.05).judgement == .undecided)
    #expect(PromiseJudgement(promise, Self.values(16, 4), error: 0.01).judgement == .undecided)
    let half = try Self.promise("people.visits >= 10 in 50% of sessions")
    #expect(PromiseJudgement(half, Self.values(16, 4), error: 0.05).judgement == .kept)
  }

  @Test func `a session with nothing to measure has not kept it`() throws {
    let promise = try Self.promise("people.visits >= 10")
    let missing = PromiseJudgement(
      promise, Self.values(16, 0) + [Double?](repeating: nil, count: 4), error: 0.05)
    #expect(missing.judgement == .broken && missing.keptIn == 16 && missing.measuredIn == 16)
    #expect(missing.reach?.estimate == -.infinity)
  }

  @Test func `what the promised share of sessions keeps to`() throws {
    let floor = try Self.promise("people.visits >= 10 in 90% of sessions")
    let values = (1...100).map { Double?(Double($0)) }
    // Ninety sessions in a hundred have 11 or more; the tenth from below bounds them.
    #expect(PromiseJudgement(floor, values, error: 0.05).reach?.estimate == 10)
    let ceiling = try Self.promise("people.visits < 10 in 90% of sessions")
    #expect(PromiseJudgement(ceiling, values, error: 0.05).reach?.estimate == 90)
  }

  @Test func `a mean is kept or broken when its interval is on one side`() throws {
    let promise = try Self.promise("people.visits >= 10 on average")
    #expect(promise.quantifier == .onAverage)
    func judge(_ values: [Double?]) -> Judgement {
      PromiseJudgement(promise, values, error: 0.05).judgement
    }
    func five(_ values: [Double?]) -> [Double?] { (0..<5).flatMap { _ in values } }
    let (high, low) = (five([11, 12, 11.5, 12.5]), five([9, 8, 8.5, 9.5]))
    #expect(judge(high) == .kept)
    #expect(judge(low) == .broken)
    #expect(judge(five([9, 12, 9, 11])) == .undecided)
    // Fewer say too little where values are skewed, and nobody knows whether they are.
    #expect(judge(high.dropLast()) == .undecided && judge(low.dropLast()) == .undecided)
    #expect(PromiseJudgement(promise, [11, 12], error: 0.05).sessionsNeeded == 20)
    // Some sessions had nothing to measure, so the mean of all is not known.
    #expect(judge(high + [nil]) == .undecided)
    #expect(judge(low + [nil]) == .broken)
    #expect(judge(low.dropLast() + [nil]) == .undecided)
    #expect(judge([Double?](repeating: nil, count: 58)) == .undecided)
    #expect(judge([Double?](repeating: nil, count: 59)) == .broken)
    #expect(judge([11]) == .undecided)
    // The same in all: believed once other values can be no more than one in twenty.
    #expect(judge([Double?](repeating: 10, count: 58)) == .undecided)
    #expect(judge([Double?](repeating: 10, count: 59)) == .kept)
    #expect(judge([Double?](repeating: 9.99, count: 59)) == .broken)
  }

  /// Means of skewed values at the border of truth, on the side where few large values are missed.
  ///
  /// Told is 5 %. Of fewer than ten values t is wrong three times as often, so nothing is said; from twenty
  /// on the bound that holds is 8 %, tested over seeds 1…1000 by the exact binomial law at 0.05 %.
  @Test(arguments: [3, 5, 9, 20, 40])
  func `a verdict on a mean of exponential values is wrong nearly as seldom as is told`(
    sessions: UInt32
  ) throws {
    let floor = try Self.promise("people.visits >= 10 on average")
    let below = try Self.promise("people.visits < 10 on average")
    let most = BinomialRegion.counts(of: 1_000, share: 0.08).upperBound
    let values = Seeds.first(1_000).map { seed in
      let draws = Draws(seed: seed).entity(0x1A, 0)
      return (0..<sessions).map { 10 * draws.unitExponential(1, $0) }
    }
    func wrong(_ isWrong: ([Double]) -> Bool) -> Int { values.count(where: isWrong) }
    let broken = wrong { PromiseJudgement(floor, $0, error: 0.05).judgement == .broken }
    let kept = wrong { PromiseJudgement(below, $0, error: 0.05).judgement == .kept }
    #expect(broken <= most && kept <= most, "\(broken) and \(kept) of 1000")
    // Whoever trusts t of so few is wrong too often.
    guard sessions < 10 else { return }
    let hasty = wrong { MeanEstimate($0, level: 0.9).interval.map { $0.high < 10 } ?? false }
    #expect(hasty > most, "\(hasty)")
  }

  /// Four promises at the border of truth, where a verdict is wrong most often.
  ///
  /// 1000 experiments, seeds 1…1000. Told is an error of 5 % for all together; the region is one-sided,
  /// 0.05 %.
  @Test func `all verdicts are right at once as often as is told`() throws {
    let shares = try Self.promise("people.visits >= 10")
    let means = try Self.promise("people.visits < 10 on average")
    func areWrong(_ seed: UInt64, error: Double) -> Bool {
      let draws = Draws(seed: seed).entity(0x18, 0)
      // Kept in 95 % and in a little less; a mean of 10 is not below 10.
      let cases: [(LiveCommerce.Expectation, Judgement, (UInt32) -> Double)] = [
        (shares, .broken, { draws.chance(0.95, 1, $0) ? 11 : 9 }),
        (shares, .kept, { draws.chance(0.949_99, 2, $0) ? 11 : 9 }),
        (means, .kept, { 10 + draws.standardNormal(3, $0) }),
        (means, .kept, { 10 + draws.standardNormal(4, $0) }),
      ]
      return cases.contains { promise, wrong, value in
        let values = (0..<UInt32(60)).map { Double?(value($0)) }
        return PromiseJudgement(promise, values, error: error).judgement == wrong
      }
    }
    let most = BinomialRegion.counts(of: 1_000, share: 0.05).upperBound
    let wrong = Seeds.first(1_000).count { areWrong($0, error: 0.05 / 4) }
    #expect(wrong <= most, "\(wrong)")
    // Each with the whole error for itself, together they err too often.
    let planted = Seeds.first(1_000).count { areWrong($0, error: 0.05) }
    #expect(planted > most, "\(planted)")
  }

  // MARK: The whole verdict

  private static func row(_ number: UInt32, identity: Double = 0) -> Replication {
    let broken = Identity(metric: "identity.people", value: identity, tolerance: 0)
    return Replication(
      number: number, values: [], brokenChecks: [], brokenIdentities: identity == 0 ? [] : [broken],
      firstError: nil)
  }

  @Test func `one breach in one session breaks all, and is named`() throws {
    let scenario = try Scenario.read(Array(ReplicatorTests.text.utf8), file: "t.json5")
    let measures = MeasureList(scenario)
    let sound = (0..<9).map { Self.row($0) }
    #expect(ExperimentVerdict(sound, scenario, measures).judgement == .kept)
    let rows = sound + [Self.row(9, identity: 2), Self.row(10), Self.row(11, identity: 3)]
    let verdict = ExperimentVerdict(rows, scenario, measures)
    #expect(verdict.judgement == .broken)
    let breach = try #require(verdict.breaches.first)
    #expect(verdict.breaches.count == 1)
    #expect(breach.name == "identity.people" && breach.replication == 9 && breach.sessions == 2)
    let error = ThrownError(at: 0, call: .pay, order: OrderID(rawValue: 1), text: "x")
    let both = Replication(
      number: 3, values: [], brokenChecks: [],
      brokenIdentities: [Identity(metric: "identity.people", value: 1, tolerance: 0)],
      firstError: error)
    #expect(
      ExperimentVerdict([both], scenario, measures).breaches.map(\.name)
        == ["errors", "identity.people"])
  }
}
