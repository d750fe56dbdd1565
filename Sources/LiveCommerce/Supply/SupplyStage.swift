// One line of a supply plan: what was asked for, what is left and what will come, and from these how
// many units to order.
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

  init(_ record: SessionRecord, _ scenario: Scenario, _ rule: SupplyRule) {
    self.record = record
    self.scenario = scenario
    self.rule = rule
    let paid = record.scenario.cohorts.indices.map { cohort in
      TrafficSource.allCases.reduce(0.0) {
        $0 + Double(record.audience.funnel(cohort: cohort, source: $1).paid)
      }
    }
    let total = paid.reduce(0, +)
    buyers = paid.map { total > 0 ? $0 / total : 1 / Double(paid.count) }
  }

  func line(_ row: Int, variant: Int, pending: Int) -> SupplyPlan.Line {
    let report = record.stock[row]
    let product = scenario.products[min(report.product, scenario.products.count - 1)]
    let arrives = record.scenario.length + scenario.pools[product.pool].lead
    let ahead = max(1, Int((arrives - 1) / rule.interval) + 1)
    let demand = demand(report)
    let level = product.cost.map {
      Newsvendor.level(
        price: Double(product.price), cost: Double($0), salvage: Double(product.salvage))
    }
    let late = record.restockedAfterClose(row: row, by: .max)
    let left = max(0, report.account.free - late)
    let horizon = rule.interval * Int64(ahead)
    // Of the units sold, those that are back on sale by the close are not with buyers.
    let out = max(0, report.account.sold - (report.account.restocked - late))
    let back = Double(out) * shareBack(report.product, by: horizon)
    let target = DemandForecast(seen: demand, ahead: ahead, growth: rule.growth)
      .quantile(level ?? rule.level)
    let coming = pending + report.onTheWay.reduce(0) { $0 + $1.units }
    let order = max(0, target - left - coming - Int(back.rounded(.down)))
    let arrived = report.onTheWay.reduce(0) { $0 + ($1.arrives <= rule.interval ? $1.units : 0) }
    return SupplyPlan.Line(
      name: report.name, product: report.product, variant: variant, sold: report.account.sold,
      unmet: report.unmet, demand: demand, leftover: left, onTheWay: coming, expectedBack: back,
      level: level ?? rule.level, target: target, order: order, arrives: arrives,
      opening: left + arrived + record.restockedAfterClose(row: row, by: rule.interval)
        + (arrives <= rule.interval ? order : 0))
  }

  /// What would have been sold with stock enough.
  private func demand(_ report: SessionRecord.StockReport) -> Double {
    let created = record.checkout.createdByProduct[report.product]
    let paid = record.checkout.paidByProduct[report.product]
    let share = created > 0 ? min(1, Double(paid) / Double(created)) : 1
    let own = report.account.sold - report.substitutes + report.substituted
    return Double(max(0, own)) + share * Double(report.unmet)
  }

  /// The share of a product's units sold that is likely to be on sale again by an instant.
  private func shareBack(_ index: Int, by instant: Int64) -> Double {
    let product = record.scenario.products[index]
    guard let returns = product.returns, let host = record.scenario.rooms.first?.host else {
      return 0
    }
    let pool = record.scenario.pools[product.pool]
    let chance = zip(buyers, record.scenario.cohorts).reduce(0.0) {
      $0 + $1.0 * ReturnOdds.chance(returns, $1.1, host, pool)
    }
    let fit = chance * returns.resaleable * pool.resaleable
    let span = Double(instant - record.scenario.length - pool.returnDelay)
    return fit * SupplyStage.share(of: returns.after, and: returns.inspection, within: span)
  }

  /// The probability that two independent times together take no longer than `span`, by the midpoints
  /// of a grid of 64 × 64 quantiles.
  static func share(of one: Distribution, and two: Distribution, within span: Double) -> Double {
    let points = (0..<64).map { (Double($0) + 0.5) / 64 }
    let (first, second) = (points.map { one.value(at: $0) }, points.map { two.value(at: $0) })
    let count = first.reduce(0) { sum, a in sum + second.count { a + $0 <= span } }
    return Double(count) / 4096
  }
}
