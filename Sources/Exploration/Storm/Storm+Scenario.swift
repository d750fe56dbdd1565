// The storm that a scenario's buyers raise over one of its products, small enough to be explored: the
// rules of the sale are the scenario's, the crowd is scaled down, and so is the stock, so that most of
// them still go away with nothing.
public import LiveCommerce
import Stochastics

extension Storm {
  /// The share of the orders that there are units for: few enough for a race to the last one.
  private static let supply = (units: 2, orders: 5)
  /// How long before the opening the hasty tap, in nanoseconds.
  private static let haste: Int64 = 1_000_000

  /// How long the end of a hold may be on its way if each of its calls is held up: a transaction has
  /// about as many.
  private static let slowEnd = 5 * Swarm.longestDelay

  /// Makes a storm of orders for one product of a scenario.
  ///
  /// Price, limit, hold, release lag and clocks are the scenario's, and a unit may lie idle for as long
  /// as there and for what delays of calls can add; of its nodes the storm has one,
  /// or, if it has several, the one with the slowest and the one with the fastest clock. There are as
  /// many units as the product has, and at most two for every five orders. The orders come at one
  /// instant, when it is open by all clocks; of every ten the ninth comes a millisecond before the
  /// opening, to the slowest clock, and if there are orders enough the first account wants one unit
  /// more than it may have. What buyers do beside that, such as tapping twice, differs from schedule
  /// to schedule.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - product: The product, by index.
  ///   - orders: How many orders; at least 1.
  public init(of scenario: Scenario, product: Int, orders: Int) {
    let sold = scenario.products[product]
    let clocks = Storm.extremes(scenario.orders.workers.clockSkews)
    let opens = Storm.haste
    let isOpen = opens - min(0, clocks.min() ?? 0)
    let units = sold.variants.reduce(0) { $0 + $1.stock } + sold.batches.reduce(0, +)
    let greedy = 3 * (sold.limit + 1) <= orders ? sold.limit + 1 : 1
    let patience = max(1_000, min(1_000_000_000, sold.hold / 2))
    self.init(
      products: [
        StormProduct(
          stock: max(1, min(units, orders * Storm.supply.units / Storm.supply.orders)),
          price: sold.price, limit: sold.limit, hold: sold.hold, opens: opens,
          closes: sold.open.map { opens + $0 } ?? .max)
      ],
      orders: (1...max(1, orders)).map { number in
        StormOrder(
          number, account: UInt64(max(1, number - greedy + 1)),
          at: number % 10 == 9 ? 0 : isOpen, paysAfter: patience)
      },
      nodes: clocks.count, clockSkews: clocks.allSatisfy { $0 == 0 } ? [] : clocks,
      releaseLag: Int64(scenario.orders.releaseLag.value(at: 0.5)),
      undersellWithin: scenario.orders.undersellWithin + Storm.slowEnd)
  }

  /// The slowest and the fastest of several clocks.
  private static func extremes(_ skews: [Int64]) -> [Int64] {
    guard skews.count > 1, let slowest = skews.min(), let fastest = skews.max() else {
      return skews.isEmpty ? [0] : skews
    }
    return [slowest, fastest]
  }
}
