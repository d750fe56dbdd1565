// One line of a supply plan: what was asked for, what is left and what will come, and from these how
// many units to order. Nobody waits for what is missing: an order that comes after some sessions need not
// make up for what these could not sell.
//
// Invariant: the order depends on the record's counts at the close and on declared laws alone; what came
// back later enters the opening stock only.
import Stochastics

/// What all lines of a plan look up.
struct SupplyStage {
  private let record: SessionRecord
  private let scenario: Scenario
  private let rule: SupplyRule
  /// Share of paid orders that come from each cohort.
  private let buyers: [Double]
  /// The host who sells each product, by the first room that speaks of it.
  private let hosts: [Int?]
  /// How long before the close units were paid for: of all products together, for the record does not
  /// tell the seconds of each.
  private let ages: [Double]

  init(_ record: SessionRecord, _ scenario: Scenario, _ rule: SupplyRule) {
    self.record = record
    self.scenario = scenario
    self.rule = rule
    var hosts = [Int?](repeating: nil, count: record.scenario.products.count)
    for (index, room) in record.scenario.rooms.enumerated() {
      for product in room.rundown.compactMap(\.product) where hosts[product] == nil {
        hosts[product] = index
      }
    }
    self.hosts = hosts
    ages = ReturnOutlook.ages(at: record.scenario.length, paidBySecond: record.paidBySecond)
    let paid = record.scenario.cohorts.indices.map { cohort in
      TrafficSource.allCases.reduce(0.0) {
        $0 + Double(record.audience.funnel(cohort: cohort, source: $1).paid)
      }
    }
    let total = paid.reduce(0, +)
    buyers = paid.map { total > 0 ? $0 / total : 1 / Double(paid.count) }
  }

  func line(_ row: Int, variant: Int, pending: [Int]) -> SupplyPlan.Line {
    let report = record.stock[row]
    let product = scenario.products[min(report.product, scenario.products.count - 1)]
    let arrives = record.scenario.length + scenario.pools[product.pool].lead
    let level =
      product.cost.map {
        Newsvendor.level(
          price: Double(product.price), cost: Double($0), salvage: Double(product.salvage))
      } ?? rule.level
    let late = record.restockedAfterClose(row: row, by: .max)
    // Of the units sold, those that are back on sale by the close are not with buyers.
    let shelf = Shelf(
      report: report, pending: pending, left: max(0, report.account.free - late),
      out: max(0, report.account.sold - (report.account.restocked - late)),
      returns: returns(of: report.product), demand: demand(report))
    let ahead = max(1, sessions(before: arrives) + 1)
    let target = target(shelf, level, ahead)
    let onTheWay = ordered(shelf, by: .max)
    let back = back(shelf, by: ahead)
    let order = max(0, target - shelf.left - onTheWay - Int(back.rounded(.down)))
    let arrived = report.onTheWay.reduce(0) { $0 + ($1.arrives <= rule.interval ? $1.units : 0) }
    return SupplyPlan.Line(
      name: report.name, product: report.product, variant: variant, sold: report.account.sold,
      unmet: report.unmet, demand: shelf.demand, leftover: shelf.left, onTheWay: onTheWay,
      expectedBack: back, level: level, target: target, order: order, arrives: arrives,
      opening: shelf.left + arrived + record.restockedAfterClose(row: row, by: rule.interval)
        + (arrives <= rule.interval ? order : 0))
  }

  // MARK: What there is, and what it takes

  /// One row at the close.
  private struct Shelf {
    let report: SessionRecord.StockReport
    /// What earlier plans have ordered: in time for the next session, for the one after it, and so on.
    let pending: [Int]
    /// Units that nobody had a claim on.
    let left: Int
    /// Units sold and not on sale again.
    let out: Int
    /// How these come back; nil if they do not.
    let returns: ReturnOutlook?
    let demand: Double
  }

  /// How many of the sessions to come open before an instant.
  private func sessions(before instant: Int64) -> Int { Int((instant - 1) / rule.interval) }

  /// Units on their way that are there when the session opens that is so many from this one.
  private func ordered(_ shelf: Shelf, by session: Int) -> Int {
    shelf.pending.prefix(session).reduce(0, +)
      + shelf.report.onTheWay.reduce(0) {
        $0 + (sessions(before: $1.arrives) < session ? $1.units : 0)
      }
  }

  /// Units likely to be back by then.
  private func back(_ shelf: Shelf, by session: Int) -> Double {
    let wait = Double(rule.interval * Int64(session) - record.scenario.length)
    return shelf.returns?.back(of: shelf.out, ages: ages, after: wait) ?? 0
  }

  /// The stock that does for `ahead` sessions, of which an order serves the last only: what the others
  /// will miss is lost to it.
  private func target(_ shelf: Shelf, _ level: Double, _ ahead: Int) -> Int {
    let all = DemandForecast(seen: shelf.demand, ahead: ahead, growth: rule.growth)
    let there = (1..<ahead).map { session in
      Double(shelf.left + ordered(shelf, by: session)) + back(shelf, by: session)
    }
    let missed = SupplyStage.missed(each: all.mean / Double(ahead), there: there)
    return max(0, all.quantile(level) - Int(missed))
  }

  /// What some sessions in turn ask for in vain.
  ///
  /// - Parameters:
  ///   - each: What each asks for.
  ///   - there: The units that have been there by each, sold ones among them.
  /// - Returns: Units, of all of them together.
  static func missed(each: Double, there: [Double]) -> Double {
    var (missed, sold) = (0.0, 0.0)
    for units in there {
      let now = min(each, max(0, units - sold))
      sold += now
      missed += each - now
    }
    return missed
  }

  /// What would have been sold with stock enough.
  private func demand(_ report: SessionRecord.StockReport) -> Double {
    let created = record.checkout.createdByProduct[report.product]
    let paid = record.checkout.paidByProduct[report.product]
    let share = created > 0 ? min(1, Double(paid) / Double(created)) : 1
    let own = report.account.sold - report.substitutes + report.substituted
    return Double(max(0, own)) + share * Double(report.unmet)
  }

  /// How units of a product that were sold come back; nil if they do not.
  private func returns(of index: Int) -> ReturnOutlook? {
    let product = record.scenario.products[index]
    guard let returns = product.returns, let room = hosts[index] else { return nil }
    let host = record.scenario.rooms[room].host
    let pool = record.scenario.pools[product.pool]
    let chance = zip(buyers, record.scenario.cohorts).reduce(0.0) {
      $0 + $1.0 * ReturnOdds.chance(returns, $1.1, host, pool)
    }
    return ReturnOutlook(
      chance: chance * returns.resaleable * pool.resaleable, returns, delay: pool.returnDelay)
  }
}
