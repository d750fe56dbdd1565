// What to buy in for the next session, from the record of the last: for each variant a stock up to the
// newsvendor's quantile of the demand forecast, less what is there or on its way; and new products for
// categories that people would like and nobody sells.
//
// Invariant: orders follow from what a planner knows at the close (sold, missed, left, on the way, and
// the laws of returns); what in fact comes back by the next session is kept beside it, for whoever
// plays that session.
/// How a supply plan is made.
public struct SupplyRule: Sendable, Equatable {
  /// In which share of sessions stock should suffice, of products that do not say what they cost.
  public var level = 0.9
  /// From the first instant of one session to that of the next, in nanoseconds.
  public var interval: Int64 = 7 * 86_400_000_000_000
  /// How many times as many people will ask next time.
  public var growth = 1.0
  /// From the proposal of a new product to its first units on sale, in nanoseconds.
  public var newLead: Int64 = 14 * 86_400_000_000_000

  /// Creates the usual rule: 90 %, a session a week, no growth, new products after two weeks.
  public init() {}
}

/// What to buy in for the next session.
public struct SupplyPlan: Sendable, Equatable {
  /// What is planned of one stock row.
  public struct Line: Sendable, Equatable {
    /// The row's name.
    public let name: String
    /// The product, by index.
    public let product: Int
    /// The variant, by its place in the product.
    public let variant: Int
    /// Units sold.
    public let sold: Int
    /// Intentions that ended because nothing was left.
    public let unmet: Int
    /// What would have been sold with stock enough, in units: see ``SupplyPlan``.
    public let demand: Double
    /// Units that nobody had a claim on at the close.
    public let leftover: Int
    /// Units ordered before and not yet there.
    public let onTheWay: Int
    /// Units expected to come back and to be on sale again while the order lasts.
    public let expectedBack: Double
    /// The share of sessions in which stock should suffice.
    public let level: Double
    /// The stock that does, for all sessions up to the one that the order is there for, less what those
    /// before it are expected to miss: nobody waits for that.
    public let target: Int
    /// Units to order at the close.
    public let order: Int
    /// When the order is on sale, in nanoseconds from the session's first instant.
    public let arrives: Int64
    /// The stock with which the next session opens: left, come back in fact, and arrived by then; what
    /// earlier plans have ordered is for their keeper to add.
    public let opening: Int
  }

  /// By which rule.
  public let rule: SupplyRule
  /// The stock rows, in the order of the record.
  public let lines: [Line]
  /// New products, the one wanted most first.
  public let proposals: [ProductProposal]
  /// Intentions that ended without having been told whether anything was left; what they wanted is in no
  /// line.
  public let untold: Int

  /// Plans for the session after a recorded one.
  ///
  /// The demand for a row is what was sold of it, less what was sold to people who had wanted another,
  /// plus what those who had wanted it took of others, plus those who got nothing times the share of
  /// the product's orders that are paid.
  ///
  /// - Parameters:
  ///   - record: What happened.
  ///   - scenario: The next session, with the same products in the same order, and perhaps more.
  ///   - rule: How the plan is made.
  ///   - pending: By stock row, units that earlier plans have ordered and that are not yet delivered:
  ///     those that come in time for the next session, for the one after it, and so on; rows that it does
  ///     not reach have none.
  public init(
    record: SessionRecord, scenario: Scenario, rule: SupplyRule = SupplyRule(),
    pending: [[Int]] = []
  ) {
    self.rule = rule
    let stage = SupplyStage(record, scenario, rule)
    var variant = 0
    lines = record.stock.indices.map { row in
      let isFirst = row == 0 || record.stock[row].product != record.stock[row - 1].product
      variant = isFirst ? 0 : variant + 1
      return stage.line(row, variant: variant, pending: row < pending.count ? pending[row] : [])
    }
    proposals = ProductProposal.all(from: record, next: scenario, rule)
    untold = record.audience.untold
  }

  /// The scenario with every variant's stock as the plan leaves it at the next session's opening.
  ///
  /// What is ordered and comes later than that is not in it; proposals are not added.
  public func applied(to scenario: Scenario) -> Scenario {
    var scenario = scenario
    for line in lines where line.product < scenario.products.count {
      guard line.variant < scenario.products[line.product].variants.count else { continue }
      scenario.products[line.product].variants[line.variant].stock = line.opening
    }
    return scenario
  }
}
