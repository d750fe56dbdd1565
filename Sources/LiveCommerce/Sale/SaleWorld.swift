// The world a sale logic lives in: virtual clocks, the offers and a simulated database.
//
// Invariant: everything here is touched only by jobs of the session's executor, which runs on one
// thread at a time.
public import DiscreteEvents

/// What a sale logic is given to work with.
public final class SaleWorld: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above; offers are read and written in one step.

  /// The virtual clock, a real `Clock`.
  public let clock: VirtualClock
  /// The stock database.
  public let database: SaleDatabase
  private let executor: VirtualExecutor
  @safe @exclusivity(unchecked) private var offers: [Offer]
  private let clockSkews: [Int64]
  /// Who is told of holds that a logic has ended by itself.
  @safe @exclusivity(unchecked) package var releases: ((SaleOrder) -> Void)?

  init(executor: VirtualExecutor, database: SaleDatabase, offers: [Offer], clockSkews: [Int64]) {
    self.executor = executor
    self.database = database
    self.offers = offers
    self.clockSkews = clockSkews
    clock = executor.clock
  }

  /// True time.
  public var now: Instant { executor.now }

  /// The time that the clock of one order node shows.
  public func now(atNode node: Int) -> Instant {
    executor.now.advanced(byNanoseconds: clockSkews[node])
  }

  /// How far the clock of a node is ahead of true time, in nanoseconds.
  func skew(ofNode node: Int) -> Int64 { clockSkews[node] }

  /// The node that serves an account.
  func node(for account: UInt64) -> Int {
    let mixed = (account &* 0x9E37_79B9_7F4A_7C15) >> 32
    return Int(mixed % UInt64(clockSkews.count))
  }

  /// Tells that the hold of an order has ended and its units are back in stock.
  ///
  /// For a logic that ends holds by itself, once for each hold; ``FlashSale/expire(_:)`` is asked all
  /// the same when the hold is due, and then returns false.
  public func released(_ order: SaleOrder) { releases?(order) }

  /// The rules of sale of a product.
  public func offer(_ product: Int) -> Offer { offers[product] }

  /// Moves the opening of a product, when the host moves the step.
  func move(_ product: Int, opens: Instant, closes: Instant) {
    offers[product].opens = opens
    offers[product].closes = closes
  }
}

/// The rules of sale of one product.
public struct Offer: Sendable, Equatable {
  /// From when orders are accepted.
  public var opens: Instant
  /// From when orders are no longer accepted.
  public var closes: Instant
  /// Price in minor units.
  public var price: Int64
  /// Units that one account may hold or own.
  public var limit: Int
}
