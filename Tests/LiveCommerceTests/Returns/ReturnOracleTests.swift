// Returns against their laws. Orders decide independently of each other, so of n paid ones a binomial
// number comes back, of those a binomial number can be sold again, and the hours in which they come
// back have the shares of the lag's distribution. The odds of product and cohort multiply, and a
// trusted host divides them.
//
// Family-wise error 1e-3 (Holm). Planted faults: a share that is 5 points off, odds that are left out,
// and a lag that is a fifth too long.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct ReturnOracleTests {
  static let hour = 3_600 * second
  static let lag = LogNormal(median: 72 * 3.6e12, sigma: 0.5)

  struct Case: Sendable {
    var name: String
    var share: Double
    var odds = 1.0
    var trust = 0.5
    var resaleable = 0.9
    /// The share by the rule.
    var expected: Double
  }

  static let cases = [
    Case(name: "plain", share: 0.75, expected: 0.75),
    Case(name: "a cohort of double odds", share: 0.5, odds: 2, expected: 2.0 / 3),
    // Trust 1 is half above the middle, and e^(−2·½) is a factor of 0.3679 on odds of 1.
    Case(
      name: "a trusted host", share: 0.5, trust: 1, resaleable: 0.3, expected: 0.268_941_421_369_995
    ),
  ]

  /// Everybody orders and pays within a second or so, and only returns follow.
  static func scenario(_ item: Case) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(0.3)
      $0.abandonment = 0
      $0.returnOdds = item.odds
    }
    return Plain.scenario(
      length: 2 * second, traffic: [Plain.stream(3_000, .steady(from: 0, to: second))],
      cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.rooms[0].host.trust = item.trust
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 10_000
      $0.products[0].returns = ProductReturns(
        share: item.share, trust: 2, after: .logNormal(lag), inspection: .exponential(86_400),
        resaleable: item.resaleable)
    }
  }

  /// The shares of the hours up to each of some bounds by a lag's law, with what comes later.
  static func shares(_ law: LogNormal, _ bounds: [Int]) -> [Double] {
    let below = [0] + bounds.map { law.cumulative(Double($0) * Double(hour)) } + [1]
    return zip(below, below.dropFirst()).map { $1 - $0 }
  }

  static func counts(_ byHour: [Int], _ bounds: [Int]) -> [Int] {
    let below = [0] + bounds.map { byHour.prefix($0).reduce(0, +) } + [byHour.reduce(0, +)]
    return zip(below, below.dropFirst()).map { $1 - $0 }
  }

  @Test func `what comes back, when, and in what state has the declared laws`() throws {
    var truth: [TestedHypothesis] = []
    var planted: [TestedHypothesis] = []
    for item in Self.cases {
      let record = try Observed(Self.scenario(item), seed: 1, keepsLog: false).record
      let account = record.stock[0].account
      let bounds = [24, 48, 60, 72, 84, 96, 120, 168]
      let back = Self.counts(record.returnsByHour[0].values, bounds)
      #expect(account.returned == back.reduce(0, +) && account.inReturn == 0)
      #expect(account.returned == account.restocked + account.scrapped)
      #expect(record.verdict.isKept && record.verdict.identities.count == 9)
      func returned(_ what: String, _ share: Double) -> TestedHypothesis {
        Oracle.binomial(
          "\(item.name), \(what)", account.returned, of: account.sold, share: share)
      }
      let slower = LogNormal(median: 1.2 * 72 * 3.6e12, sigma: 0.5)
      truth += [
        returned("share", item.expected),
        Oracle.binomial(
          "\(item.name), resaleable", account.restocked, of: account.returned,
          share: item.resaleable),
        Oracle.shares("\(item.name), lag", back, Self.shares(Self.lag, bounds)),
      ]
      planted += [
        returned("share off", item.expected + 0.05),
        Oracle.shares("\(item.name), slow", back, Self.shares(slower, bounds)),
      ]
      if item.expected != item.share { planted.append(returned("odds left out", item.share)) }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
    for fault in planted {
      #expect(!FamilyWise.rejected([fault], alpha: Oracle.alpha / 10).isEmpty, "\(fault.name)")
    }
  }

  @Test func `days in which only units come back make no longer lists of seconds`() throws {
    let record = try Observed(Self.scenario(Self.cases[0]), seed: 1, keepsLog: false).record
    #expect(record.returnsByHour.allSatisfy { $0.values.count > 7 * 24 })
    #expect(record.secondSeries.allSatisfy { $0.values.count < 120 })
    #expect(record.end < 120 * second)
  }
}
