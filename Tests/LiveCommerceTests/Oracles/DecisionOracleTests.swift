// The choice at a link-up, and that to order, are logistic: log-odds of the declared share, moved
// by match·(m − ½) + trust·(t − ½) + knowledge − price·ln(price ÷ tolerance), and by the personal
// parts (D. McFadden 1974; with a spread of taste, the mean of the logistic over the normal, by
// Simpson's rule). Shares are binomial; the coefficients are tested by their score, Σ x(k − np) ÷
// √Σ x²np(1 − p), the most powerful direction there is (C. R. Rao 1948). Clicks while a product is
// on air are a Poisson process of rate perSecond·exp(the same sum): the count of a viewer whose
// time is fixed is Poisson.
//
// Family-wise error 1e-3 (Holm, half for each test). Coefficients that are all 15 % off, and a rate
// 4 % off, are rejected, and the shares move in the declared direction.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct DecisionOracleTests {
  /// One kind of viewer.
  struct Row: Sendable {
    var interest = 0.5
    var tolerance: Int64 = 10_000
    var taste = 0.0
    var spread = 0.0
  }
  /// One room with the coefficients that hold in it.
  struct Setting: Sendable {
    var name: String
    var decision: Decision
    var trust = 0.5
    var knows = 0.0
    var rows: [Row]
  }

  static let settings: [Setting] = [
    Setting(
      name: "match",
      decision: Decision(
        atLinkUp: 0.4, perSecond: 0.2, order: 0.5, match: 2, trust: 0, knowledge: 0, price: 0),
      rows: [0, 0.25, 0.5, 0.75, 1].map { Row(interest: $0) }),
    Setting(
      name: "price",
      decision: Decision(
        atLinkUp: 0.5, perSecond: 0.2, order: 0.3, match: 0, trust: 0, knowledge: 0, price: 1.5),
      rows: [5_000, 7_000, 10_000, 15_000, 20_000].map { Row(tolerance: $0) }),
    Setting(
      name: "trusted, all known",
      decision: Decision(
        atLinkUp: 0.2, perSecond: 0.1, order: 0.4, match: 1, trust: 1.2, knowledge: 0.8, price: 1),
      trust: 1, knows: 1,
      rows: [Row(interest: 0.3), Row(interest: 0.9), Row(interest: 0.6, tolerance: 20_000)]),
    Setting(
      name: "spread",
      decision: Decision(
        atLinkUp: 0.15, perSecond: 0.1, order: 0.8, match: 2, trust: 1, knowledge: 0, price: 2),
      trust: 0.3,
      rows: [Row(interest: 0.7, taste: 0.5), Row(tolerance: 8_000, spread: 0.6)]),
    Setting(
      name: "some know",
      decision: Decision(
        atLinkUp: 0.3, perSecond: 0.05, order: 0.5, match: 1, trust: 1, knowledge: 1.5, price: 1),
      knows: 0.4, rows: [Row(interest: 0.8), Row(interest: 0.2)]),
  ]

  static let viewers = 2_500.0

  static func cohorts(_ setting: Setting, dwell: Double) -> [Cohort] {
    setting.rows.map { row in
      Plain.cohort {
        $0.interests = [row.interest]
        $0.priceTolerance = row.tolerance
        $0.taste = row.taste
        $0.toleranceSpread = row.spread
        $0.dwell = .fixed(dwell)
      }
    }
  }

  static func scenario(_ setting: Setting, linkUp: Int64, dwell: Double) -> Scenario {
    let count = setting.rows.count
    var stream = Plain.stream(
      viewers * Double(count), .steady(from: second, to: 20 * second),
      cohorts: Array(repeating: 1 / Double(count), count: count))
    stream.knowledge = setting.knows
    return Plain.scenario(
      length: 60 * second, traffic: [stream], cohorts: cohorts(setting, dwell: dwell)
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: linkUp)]
      $0.rooms[0].host.trust = setting.trust
      $0.decision = setting.decision
      $0.orders.gateway.rate = 1
    }
  }

  /// Whether viewers of a setting differ within a row.
  static func isMixed(_ setting: Setting) -> Bool {
    setting.rows.contains { deviation(setting, $0) > 0 }
      || setting.knows.truncatingRemainder(
        dividingBy: 1) > 0
  }

  /// The part of the log-odds that all of a row share.
  static func inclination(_ setting: Setting, _ row: Row) -> Double {
    let decision = setting.decision
    return decision.match * (row.interest - 0.5) + decision.trust * (setting.trust - 0.5)
      + (setting.knows == 1 ? decision.knowledge : 0)
      - decision.price * Elementary.log(10_000 / Double(row.tolerance))
  }

  /// The standard deviation of the personal part.
  static func deviation(_ setting: Setting, _ row: Row) -> Double {
    let taste = setting.decision.match * row.taste
    let price = setting.decision.price * row.spread
    return (taste * taste + price * price).squareRoot()
  }

  /// A function of the log-odds, averaged over the personal part of a row.
  static func average(
    _ setting: Setting, _ row: Row, from base: Double, scale: Double = 1,
    _ value: (Double) -> Double
  ) -> Double {
    let mean = base + scale * inclination(setting, row)
    if setting.knows > 0, setting.knows < 1 {
      let knowing = value(mean + scale * setting.decision.knowledge)
      return setting.knows * knowing + (1 - setting.knows) * value(mean)
    }
    let deviation = scale * deviation(setting, row)
    guard deviation > 0 else { return value(mean) }
    return Oracle.integral(from: -8, to: 8) { z in
      value(mean + deviation * z) * Elementary.exp(-z * z / 2)
    } / (2 * Double.pi).squareRoot()
  }

  static func logOdds(_ share: Double) -> Double { Elementary.log(share / (1 - share)) }

  struct Cell {
    var successes: Int
    var trials: Int
    var share: Double
    var inclination: Double
  }

  /// The score of a scale common to all coefficients.
  static func score(_ name: String, _ cells: [Cell], shares: [Double]) -> TestedHypothesis {
    var sum = 0.0
    var variance = 0.0
    for (cell, share) in zip(cells, shares) {
      let n = Double(cell.trials)
      sum += cell.inclination * (Double(cell.successes) - n * share)
      variance += cell.inclination * cell.inclination * n * share * (1 - share)
    }
    return TestedHypothesis(name, pValue: NormalTest.pValue(sum / variance.squareRoot()))
  }

  @Test func `the share that acts at a link-up is logistic in what moves it`() throws {
    var truth: [TestedHypothesis] = []
    for (setting, seed) in zip(Self.settings, Seeds.first(5)) {
      var atLinkUp = setting
      atLinkUp.decision.perSecond = 0
      let session = Self.scenario(atLinkUp, linkUp: 30 * second, dwell: 1_000)
      let audience = try Observed(session, seed: seed, keepsLog: false).record.audience
      func share(_ row: Row, scale: Double) -> Double {
        Self.average(
          setting, row, from: Self.logOdds(setting.decision.atLinkUp), scale: scale,
          Elementary.logistic)
      }
      let cells = setting.rows.enumerated().map { index, row in
        let funnel = audience.funnel(cohort: index, source: .discover)
        return Cell(
          successes: funnel.clicks, trials: funnel.persons, share: share(row, scale: 1),
          inclination: Self.inclination(setting, row))
      }
      for (index, cell) in cells.enumerated() {
        truth.append(
          Oracle.binomial(
            "\(setting.name) \(index)", cell.successes, of: cell.trials, share: cell.share))
      }
      truth.append(Self.score("\(setting.name), scale", cells, shares: cells.map(\.share)))
      // Where viewers of a row differ, the rows speak of how much.
      let planted = Self.score(
        "scale", cells, shares: setting.rows.map { share($0, scale: 1.15) })
      if !Self.isMixed(setting) {
        #expect(
          !FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(setting.name)")
        truth += try Self.orders(setting, seed: seed)
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 2) == [])
  }

  /// Of those who tap, the share that orders moves in the same way.
  static func orders(_ setting: Setting, seed: UInt64) throws -> [TestedHypothesis] {
    var all = setting
    all.decision.atLinkUp = 1
    all.decision.perSecond = 0
    let session = scenario(all, linkUp: 30 * second, dwell: 1_000)
    let audience = try Observed(session, seed: seed, keepsLog: false).record.audience
    var shares: [Double] = []
    let family = setting.rows.enumerated().map { index, row in
      let funnel = audience.funnel(cohort: index, source: .discover)
      shares.append(Double(funnel.orders) / Double(funnel.clicks))
      #expect(funnel.clicks == funnel.persons)
      return Oracle.binomial(
        "\(setting.name) \(index), orders", funnel.orders, of: funnel.clicks,
        share: Elementary.logistic(logOdds(setting.decision.order) + inclination(setting, row)))
    }
    // The sign: rows are listed from the least to the most inclined.
    if setting.rows.count == 5 { #expect(shares == shares.sorted(), "\(setting.name)") }
    return family
  }

  @Test func `clicks while a product is on air are a Poisson process of the declared rate`()
    throws
  {
    let dwell = 12.0
    var truth: [TestedHypothesis] = []
    for (setting, seed) in zip(Self.settings, Seeds.first(5)) {
      var quiet = setting
      quiet.decision.order = 0
      // On air before anybody comes, so that all of a visit is time to click.
      let session = try Observed(
        Self.scenario(quiet, linkUp: 0, dwell: dwell), seed: seed, keepsLog: false)
      for (index, row) in setting.rows.enumerated() {
        let funnel = session.record.audience.funnel(cohort: index, source: .discover)
        let none = Self.average(setting, row, from: 0) { logRate in
          Elementary.exp(-setting.decision.perSecond * dwell * Elementary.exp(logRate))
        }
        truth.append(
          Oracle.binomial(
            "\(setting.name) \(index), clickers", funnel.clickers, of: funnel.persons,
            share: 1 - none))
      }
      // Within a mixed row counts are Poisson only given the person.
      if Self.isMixed(setting) { continue }
      let rates = setting.rows.indices.map { index in
        Double(session.record.audience.funnel(cohort: index, source: .discover).persons) * dwell
          * setting.decision.perSecond
          * Elementary.exp(Self.inclination(setting, setting.rows[index]))
      }
      let counts = setting.rows.indices.map {
        session.record.audience.funnel(cohort: $0, source: .discover).clicks
      }
      truth += Oracle.poisson("\(setting.name), clicks", counts, means: rates)
      let total = counts.reduce(0, +)
      let mean = rates.reduce(0, +)
      let planted = TestedHypothesis(
        "rate", pValue: ChiSquare.poissonPValue(total, mean: mean * 1.04))
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(setting.name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 2) == [])
  }

  @Test func `whoever has ordered what is on air clicks on the next product no sooner for that`()
    throws
  {
    let (first, next) = (30 * second, 130 * second)
    var scenario = Plain.scenario(
      length: 400 * second,
      traffic: [Plain.stream(Self.viewers, .steady(from: second, to: 20 * second))],
      cohorts: [Plain.cohort { $0.dwell = .fixed(1_000) }]
    ) {
      $0.decision.perSecond = 0.1
      $0.decision.order = 1
      $0.products.append($0.products[0])
      for index in $0.products.indices { $0.products[index].variants[0].stock = 10_000 }
      $0.products[1].name = "another"
    }
    scenario.rooms[0].rundown = [
      Plain.linkUp(at: first), RundownStep(kind: .linkUp, at: next, product: 1, units: 0),
    ]
    let session = try Observed(scenario, seed: 1)
    // All but one in 22 000 have ordered the first by then; the stage is heard a fiftieth later.
    let waits = session.instants(of: .click).filter { $0 > next }.map {
      Double($0 - next - second / 50)
    }
    let truth = Oracle.law("next click", waits) { Distribution.exponential(10).cumulative($0) }
    let planted = Oracle.law("planted", waits) { Distribution.exponential(11.5).cumulative($0) }
    #expect(waits.count > Int(0.9 * Self.viewers))
    #expect(FamilyWise.rejected([truth], alpha: Oracle.alpha) == [])
    #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty)
  }
}
