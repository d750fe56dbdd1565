// Plans against closed forms, and against what happens when they are followed. Nothing here is
// statistical: laws are summed up term by term, and sessions are compared person by person.
//
// Planted faults: one unit less than the quantile; a plan that looks at sales alone; a plan that takes
// no notice of what is on its way.
import Foundation
import Testing

@testable import LiveCommerce

@Suite struct SupplyPlanTests {
  // MARK: The forecast

  /// The probabilities of 0, 1, 2, … by recurrence.
  private static func terms(_ law: DemandForecast, upTo last: Int) -> [Double] {
    var term = pow(1 / (1 + law.scale), law.shape)
    return (0...last).map { count in
      defer {
        term *= (Double(count) + law.shape) / Double(count + 1) * law.scale / (1 + law.scale)
      }
      return term
    }
  }

  @Test(arguments: [0.0, 0.5, 7, 40], [0.5, 1, 3])
  func `the forecast has the negative binomial law`(seen: Double, growth: Double) {
    let law = DemandForecast(seen: seen, growth: growth)
    let terms = Self.terms(law, upTo: 800)
    var sum = 0.0
    for (count, term) in terms.enumerated() {
      sum += term
      #expect(abs(law.cumulative(count) - sum) < 1e-11)
    }
    let mean = terms.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    #expect(abs(mean - law.mean) < 1e-9 * max(1, mean))
    let variance = terms.enumerated().reduce(0) { sum, term in
      sum + (Double(term.offset) - mean) * (Double(term.offset) - mean) * term.element
    }
    #expect(abs(variance - law.variance) < 1e-8 * max(1, variance))
    for level in [0.1, 0.5, 0.9, 0.99] {
      let units = law.quantile(level)
      #expect(law.cumulative(units) >= level && law.cumulative(units - 1) < level)
    }
  }

  @Test func `of shape 1 it is geometric, whose quantile is a logarithm`() {
    for (growth, level) in [(1.0, 0.9), (4, 0.5), (9, 0.99), (0.2, 0.75)] {
      let ratio = growth / (1 + growth)
      let units = Int((log(1 - level) / log(ratio)).rounded(.up)) - 1
      #expect(DemandForecast(seen: 0.5, growth: growth).quantile(level) == max(0, units))
    }
  }

  @Test func `stock up to the newsvendor's quantile earns most`() {
    let (price, cost, salvage) = (400.0, 160.0, 40.0)
    let level = Newsvendor.level(price: price, cost: cost, salvage: salvage)
    #expect(abs(level - 240.0 / 360) < 1e-12)
    for seen in [0.0, 3, 25] {
      let law = DemandForecast(seen: seen)
      let terms = Self.terms(law, upTo: 600)
      func earned(_ stock: Int) -> Double {
        terms.enumerated().reduce(-cost * Double(stock)) { sum, term in
          let sold = Double(min(stock, term.offset))
          return sum + term.element * (price * sold + salvage * (Double(stock) - sold))
        }
      }
      let best = law.quantile(level)
      #expect(earned(best) >= earned(best + 1) && earned(best) >= earned(best - 1))
      #expect(earned(best) > earned(2 * best + 5), "the rule turned round would earn less")
    }
    #expect(Newsvendor.level(price: 100, cost: 100, salvage: 0) == 0)
  }

  @Test func `a demand that repeats is served as often as was asked for`() {
    // Over all that the first session may show, by the Poisson law of a rate that nobody knows.
    for rate in [3.0, 12, 60] {
      func poisson(_ count: Int) -> Double {
        exp(Double(count) * log(rate) - rate - lgamma(Double(count) + 1))
      }
      var below = 0.0
      let cumulative = (0...400).map { count in
        below += poisson(count)
        return below
      }
      let served = (0...200).reduce(0.0) { sum, seen in
        sum + poisson(seen) * cumulative[DemandForecast(seen: Double(seen)).quantile(0.9)]
      }
      #expect(served > 0.885 && served < 0.94, "rate \(rate): \(served)")
      // A Poisson law of what was seen, as if it were the rate, serves too few.
      let naive = (0...200).reduce(0.0) { sum, seen in
        let units = Self.poissonQuantile(Double(seen), 0.9)
        return sum + poisson(seen) * cumulative[units]
      }
      #expect(naive < served - 0.03)
    }
  }

  private static func poissonQuantile(_ rate: Double, _ level: Double) -> Int {
    var (count, term) = (0, exp(-rate))
    var sum = term
    while sum < level {
      count += 1
      term *= rate / Double(count)
      sum += term
    }
    return count
  }

  // MARK: Lines

  private static let shares = [0.1, 0.2, 0.4, 0.2, 0.1]

  /// A first batch of the same size for every size, and a crowd that is not so.
  private static func first(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
    SupplyScene.scenario(visits: 400, stock: [80, 80, 80, 80, 80], shares: shares) {
      $0.products[0].substitute = 0.3
      change(&$0)
    }
  }

  private static func total(
    _ record: SessionRecord, _ part: (SessionRecord.StockReport) -> Int
  ) -> Int {
    record.stock.reduce(0) { $0 + part($1) }
  }

  @Test func `a plan made from one session makes the next one better, for the same crowd`() throws {
    let scenario = Self.first()
    let before = try SupplyScene.run(scenario)
    #expect(Self.total(before, \.unmet) > 30 && Self.total(before, \.substitutes) > 10)
    let plan = SupplyPlan(record: before, scenario: scenario)
    // What people wanted is known, although the middle size sold out.
    for (line, share) in zip(plan.lines, Self.shares) {
      #expect(abs(line.demand - 400 * share) < 4 * (400 * share).squareRoot())
      #expect(line.order == max(0, line.target - line.leftover))
      #expect(line.opening == line.leftover + line.order)
    }
    let wanted = before.audience.total.orders
    #expect(plan.lines.reduce(0) { $0 + $1.demand } == Double(wanted))
    // Unmet demand of this session predicts what is ordered for the next.
    let most = plan.lines.max { $0.order < $1.order }
    #expect(most?.variant == 2 && before.stock[2].unmet == before.stock.map(\.unmet).max())

    let after = try SupplyScene.run(plan.applied(to: scenario))
    #expect(Self.total(after, \.unmet) == 0)
    #expect(Self.total(after, \.account.free) < Self.total(before, \.account.free))
    // Who looks at sales alone orders too little of what was sold out.
    let sold = before.stock[2].account.sold
    #expect(DemandForecast(seen: Double(sold)).quantile(0.9) < plan.lines[2].target - 20)
  }

  @Test func `of a product that is sold out as a whole each plan orders more, until it is not`()
    throws
  {
    // Whoever sees the card "sold out" wants nothing that could be counted.
    var scenario = SupplyScene.scenario(visits: 120, stock: [40])
    var openings: [Int] = []
    for _ in 1...8 {
      let record = try SupplyScene.run(scenario)
      let line = SupplyPlan(record: record, scenario: scenario).lines[0]
      openings.append(line.opening)
      guard line.leftover == 0 else { break }
      #expect(line.opening > line.sold)
      scenario = SupplyPlan(record: record, scenario: scenario).applied(to: scenario)
    }
    #expect(openings.count > 2 && openings.count < 8)
    #expect(openings.last ?? 0 > 100)
  }

  @Test func `what is on its way is not ordered again, and what comes late is not counted on`()
    throws
  {
    let day = 86_400 * second
    let scenario = Self.first {
      $0.pools = [.domestic, StockPool(name: "directMail", lead: 10 * day)]
      $0.products[0].pool = 1
      $0.rooms[0].rundown.append(
        RundownStep(kind: .restock, at: 50 * second, product: 0, units: 100))
    }
    let record = try SupplyScene.run(scenario)
    var rule = SupplyRule()
    let plan = SupplyPlan(record: record, scenario: scenario, rule: rule)
    // Ten days are two sessions of a week each; the first has what is left and loses the rest.
    for line in plan.lines {
      let missed = max(0, DemandForecast(seen: line.demand).mean - Double(line.leftover))
      let both = DemandForecast(seen: line.demand, ahead: 2).quantile(0.9)
      #expect(line.target == both - Int(missed))
      #expect(line.onTheWay == Int(100 * Self.shares[line.variant]))
      #expect(line.order == max(0, line.target - line.leftover - line.onTheWay))
      #expect(line.opening == line.leftover, "neither order nor restock is there in a week")
    }
    func pending(_ units: [Int]) -> [SupplyPlan.Line] {
      SupplyPlan(record: record, scenario: scenario, rule: rule, pending: [[], [], units]).lines
    }
    #expect(pending([0, 30])[2].order == plan.lines[2].order - 30)
    #expect(pending([0, 30])[3].order == plan.lines[3].order)
    // What comes for the first session is sold in it, and leaves the second as it was.
    #expect(plan.lines[2].leftover == 0 && pending([30])[2].order == plan.lines[2].order)
    rule.interval = 14 * day
    for line in SupplyPlan(record: record, scenario: scenario, rule: rule).lines {
      #expect(line.opening == line.leftover + line.onTheWay + line.order)
    }
  }

  @Test func `what is missed before an order is there is the demand that nothing was there for`() {
    // Of 100 each: 30 are there and 70 missed; 50 more come and 50 are missed; 320 are there and none
    // is missed; 220 are left for the last.
    #expect(SupplyStage.missed(each: 100, there: [30, 80, 400, 400]) == 120)
    #expect(SupplyStage.missed(each: 100, there: [0, 0]) == 200)
    #expect(SupplyStage.missed(each: 100, there: [500, 500]) == 0)
    #expect(SupplyStage.missed(each: 100, there: []) == 0)
  }

  @Test func `orders that come after the next session serve those after it, and no more`() throws {
    let text = """
      {
        saleroom: 1, title: 'Late', asks: '?', session: { length: '2m', epoch: '1s' },
        cohorts: { all: {
          dwell: '10h', reaction: '100ms', client: { retries: 0 },
          payment: { abandon: 0, delay: '1s' },
        } },
        pools: { abroad: { lead: '30h' } },
        products: { item: { price: '¥100', stock: 400, hold: '1m', pool: 'abroad' } },
        rundown: [{ at: '1m', do: 'linkUp', product: 'item' }],
        traffic: { discover: { visits: 1000, arrive: { spike: { at: '0s', delay: '1s' } } } },
        decision: { atLinkUp: 1, perMinute: 0, order: 1 },
        orders: { payment: { decline: 0, latency: '100ms' } },
        campaign: { sessions: 4, every: '1d', stock: {}, restock: {} },
      }
      """
    let scenario = try Scenario.read(Array(text.utf8), file: "late")
    let sessions = try CampaignText.run(scenario).sessions
    // Some 1000 are wanted each time. The first two sessions have 400 between them; the order of the first
    // comes for the third, with what it takes to be safe over two sessions: 1.3 · √6000 ≈ 100 more.
    #expect(sessions.map(\.sold).prefix(2) == [400, 0])
    for session in sessions.dropFirst(2) {
      #expect(session.unmet < 50, "\(session)")
      #expect(session.leftover ?? .max < 300, "\(session)")
    }
    #expect(900...1250 ~= sessions[0].ordered)
  }

  @Test func `what will come back is counted on by its law`() throws {
    let scenario = SupplyScene.scenario(visits: 2_000, stock: [3_000]) {
      $0.products[0].returns = ProductReturns(
        share: 0.6, after: .logNormal(3 * 86_400, 0.5), inspection: .exponential(86_400),
        resaleable: 0.9)
    }
    let record = try SupplyScene.run(scenario)
    let line = SupplyPlan(record: record, scenario: scenario).lines[0]
    let back = record.restockedAfterClose(row: 0, by: 7 * 86_400 * second)
    #expect(line.leftover == 3_000 - line.sold && line.opening >= line.leftover + back)
    // Binomial, with 64 points of each law: within four standard deviations and half a per cent.
    let deviation = (line.expectedBack * 0.6).squareRoot()
    #expect(abs(Double(back) - line.expectedBack) < 4 * deviation + 10)
    #expect(line.order == max(0, line.target - line.leftover - Int(line.expectedBack)))
    #expect(back > 500)
  }

  @Test func `what was back by the close is not counted on again`() throws {
    // Half of what comes back is back by the close.
    let scenario = SupplyScene.scenario(visits: 4_000, stock: [6_000]) {
      $0.products[0].returns = ProductReturns(
        share: 0.6, after: .exponential(40), inspection: .fixed(1), resaleable: 1)
    }
    let record = try SupplyScene.run(scenario)
    let inTime = record.stock[0].account.restocked - record.restockedAfterClose(row: 0, by: .max)
    #expect(inTime > 1_000)
    for minutes in [2, 3, 60] {
      var rule = SupplyRule()
      rule.interval = Int64(minutes) * 60 * second
      let line = SupplyPlan(record: record, scenario: scenario, rule: rule).lines[0]
      let back = record.restockedAfterClose(row: 0, by: rule.interval)
      let deviation = line.expectedBack.squareRoot()
      #expect(abs(Double(back) - line.expectedBack) < 4 * deviation, "\(minutes) min")
    }
  }

  @Test func `units out come back by the closed form of exponential times`() {
    let (chance, mean, minute) = (0.6, 12.0 * 3_600, 60.0)
    let outlook = ReturnOutlook(
      chance: chance,
      ProductReturns(
        share: 1, after: .exponential(mean), inspection: .fixed(minute), resaleable: 1),
      delay: 0)
    func nanoseconds(_ seconds: Double) -> Double { (seconds + minute) * 1e9 }
    for (age, wait) in [(0.0, 24.0), (6, 6), (12, 36), (30, 1)].map({ ($0 * 3_600, $1 * 3_600) }) {
      let stays = exp(-age / mean)
      let share = chance * stays * (1 - exp(-wait / mean)) / (1 - chance * (1 - stays))
      let back = outlook.back(of: 1_000, ages: [nanoseconds(age)], after: wait * 1e9)
      #expect(abs(back - 1_000 * share) < 10, "\(age), \(wait): \(back), not \(1_000 * share)")
    }
    // Paid for at a steady rate over as long as a return takes on average.
    let ages = (0..<64).map { nanoseconds((Double($0) + 0.5) / 64 * mean) }
    let stays: Double = 1 - exp(-1.0)
    let share = chance * stays * (1 - exp(-2.0)) / (1 - chance + chance * stays)
    #expect(abs(outlook.back(of: 1_000, ages: ages, after: 2 * mean * 1e9) - 1_000 * share) < 10)
    #expect(outlook.back(of: 1_000, ages: [], after: 1e9) == 0)
  }

  @Test func `ages are spread as payments are`() {
    let ages = ReturnOutlook.ages(at: 10 * second, paidBySecond: [0, 30, 0, 10])
    #expect(ages == Array(repeating: 8.5e9, count: 48) + Array(repeating: 6.5e9, count: 16))
    #expect(ReturnOutlook.ages(at: second, paidBySecond: []).isEmpty)
  }

  @Test func `the next session opens with what is back by then, whenever it is`() throws {
    let scenario = SupplyScene.scenario(visits: 100, stock: [900]) {
      $0.products[0].returns = ProductReturns(
        share: 1, after: .fixed(1_800), inspection: .fixed(60), resaleable: 1)
    }
    let record = try SupplyScene.run(scenario)
    // All is paid for in the first minute, and on sale again half an hour later.
    for (minutes, isBack) in [(30, false), (33, true), (12 * 60, true), (24 * 60, true)] {
      var rule = SupplyRule()
      rule.interval = Int64(minutes) * 60 * second
      let line = SupplyPlan(record: record, scenario: scenario, rule: rule).lines[0]
      #expect(line.sold > 50 && line.order == 0)
      #expect(line.opening == line.leftover + (isBack ? line.sold : 0), "after \(minutes) min")
    }
  }

  @Test func `who was told nothing is in no line, and is counted`() throws {
    func plan(_ workers: Int) throws -> (plan: SupplyPlan, lost: Int) {
      let scenario = SupplyScene.scenario(visits: 2_000, stock: [3_000]) {
        $0.orders.workers.count = workers
        $0.orders.workers.queue = workers > 1 ? 100_000 : 1
        $0.orders.workers.service = .fixed(workers > 1 ? 0 : 1)
      }
      let record = try SupplyScene.run(scenario)
      let lost = LossReason.allCases.reduce(0) { $0 + record.audience.losses[$1.rawValue] }
      return (SupplyPlan(record: record, scenario: scenario), lost)
    }
    #expect(try plan(100).plan.untold == 0)
    let few = try plan(1)
    #expect(few.plan.untold == few.lost && few.lost > 100)
    #expect(few.plan.lines[0].unmet == 0)
  }

  // MARK: Pooling

  /// What is left over on average of a stock up to the quantile.
  private static func leftover(_ law: DemandForecast, _ level: Double) -> Double {
    let stock = law.quantile(level)
    return terms(law, upTo: stock).enumerated().reduce(0) { sum, term in
      sum + term.element * Double(stock - term.offset)
    }
  }

  @Test func `one stock for all niches leaves less than one for each, at the same service`() {
    var before = 0.0
    for level in [0.8, 0.9, 0.95, 0.99] {
      let apart = 12 * Self.leftover(DemandForecast(seen: 5), level)
      let together = Self.leftover(DemandForecast(seen: 60), level)
      #expect(apart > 2.5 * together, "\(level): \(apart) apart, \(together) together")
      #expect(together > before, "more service, more leftover")
      before = together
    }
  }

  // MARK: New products

  @Test func `a category that people like and nobody sells is proposed, and sells`() throws {
    var scenario = SupplyScene.scenario(visits: 600, stock: [600]) {
      $0.categories = ["regular", "wideInstep", "boots"]
      $0.cohorts = [("slim", [0.9, 0.2, 0.3]), ("wide", [0.2, 0.9, 0.1])].map { name, interests in
        Plain.cohort {
          $0.name = name
          $0.interests = interests
          $0.dwell = .fixed(40)
          $0.abandonment = 0
          $0.priceTolerance = name == "wide" ? 12_000 : 10_000
        }
      }
      $0.rooms[0].traffic = [
        Plain.stream(600, .steady(from: 0, to: 30 * second), cohorts: [0.6, 0.4])
      ]
      $0.decision.perSecond = 0.02
      $0.decision.order = 0.3
      $0.decision.match = 4
    }
    let record = try SupplyScene.run(scenario)
    let proposals = SupplyPlan(record: record, scenario: scenario).proposals
    #expect(proposals.map(\.name) == ["wideInstep"])
    let proposal = try #require(proposals.first)
    #expect(abs(proposal.persons - 240) < 60 && proposal.price == 12_000)
    #expect(proposal.stock >= Int(proposal.demand) && proposal.demand > 20)
    // On air in the second half of the next session, it sells through faster than the other did.
    scenario.products.append(proposal.product)
    scenario.rooms[0].rundown.append(
      RundownStep(kind: .linkUp, at: 20 * second, product: 1, units: 0))
    let next = try SupplyScene.run(scenario)
    func sellThrough(_ product: Int) -> Double {
      Metrics.named("stock.sellThrough")?.value(of: next, subject: product) ?? 0
    }
    #expect(sellThrough(1) > 1.5 * sellThrough(0))
    #expect(SupplyPlan(record: next, scenario: scenario).proposals.isEmpty)
  }
}
