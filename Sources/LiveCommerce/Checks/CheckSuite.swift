// All checks of a session together: they see every event, count breaches, and keep the first one of
// each with the steps that led to it.

/// The checks of a session.
struct CheckSuite: Sendable {
  // By name and in the order of their results, for an event passes all of them.
  private var conservation: Conservation
  private var noOversell: NoOversell
  private var noUndersell: NoUndersell
  private var holdEndsOnce: HoldEndsOnce
  private var releaseExact: ReleaseExact
  private var keyOnce: KeyOnce
  private var accountLimit: AccountLimit
  /// Accounts that hold or own something.
  var accounts: Int { accountLimit.accounts }
  private var serverTimeGate: ServerTimeGate
  private var price: PriceAsShown
  private var noGhostSuccess: NoGhostSuccess
  private var refundOnce: RefundOnce
  private var noLostOrder: NoLostOrder
  private var basketWhole: BasketWhole
  private var statesForward: StatesForward
  private var breaches: Breaches

  /// Creates all checks; `promises` is what the sale logic of each stock row has promised.
  init(_ setting: CheckSetting, promises: [Set<SaleCheckName>]) {
    conservation = Conservation(setting)
    noOversell = NoOversell(setting)
    noUndersell = NoUndersell(setting)
    holdEndsOnce = HoldEndsOnce(setting)
    releaseExact = ReleaseExact(setting)
    keyOnce = KeyOnce(setting)
    accountLimit = AccountLimit(setting)
    serverTimeGate = ServerTimeGate(setting)
    price = PriceAsShown(setting)
    noGhostSuccess = NoGhostSuccess(setting)
    refundOnce = RefundOnce(setting)
    noLostOrder = NoLostOrder(setting)
    basketWhole = BasketWhole(setting)
    statesForward = StatesForward(setting)
    breaches = Breaches(promises: promises)
  }

  /// What became of each check, in the order of `SaleChecks.all`.
  var results: [CheckResult] { SaleChecks.all.map { breaches.result(of: $0) } }

  /// Whether any check was broken by a logic that has promised it; cheaper than `results`.
  var isBroken: Bool { breaches.isBroken }

  /// Whether any check was broken, promised or not.
  var hasBreaches: Bool { !breaches.isEmpty }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger, steps: () -> [String]) {
    CheckSuite.watch(&noUndersell, event, ledger, &breaches, steps)
    CheckSuite.watch(&keyOnce, event, ledger, &breaches, steps)
    // Most events are refusals, and a refusal is the business of those two.
    if case .refusedSoldOut = event.kind { return }
    CheckSuite.watch(&noOversell, event, ledger, &breaches, steps)
    CheckSuite.watch(&holdEndsOnce, event, ledger, &breaches, steps)
    CheckSuite.watch(&accountLimit, event, ledger, &breaches, steps)
    CheckSuite.watch(&serverTimeGate, event, ledger, &breaches, steps)
    CheckSuite.watch(&price, event, ledger, &breaches, steps)
    CheckSuite.watch(&noGhostSuccess, event, ledger, &breaches, steps)
    CheckSuite.watch(&refundOnce, event, ledger, &breaches, steps)
    CheckSuite.watch(&statesForward, event, ledger, &breaches, steps)
  }

  /// Reads what an order of an account will look up; what it returns means nothing.
  func touch(_ key: UInt64, _ account: UInt64, _ product: Int) -> UInt64 {
    keyOnce.touch(key) &+ accountLimit.touch(account, product)
  }

  @inline(__always)
  private static func watch<Check: SaleCheck>(
    _ check: inout Check, _ event: LedgerEvent, _ ledger: Ledger, _ breaches: inout Breaches,
    _ steps: () -> [String]
  ) {
    guard let violation = check.observe(event, ledger) else { return }
    // The newest steps tell nothing about a breach that took time to be sure of.
    let isFresh = violation.at == event.at
    breaches.add(violation, of: Check.name, row: event.order.sku, steps: isFresh ? steps : { [] })
  }

  mutating func finish(_ end: SaleEnd, _ ledger: Ledger) {
    close(conservation, end, ledger)
    close(noOversell, end, ledger)
    close(noUndersell, end, ledger)
    close(holdEndsOnce, end, ledger)
    close(releaseExact, end, ledger)
    close(keyOnce, end, ledger)
    close(accountLimit, end, ledger)
    close(serverTimeGate, end, ledger)
    close(price, end, ledger)
    close(noGhostSuccess, end, ledger)
    close(refundOnce, end, ledger)
    close(noLostOrder, end, ledger)
    close(basketWhole, end, ledger)
    close(statesForward, end, ledger)
  }

  private mutating func close<Check: SaleCheck>(
    _ check: Check, _ end: SaleEnd, _ ledger: Ledger
  ) {
    for (sku, violation) in check.finish(end, ledger) {
      breaches.add(violation, of: Check.name, row: sku, steps: { [] })
    }
  }
}
