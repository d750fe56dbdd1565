// A pool of stock: a warehouse at home, a bonded one, or goods that are mailed from abroad. Pools differ
// in how long a restock takes to be on sale, and in what becomes of returns.

/// Where the stock of some products lies.
public struct StockPool: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// From the order of a restock to its units on sale, in nanoseconds.
  public var lead: Int64 = 0
  /// Factor on the odds that a unit is sent back.
  public var returnOdds = 1.0
  /// How much longer a unit takes to come back, in nanoseconds.
  public var returnDelay: Int64 = 0
  /// Share of the units fit to be sold again that may be.
  public var resaleable = 1.0

  /// The warehouse at home: no lead, the usual returns.
  public static let domestic = StockPool(name: "domestic")
}

extension Scenario {
  /// The pool of a product, by its index.
  func pool(of product: Int) -> StockPool { pools[products[product].pool] }

  /// Whether stock lies in more than one place.
  public var hasPools: Bool { pools.count > 1 }
}
