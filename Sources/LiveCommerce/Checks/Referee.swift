// The ledger and the checks, side by side so that an event passes both without a copy of either. This
// is all that a session or a laboratory needs to judge a sale logic from outside.
//
// Invariant: events come in the order in which they were booked, none earlier than the one before.

/// Judges a sale by its events.
///
/// Creating one takes no more than a few small allocations; nothing is put into words before a
/// promise is broken.
package struct Referee: ~Copyable, Sendable {
  /// The referee's own books.
  package let ledger: Ledger
  private var checks: CheckSuite

  /// Creates a referee of empty stock rows.
  ///
  /// - Parameters:
  ///   - setting: What the checks may know beside the events.
  ///   - promises: What the sale logic of each stock row has promised.
  package init(_ setting: CheckSetting, promises: [Set<SaleCheckName>]) {
    ledger = Ledger(skus: setting.skuNames.count)
    checks = CheckSuite(setting, promises: promises)
  }

  /// What became of each check so far.
  package var results: [CheckResult] { checks.results }

  /// Whether a promise was broken so far.
  package var isBroken: Bool { checks.isBroken }

  /// When the first of the holds of a row that run is due, in nanoseconds; `Int64.max` if none runs.
  mutating func earliestDue(of sku: Int) -> Int64 { ledger.earliestDue(of: sku) }

  /// Accounts that hold or own something.
  var accounts: Int { checks.accounts }

  /// Whether a check was broken so far, promised or not.
  var hasBreaches: Bool { checks.hasBreaches }

  /// Adds units to a stock row.
  package mutating func stock(_ sku: Int, units: Int, at instant: Int64) {
    ledger.stock(sku, units: units, at: instant)
  }

  /// Sees that an attempt is made, of which nothing more may be heard.
  package mutating func attempt(_ order: SaleOrder) { ledger.attempt(order) }

  /// Books and judges an event; of a basket, one for each item.
  ///
  /// - Parameters:
  ///   - event: What was done, not before the event seen last.
  ///   - steps: Asked for the steps that led here if a check is broken for the first time.
  package mutating func see(_ event: LedgerEvent, steps: () -> [String] = { [] }) {
    judge(event, steps)
    if event.order.also != nil, let second = event.ofSecondItem { judge(second, steps) }
  }

  private mutating func judge(_ event: LedgerEvent, _ steps: () -> [String]) {
    ledger.prepare(for: event)
    ledger.book(event)
    checks.observe(event, ledger, steps: steps)
  }

  /// Rows about which something has happened since they were last counted at a rest.
  package var restlessRows: [Int] { ledger.gaps.restless }

  /// Takes what the sale logic says is left of some rows, while nothing is in flight but holds run.
  ///
  /// The more often a sale is counted at rest, the better a missing unit can be told from one that was
  /// not given back; a wrong count is a breach only if it is still wrong at the end. The two rows of
  /// a basket are to be counted at the same rest.
  package mutating func rest(_ counts: [(sku: Int, available: Int)]) { ledger.rest(counts) }

  /// Judges what is left at the end, when nothing is in flight.
  ///
  /// - Parameters:
  ///   - instant: When, in nanoseconds.
  ///   - available: What the sale logic says is left, by stock row.
  ///   - unanswered: Orders that were handed to the sale logic and never answered.
  package mutating func finish(
    at instant: Int64, available: [Int], unanswered: [SaleOrder] = []
  ) {
    ledger.rest(available.enumerated().map { ($0.offset, $0.element) })
    checks.finish(
      SaleEnd(at: instant, available: available, unanswered: unanswered), ledger)
  }

  // MARK: Reading ahead

  /// Reads what an order will look up; what it returns means nothing.
  func touch(_ key: UInt64, _ account: UInt64, _ product: Int) -> UInt64 {
    checks.touch(key, account, product)
  }
  /// Reads what is known of the order in a slot.
  func touch(_ slot: Int) -> UInt64 { ledger.touch(slot) }
}
