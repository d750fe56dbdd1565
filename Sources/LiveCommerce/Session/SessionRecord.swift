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
  let checkout: CheckoutBooks
  let ledgerRevenue: Int64
  let ledgerGivenBack: Int64
  /// What came back; nil if nothing can.
  let returns: ReturnsDesk?

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
    let accounts = zip(checkout.ledger.accounts, checkout.books.stockSeries)
    stock = zip(SKU.all(of: scenario), accounts).map { sku, of in
      StockReport(name: sku.name, product: sku.product, account: of.0, series: of.1)
    }
    timeline = stage.timeline
    checks = checkout.checks
    self.checkout = checkout.books
    let tiers = checkout.tiers + CrowdTiers(scenario, audience).tiers
    self.tiers = tiers
    bottleneck = Bottleneck(
      tiers: tiers, rows: checkout.world.database.rowLoads, length: scenario.length)
    ledgerRevenue = checkout.ledger.revenue
    ledgerGivenBack = checkout.ledger.givenBack
    let hasReturns = scenario.products.contains { $0.returns != nil }
    returns = hasReturns ? checkout.returns : nil
    self.end = end
    unplannedSteps = stage.unplanned
    ranking = steering.ranking
    notes = steering.notes
  }
}
