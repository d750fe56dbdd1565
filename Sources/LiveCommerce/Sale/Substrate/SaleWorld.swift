// The world a sale logic lives in: virtual clocks, the offers, and the machines that it keeps things
// on. A machine is made when it is first asked for, so that a world in which a logic uses only the
// database costs no more than that; a laboratory makes one for every schedule.
//
// Invariant: everything here is touched only by jobs of the session's executor, which runs on one
// thread at a time.
public import DiscreteEvents
package import Stochastics

/// What a sale logic is given to work with.
public final class SaleWorld: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above; offers are read and written in one step.

  /// The virtual clock, a real `Clock`.
  public let clock: VirtualClock
  /// The stock database.
  public let database: SaleDatabase
  let executor: VirtualExecutor
  private let path: OrderPath
  private let background: Background
  @safe @exclusivity(unchecked) private var offers: [Offer]
  /// When each product can be ordered; none where its offer says all.
  @safe @exclusivity(unchecked) private var openings: [Openings]
  /// Who is told of holds that a logic has ended by itself.
  @safe @exclusivity(unchecked) package var releases: ((SaleOrder) -> Void)?
  @safe @exclusivity(unchecked) private var madeCache: SaleCache?
  @safe @exclusivity(unchecked) private var madeLocks: LeaseLocks?
  @safe @exclusivity(unchecked) private var queueStation: Station?
  @safe @exclusivity(unchecked) private var queues: [MessageQueue] = []

  /// Makes a world.
  ///
  /// - Parameters:
  ///   - executor: where everything runs.
  ///   - path: service times and faults; in a laboratory only lives, delays and numbers count.
  ///   - draws: the chance behind service times, delays and faults.
  ///   - offers: the rules of sale, by product.
  ///   - stock: the units in stock at first, by stock row.
  ///   - end: from when on background tasks alone do not keep a session going.
  ///   - laboratory: gives the turns when interleavings are explored; nil in a session.
  package init(
    executor: VirtualExecutor, path: OrderPath, draws: Draws, offers: [Offer], stock: [Int],
    end: Instant = .zero, laboratory: (any SaleLaboratory)? = nil
  ) {
    self.executor = executor
    self.path = path
    self.offers = offers
    openings = offers.map { _ in Openings() }
    clock = executor.clock
    database = SaleDatabase(
      executor: executor, setting: path.database, draws: draws, stock: stock, faults: path.faults,
      laboratory: laboratory)
    background = Background(executor, canCrash: laboratory != nil, end: end)
  }

  // MARK: Machines

  /// The cache.
  public var cache: SaleCache {
    if let madeCache { return madeCache }
    let cache = SaleCache(database, path.cache, faults: path.faults)
    madeCache = cache
    return cache
  }

  /// The lock service.
  public var locks: LeaseLocks {
    if let madeLocks { return madeLocks }
    let locks = LeaseLocks(database, path.locks, faults: path.faults)
    madeLocks = locks
    return locks
  }

  /// The queue of that name.
  ///
  /// Whoever asks for the same name gets the same queue; it outlives a crash. O(queues).
  public func queue(_ name: String) -> MessageQueue {
    if let queue = queues.first(where: { $0.name == name }) { return queue }
    let queue = MessageQueue(
      database, name: name, path.queue, faults: path.faults, station: stationOfQueues,
      background: background)
    database.keepRows()
    queues.append(queue)
    return queue
  }

  private var stationOfQueues: Station {
    if let queueStation { return queueStation }
    let station = Station(
      database, .queue, servers: path.queue.servers,
      speed: SpeedProfile(path.faults, of: .queue))
    queueStation = station
    return station
  }

  /// What the machines beside the database have done; of those only that were asked for.
  var tiers: [TierCounter] {
    [madeCache?.tier, queueStation?.tier, madeLocks?.tier].compactMap(\.self)
  }

  // MARK: Background tasks

  /// Starts a task beside the orders: a sweeper, a reconciliation.
  ///
  /// It is known by its name in reports, and ends when its body returns; a body that goes round
  /// does so as long as ``pause(for:)`` says, and makes its statements for
  /// ``SaleOrder/housekeeping`` or for the orders it deals with.
  public func run(_ name: String, _ body: @escaping @Sendable () async -> Void) {
    database.keepRows()
    background.runRounds(name, body)
  }

  /// Waits between two rounds of a background task; false when there is to be no other round.
  ///
  /// That is when the task's node has crashed, and when the session is over: its planned length has
  /// passed, and nothing else was under way in all this pause.
  public func pause(for time: Duration) async -> Bool { await background.pause(for: time) }

  /// The node has crashed: its background tasks are cancelled, and what they had taken from queues
  /// comes again to those that a new instance starts.
  ///
  /// The laboratory cancels the tasks of orders itself, and before.
  package func crash() {
    background.crash()
    for queue in queues { queue.restart() }
  }

  /// Lets an order take its slot, before a sale logic is asked about it.
  package func begin(_ order: SaleOrder) { database.begins(order.id, slot: order.slot) }

  /// Tells that the hold of an order has ended and its units are back in stock.
  ///
  /// For a logic that ends holds by itself, once for each hold; ``FlashSale/expire(_:)`` is asked all
  /// the same when the hold is due, and then returns false.
  public func released(_ order: SaleOrder) { releases?(order) }

  // MARK: Time and rules

  /// True time.
  public var now: Instant { executor.now }

  /// The time that the clock of one order node shows.
  public func now(atNode node: Int) -> Instant {
    executor.now.advanced(byNanoseconds: skew(ofNode: node))
  }

  /// How far the clock of a node is ahead of true time, in nanoseconds.
  package func skew(ofNode node: Int) -> Int64 { path.workers.clockSkews[node] }

  /// The node that serves an account.
  package func node(for account: UInt64) -> Int {
    let mixed = (account &* 0x9E37_79B9_7F4A_7C15) >> 32
    return Int(mixed % UInt64(path.workers.clockSkews.count))
  }

  /// The rules of sale of a product.
  ///
  /// Of a product that is opened more than once they are those of the newest opening, or of the first as
  /// long as there was none.
  public func offer(_ product: Int) -> Offer {
    if openings[product].next <= executor.now { open(product) }
    return offers[product]
  }

  /// Takes over when a product is linked up, as planned or since a host has moved the step.
  ///
  /// - Parameters:
  ///   - product: The product.
  ///   - linkUps: Each of its link-ups, in nanoseconds, in any order.
  ///   - length: For how long each lets people order, in nanoseconds; nil if to the end.
  func open(_ product: Int, at linkUps: [Int64], for length: Int64?) {
    openings[product] = Openings(linkUps, for: length)
    open(product)
  }

  @inline(never)
  private func open(_ product: Int) {
    let window = openings[product].goOn(to: executor.now)
    offers[product].opens = window.opens
    offers[product].closes = window.closes
  }

  /// When the offer began that was the newest one at an instant.
  func opening(of product: Int, at instant: Instant) -> Instant {
    openings[product].opening(at: instant) ?? offers[product].opens
  }

  /// Units come into stock: into the row, its buckets, and its copy in the cache if there is one.
  package func deliver(_ units: Int, to sku: Int) {
    database.stockUp(sku, by: units)
    madeCache?.stockUp(sku, by: units)
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

  /// Creates the rules.
  package init(opens: Instant, closes: Instant, price: Int64, limit: Int) {
    self.opens = opens
    self.closes = closes
    self.price = price
    self.limit = limit
  }
}
