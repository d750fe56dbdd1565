// Everything that was counted in one session, as one value: equal sessions have equal records.
import Stochastics

/// What happened in one session.
public struct SessionRecord: Sendable, Equatable {
  /// The scenario that was run.
  public let scenario: Scenario
  /// The seed.
  public let seed: UInt64
  /// Which replication of the seed.
  public let replication: UInt32
  /// What the audience counted.
  public let audience: AudienceTally
  /// The stock rows, by name.
  public let stock: [StockReport]
  /// What became of each check.
  public let checks: [CheckResult]
  /// The tiers of the back end, in the order in which an order passes them, and those around it.
  public let tiers: [TierCounter]
  /// What limited the session; nil if no tier has done anything.
  public let bottleneck: Bottleneck?
  /// When the last settled order was settled, in nanoseconds.
  public let end: Int64
  /// Departures of hosts from their rundowns.
  public let unplannedSteps: Int
  /// Errors that sale logics have thrown.
  public var thrownErrors: Int { checkout.thrown.count }
  /// The first of them.
  public var firstError: ThrownError? { checkout.thrown.first }
  /// What was on air when, room by room.
  public let timeline: [StagePeriod]
  /// What the ranker has made of the rooms; nil without one.
  public let ranking: RankingDesk?
  /// What has become of the notes, and what is left of them; nil without any.
  public let notes: NotesDesk?
  /// The stock rows as the analysis of bottlenecks sees them.
  let rowLoads: RowLoads
  let checkout: CheckoutBooks
  let ledgerRevenue: Int128
  let ledgerGivenBack: Int128
  /// What came back; nil if nothing can.
  let returns: ReturnsDesk?
  /// What the other sessions of a campaign need to know; nil outside campaigns.
  let handover: HandoverCounts?

  /// One stock row at the end.
  public struct StockReport: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its product, by index.
    public let product: Int
    /// The ledger's account of it.
    public let account: StockAccount
    /// Its levels over the session.
    public let series: StockSeries
    /// Intentions that ended because nothing was left, of people who wanted this row first.
    public let unmet: Int
    /// Units sold to people who had wanted another row of the product.
    public let substitutes: Int
    /// Units of other rows sold to people who had wanted this one.
    public let substituted: Int
    /// Units delivered, as the order back end counts them.
    let delivered: Int
    /// Units on their way at the close, with when they will be on sale, in nanoseconds.
    public let onTheWay: [Transit]
  }

  /// Units that were ordered in a session and come after it.
  public struct Transit: Sendable, Equatable {
    /// How many.
    public let units: Int
    /// When they are on sale, in nanoseconds from the session's first instant.
    public let arrives: Int64
  }

  private static func stock(
    _ scenario: Scenario, _ audience: AudienceTally, _ checkout: Checkout
  ) -> [StockReport] {
    let books = checkout.books
    var onTheWay = [[Transit]](repeating: [], count: checkout.skus.count)
    for delivery in books.onTheWay {
      let units = delivery.units(of: scenario.products[delivery.product])
      for (offset, units) in units.enumerated() where units > 0 {
        onTheWay[checkout.firstSKU[delivery.product] + offset]
          .append(Transit(units: units, arrives: delivery.arrives))
      }
    }
    return checkout.skus.enumerated().map { row, sku in
      StockReport(
        name: sku.name, product: sku.product, account: checkout.referee.ledger.accounts[row],
        series: books.stockSeries[row], unmet: audience.unmet(of: row),
        substitutes: books.substitutes[row], substituted: books.substituted[row],
        delivered: books.delivered[row], onTheWay: onTheWay[row])
    }
  }

  /// When the last of all things happened: the close, the last departure or the last settlement.
  static func end(_ scenario: Scenario, _ audience: AudienceTally, _ checkout: Checkout) -> Int64 {
    max(scenario.length, audience.lastDeparture, checkout.books.lastAct)
  }

  init(
    scenario: Scenario, seed: UInt64, replication: UInt32, audience: AudienceTally,
    checkout: Checkout, stage: StageManager, steering: Steering, end: Int64
  ) {
    self.scenario = scenario
    self.seed = seed
    self.replication = replication
    self.audience = audience
    stock = SessionRecord.stock(scenario, audience, checkout)
    timeline = stage.timeline
    checks = checkout.checks
    self.checkout = checkout.books
    let tiers = checkout.tiers + CrowdTiers(scenario, audience).tiers
    self.tiers = tiers
    rowLoads = checkout.world.database.rowLoads
    bottleneck = Bottleneck(tiers: tiers, rows: rowLoads, length: scenario.length)
    ledgerRevenue = checkout.referee.ledger.revenue
    ledgerGivenBack = checkout.referee.ledger.givenBack
    let hasReturns = scenario.products.contains { $0.returns != nil }
    returns = hasReturns ? checkout.returns : nil
    handover = checkout.handover?.counts
    self.end = end
    unplannedSteps = stage.unplanned
    ranking = steering.ranking
    notes = steering.notes
  }
}
