// What became of the stock of each pool, as sums over the stock rows of its products.
//
// Invariant: every row is in one pool; delivered (counted where units are handed to a sale logic)
// = free + held + with buyers + in return + scrapped (counted by the ledger), pool by pool.

/// The stock of one pool at the end of a session.
public struct PoolReport: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// Units delivered into it.
  public internal(set) var delivered = 0
  /// Units that nobody has a claim on.
  public internal(set) var free = 0
  /// Units held.
  public internal(set) var held = 0
  /// Units sold; one that is returned and sold again counts twice.
  public internal(set) var sold = 0
  /// Units that came back after they had been sold.
  public internal(set) var returned = 0
  /// Units that came back and were put on sale again.
  public internal(set) var restocked = 0
  /// Units that came back and were not fit to be sold again.
  public internal(set) var scrapped = 0
  /// Units that have come back and wait for what becomes of them.
  public internal(set) var inReturn = 0
  /// Units on their way to it at the close.
  public internal(set) var onTheWay = 0
  /// Intentions that ended because nothing was left.
  public internal(set) var unmet = 0

  /// Units that the ledger knows the place of.
  var found: Int { free + held + (sold - returned) + inReturn + scrapped }

  init(name: String) { self.name = name }

  mutating func add(_ row: SessionRecord.StockReport) {
    delivered += row.delivered
    free += row.account.free
    held += row.account.held
    sold += row.account.sold
    returned += row.account.returned
    restocked += row.account.restocked
    scrapped += row.account.scrapped
    inReturn += row.account.inReturn
    onTheWay += row.onTheWay.reduce(0) { $0 + $1.units }
    unmet += row.unmet
  }
}

extension SessionRecord {
  /// The stock of each pool, in the scenario's order.
  public var pools: [PoolReport] {
    var pools = scenario.pools.map { PoolReport(name: $0.name) }
    for row in stock { pools[scenario.products[row.product].pool].add(row) }
    return pools
  }

  /// Units of a stock row put on sale again after the close, by an instant.
  ///
  /// - Parameters:
  ///   - row: The stock row, as in `stock`.
  ///   - instant: Nanoseconds from the session's first instant.
  /// - Returns: Units; 0 if nothing can come back.
  public func restockedAfterClose(row: Int, by instant: Int64) -> Int {
    returns?.restockedLate(row, by: instant) ?? 0
  }
}
