// What makes hosts and viewers persons, each effect against its formula and each switched off: the
// reveal, which adds reveal · max(0, 2m − 1) to the trust of those of match m; the time to decide,
// times exp(−haste · …); the odds of coming back, times exp(match · (m − ½) + trust · (τ − ½)); and the
// odds of clicks, orders and returns under a host who presses.
//
// Family-wise error 1e-3 (Holm, a fifth for each test). Planted faults: the effect left out, and the
// effect on those whom it must not reach.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct PersonOracleTests {
  private static let alpha = Oracle.alpha / 5

  /// Two streams, each of a cohort of its own, one that matches and one that does not.
  private static func scenario(
    _ visits: Double, length: Int64, interests: [Double] = [1, 0.5], dwell: Distribution,
    from start: Int64 = 0, to end: Int64, _ change: (inout Scenario) -> Void
  ) -> Scenario {
    let cohorts = interests.map { interest in
      Plain.cohort {
        $0.interests = [interest]
        $0.dwell = dwell
      }
    }
    let streams = interests.indices.map { index in
      var shares = [Double](repeating: 0, count: interests.count)
      shares[index] = 1
      return Plain.stream(visits, .steady(from: start, to: end), cohorts: shares)
    }
    return Plain.scenario(length: length, traffic: streams, cohorts: cohorts, change)
  }

  // MARK: The reveal

  private static let revealed = 300 * second
  private static let lift = 0.4

  private static func reveals(_ reveal: Double) -> Scenario {
    scenario(
      2_500, length: 100_000 * second, dwell: .exponential(60), from: revealed - 100 * second,
      to: revealed
    ) {
      $0.rooms[0].rundown = [
        RundownStep(kind: .reveal, at: revealed, product: nil, units: 0),
        Plain.linkUp(at: revealed + 20 * second),
      ]
      $0.rooms[0].host.reveal = reveal
      $0.patience.trust = 2
      $0.decision.trust = 2
      $0.decision.atLinkUp = 0.3
    }
  }

  /// The patience that visits have spent, if it is spent more slowly by a factor once they have heard.
  private static func patience(
    _ session: Observed, stream: UInt64, factor: Double
  ) -> [Double] {
    var entered: [UInt64: Int64] = [:]
    var spent: [Double] = []
    let heard = revealed + second / 50
    for line in session.log where line.account >> 32 == stream {
      if line.event == .enter { entered[line.account] = line.instant }
      guard line.event == .leave, let since = entered[line.account] else { continue }
      let before = min(line.instant, heard) - since
      spent.append(Double(before) + Double(line.instant - since - before) / factor)
    }
    return spent
  }

  @Test func `after a reveal those who match stay longer and tap more, and nobody else`() throws {
    let session = try Observed(Self.reveals(Self.lift), seed: 1)
    let dwell = Distribution.exponential(60)
    let slower = Elementary.exp(2 * Self.lift)
    let truth = [(UInt64(0), slower), (1, 1)].map { stream, factor in
      Oracle.law(
        "patience of \(stream)", Self.patience(session, stream: stream, factor: factor),
        dwell.cumulative)
    }
    let planted = [(UInt64(0), 1), (1, slower)].map { stream, factor in
      Oracle.law(
        "planted", Self.patience(session, stream: stream, factor: factor), dwell.cumulative)
    }
    #expect(planted.allSatisfy { !FamilyWise.rejected([$0], alpha: Self.alpha / 10).isEmpty })
    // Who is there when the product is linked up, and how many of them mean to tap.
    let linked = Self.revealed + 20 * second + second / 50
    let shares = [(UInt64(0), 2 * Self.lift), (1, 0)].map { stream, moved in
      let own = session.log.filter { $0.account >> 32 == stream && $0.instant <= linked + second }
      let present =
        own.count { $0.event == .enter } - own.count { $0.event == .leave && $0.instant <= linked }
      let share = Elementary.logistic(Elementary.log(0.3 / 0.7) + moved)
      return Oracle.binomial(
        "taps of \(stream)", own.count { $0.event == .hear }, of: present, share: share)
    }
    #expect(FamilyWise.rejected(truth + shares, alpha: Self.alpha) == [])
  }

  @Test func `without a lift a reveal is what it was, and with one nothing else changes`() throws {
    let (with, without) = (
      try Observed(Self.reveals(Self.lift), seed: 2), try Observed(Self.reveals(0), seed: 2)
    )
    let heard = Self.revealed + second / 50
    func untouched(_ session: Observed) -> [LoggedEvent] {
      session.log.filter { $0.account >> 32 == 1 || $0.instant < heard }
    }
    #expect(untouched(with) == untouched(without))
    #expect(with.log != without.log)
  }

  // MARK: Trust and knowledge

  private static func trusted(
    _ trust: Double, knowledge: Double = 0, haste: Haste, weight: Double = 1
  ) -> Scenario {
    scenario(
      800, length: 10_000 * second, interests: [0.5], dwell: .exponential(100), to: 100 * second
    ) {
      $0.cohorts[0].consideration = .exponential(8)
      $0.cohorts[0].abandonment = 0
      $0.products[0].variants[0].stock = 100_000
      $0.products[0].returns = ProductReturns(
        share: 0.4, trust: weight, after: .exponential(100), inspection: .exponential(1),
        resaleable: 1)
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.rooms[0].host.trust = trust
      $0.rooms[0].traffic[0].knowledge = knowledge
      $0.decision = Decision(
        atLinkUp: 0.2, perSecond: 0.01, order: 0.4, match: 0, trust: weight, knowledge: weight,
        price: 0, haste: haste)
    }
  }

  /// From each click that became an order to that order, in nanoseconds.
  private static func decisions(_ session: Observed) -> [Double] {
    session.stretch(from: .click, to: [.order]).values.map { Double($0) }
  }

  private static func fewerClicks(_ scenario: Scenario) -> Scenario {
    // Everybody orders at the first click, so a stretch from click to order is one decision.
    var scenario = scenario
    scenario.decision.order = 1
    return scenario
  }

  @Test func `a trusted host and a note read shorten the time to decide by their weights`() throws {
    let haste = Haste(trust: 1, knowledge: 0.5)
    var truth: [TestedHypothesis] = []
    for (seed, (trust, knowledge, factor)) in zip(
      Seeds.first(3), [(0.9, 0.0, 0.4), (0.5, 1, 0.5), (0.2, 1, 0.2)])
    {
      let scenario = Self.trusted(trust, knowledge: knowledge, haste: haste)
      let found = Self.decisions(try Observed(Self.fewerClicks(scenario), seed: seed))
      let law = Distribution.exponential(8 * Elementary.exp(-factor))
      truth.append(Oracle.law("\(trust), \(knowledge)", found, law.cumulative))
      let planted = Oracle.law("planted", found, Distribution.exponential(8).cumulative)
      #expect(!FamilyWise.rejected([planted], alpha: Self.alpha / 10).isEmpty, "\(trust)")
    }
    let plain = Self.decisions(
      try Observed(Self.fewerClicks(Self.trusted(0.9, knowledge: 1, haste: Haste())), seed: 4))
    truth.append(Oracle.law("off", plain, Distribution.exponential(8).cumulative))
    #expect(FamilyWise.rejected(truth, alpha: Self.alpha) == [])
  }

  /// Orders, units sold and units sent back.
  private static func outcome(_ scenario: Scenario, seed: UInt64) throws -> [Int] {
    let record = try Observed(scenario, seed: seed, keepsLog: false).record
    let stock = record.stock[0].account
    return [record.audience.total.orders, stock.sold, stock.returned]
  }

  @Test func `trust brings more orders and fewer returns, and without its weights neither`() throws
  {
    var sums = [[0, 0, 0], [0, 0, 0]]
    for seed in Seeds.first(4) {
      for (index, trust) in [0.2, 0.9].enumerated() {
        let outcome = try Self.outcome(Self.trusted(trust, haste: Haste()), seed: seed)
        sums[index] = zip(sums[index], outcome).map { $0 + $1 }
      }
    }
    let off = try [0.2, 0.9].map {
      try Self.outcome(Self.trusted($0, haste: Haste(), weight: 0), seed: 1)
    }
    #expect(off[0] == off[1])
    let (low, high) = (sums[0].map { Double($0) }, sums[1].map { Double($0) })
    // Both one-sided at 1e-4 (Bonferroni): counts as Poisson, shares as binomial.
    let more = (high[0] - low[0]) / (high[0] + low[0]).squareRoot()
    let common = (low[2] + high[2]) / (low[1] + high[1])
    let spread = (common * (1 - common) * (1 / low[1] + 1 / high[1])).squareRoot()
    let fewer = (low[2] / low[1] - high[2] / high[1]) / spread
    #expect(more > 3.72, "\(sums)")
    #expect(fewer > 3.72, "\(sums)")
  }

  // MARK: Homophily

  private static func returning(_ match: Double, _ trust: Double) -> Scenario {
    scenario(
      2_000, length: 10_000 * second, interests: [0.9, 0.2], dwell: .exponential(5),
      to: 200 * second
    ) {
      $0.rooms[0].host.trust = 0.8
      for cohort in $0.cohorts.indices {
        $0.cohorts[cohort].returnShare = 0.3
        $0.cohorts[cohort].returnAfter = .exponential(20)
        $0.cohorts[cohort].returnMatch = match
        $0.cohorts[cohort].returnTrust = trust
      }
    }
  }

  @Test func `people like the room come back more often, by the odds that are declared`() throws {
    var truth: [TestedHypothesis] = []
    for (seed, (match, trust)) in zip(Seeds.first(3), [(3.0, 0.0), (0, 1.5), (0, 0)]) {
      let record = try Observed(Self.returning(match, trust), seed: seed, keepsLog: false).record
      for (cohort, interest) in [0.9, 0.2].enumerated() {
        let first = record.audience.funnel(cohort: cohort, source: .discover).visits
        let again = record.audience.funnel(cohort: cohort, source: .me).visits
        let moved = match * (interest - 0.5) + trust * 0.3
        let share = Elementary.logistic(Elementary.log(0.3 / 0.7) + moved)
        truth.append(
          Oracle.binomial("\(match), \(trust), \(cohort)", again, of: first + again, share: share))
        guard moved != 0 else { continue }
        let planted = Oracle.binomial("planted", again, of: first + again, share: 0.3)
        #expect(!FamilyWise.rejected([planted], alpha: Self.alpha / 10).isEmpty)
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Self.alpha) == [])
  }

  // MARK: How a host sells

  private static func host(_ change: (inout Host) -> Void) -> Scenario {
    scenario(
      1_200, length: 2_000 * second, interests: [0.4], dwell: .exponential(60), to: 100 * second
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 200 * second)]
      $0.cohorts[0].dwell = .fixed(1_000)
      $0.cohorts[0].priceTolerance = 5_000
      $0.decision = Decision(
        atLinkUp: 0.4, perSecond: 0, order: 1, match: 2, trust: 0, knowledge: 0, price: 0.5)
      $0.orders.gateway.rate = 1
      change(&$0.rooms[0].host)
    }
  }

  @Test func `fit, urgency and bargain move the choice as they are declared`() throws {
    let dear = -0.5 * Elementary.log(2)
    let cases: [(String, Double, (inout Host) -> Void)] = [
      ("plain", 2 * -0.1 + dear, { _ in }),
      ("fit", 2 * (0.4 * 1.5 - 0.5) + dear, { $0.fit = 1.5 }),
      ("all fit", 2 * 0.5 + dear, { $0.fit = 5 }),
      ("urgency", 2 * -0.1 + dear + 0.6, { $0.urgency = 0.6 }),
      ("bargain", 2 * -0.1 + 2.5 * dear, { $0.bargain = 2.5 }),
    ]
    var truth: [TestedHypothesis] = []
    for (seed, (name, moved, change)) in zip(Seeds.first(5), cases) {
      let total = try Observed(Self.host(change), seed: seed, keepsLog: false).record.audience.total
      let share = Elementary.logistic(Elementary.log(0.4 / 0.6) + moved)
      truth.append(Oracle.binomial(name, total.clickers, of: total.persons, share: share))
      guard name != "plain" else { continue }
      let plain = Elementary.logistic(Elementary.log(0.4 / 0.6) + cases[0].1)
      let planted = Oracle.binomial(name, total.clickers, of: total.persons, share: plain)
      #expect(!FamilyWise.rejected([planted], alpha: Self.alpha / 10).isEmpty, "\(name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Self.alpha) == [])
  }

  @Test func `what was bought in haste is sent back more often`() {
    let returns = ProductReturns(
      share: 0.5, trust: 0, after: .fixed(1), inspection: .fixed(1), resaleable: 1)
    var host = Plain.scenario(length: second, traffic: []).rooms[0].host
    #expect(ReturnOdds.chance(returns, Plain.cohort(), host, .domestic) == 0.5)
    host.urgency = 1
    let pressed = ReturnOdds.chance(returns, Plain.cohort(), host, .domestic)
    #expect(abs(pressed - Elementary.logistic(1)) < 1e-12)
  }
}
