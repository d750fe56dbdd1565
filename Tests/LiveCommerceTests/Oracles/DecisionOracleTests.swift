// The choice at a link-up, and that to order, are logistic: log-odds of the declared share, moved by
// match·(m − ½) + trust·(t − ½) + knowledge − price·ln(price ÷ tolerance), and by the personal parts
// (D. McFadden 1974; with a spread of taste, the mean of the logistic over the normal, by
// Simpson's rule). Shares are binomial; the coefficients are tested by their score,
// Σ x(k − np) ÷ √Σ x²np(1 − p), the most powerful direction there is (C. R. Rao 1948). Clicks while
// a product is on air are a Poisson process of rate perSecond·exp(the same sum): the count of a
// viewer whose time is fixed is Poisson.
//
// Family-wise error 1e-3 (Holm). Every coefficient 15 % off, and a rate 4 % off, is rejected, and the
// shares move in the declared direction.
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
  ]

  static let viewers = 2_500.0

  static func cohorts(_ setting: Setting, dwell: Double) -> [Cohort] {
    setting.rows.map { row in
      Plain.cohort {
        $0.interests = [row.interest]
        $0.priceTolerance = row.tolerance
        $0.taste = row.taste
        $0.toleranceSpread = row.spread
        $0.dwell = .always(dwell)
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

  /// The deterministic part of the log-odds.
  static func inclination(_ setting: Setting, _ row: Row) -> Double {
    let decision = setting.decision
    return decision.match * (row.interest - 0.5) + decision.trust * (setting.trust - 0.5)
      + decision.knowledge * setting.knows
      - decision.price * Elementary.log(10_000 / Double(row.tolerance))
  }

  /// The standard deviation of the personal part.
  static func deviation(_ setting: Setting, _ row: Row) -> Double {
    let taste = setting.decision.match * row.taste
    let price = setting.decision.price * row.spread
    return (taste * taste + price * price).squareRoot()
  }

  /// A function of the log-odds, averaged over the personal part.
  static func average(_ mean: Double, _ deviation: Double, _ value: (Double) -> Double) -> Double {
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
    for (setting, seed) in zip(Self.settings, Seeds.first(4)) {
      var atLinkUp = setting
      atLinkUp.decision.perSecond = 0
      let session = Self.scenario(atLinkUp, linkUp: 30 * second, dwell: 1_000)
      let audience = try Observed(session, seed: seed, keepsLog: false).record.audience
      func share(_ row: Row, scale: Double) -> Double {
        Self.average(
          Self.logOdds(setting.decision.atLinkUp) + scale * Self.inclination(setting, row),
          scale * Self.deviation(setting, row), Elementary.logistic)
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
      // What moves the last setting is its spread, of which the rows speak.
      let planted = Self.score(
        "scale", cells, shares: setting.rows.map { share($0, scale: 1.15) })
      if setting.name != "spread" {
        #expect(
          !FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(setting.name)")
        truth += try Self.orders(setting, seed: seed)
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
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
    for (setting, seed) in zip(Self.settings.dropLast(), Seeds.first(4)) {
      var quiet = setting
      quiet.decision.order = 0
      // On air before anybody comes, so that all of a visit is time to click.
      let session = try Observed(
        Self.scenario(quiet, linkUp: 0, dwell: dwell), seed: seed)
      for (index, row) in setting.rows.enumerated() {
        let funnel = session.record.audience.funnel(cohort: index, source: .discover)
        let rate = setting.decision.perSecond * Elementary.exp(Self.inclination(setting, row))
        let mean = rate * dwell * Double(funnel.persons)
        let name = "\(setting.name) \(index)"
        truth.append(
          TestedHypothesis(
            "\(name), clicks", pValue: ChiSquare.poissonPValue(funnel.clicks, mean: mean)))
        truth.append(
          Oracle.binomial(
            "\(name), clickers", funnel.clickers, of: funnel.persons,
            share: 1 - Elementary.exp(-rate * dwell)))
      }
      let rates = setting.rows.indices.map { index in
        Double(session.record.audience.funnel(cohort: index, source: .discover).persons) * dwell
          * setting.decision.perSecond
          * Elementary.exp(Self.inclination(setting, setting.rows[index]))
      }
      let total = session.record.audience.total.clicks
      let mean = rates.reduce(0, +)
      truth.append(
        TestedHypothesis(
          "\(setting.name), all", pValue: ChiSquare.poissonPValue(total, mean: mean)))
      let planted = TestedHypothesis(
        "rate", pValue: ChiSquare.poissonPValue(total, mean: mean * 1.04))
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(setting.name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }
}
