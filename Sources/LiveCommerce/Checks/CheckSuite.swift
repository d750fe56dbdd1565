// All checks of a session together: they see every event, count breaches, and keep the first one of
// each with the steps that led to it.

/// The checks of a session.
struct CheckSuite: Sendable {
  // By name and in the order of their results, for an event passes all of them.
  private var conservation: Conservation
  private var noOversell: NoOversell
  private var noUndersell: NoUndersell
  private var holdEndsOnce: HoldEndsOnce
  private var accountLimit: AccountLimit
  private var serverTimeGate: ServerTimeGate
  private var price: PriceAsShown
  /// What became of each check, in the order of `SaleChecks.all`.
  private(set) var results: [CheckResult]
  /// What the logic of each stock row has promised.
  private let promises: [Set<SaleCheckName>]

  /// Creates all checks; `promises` is what the sale logic of each stock row has promised.
  init(_ setting: CheckSetting, promises: [Set<SaleCheckName>]) {
    self.promises = promises
    conservation = Conservation(setting)
    noOversell = NoOversell(setting)
    noUndersell = NoUndersell(setting)
    holdEndsOnce = HoldEndsOnce(setting)
    accountLimit = AccountLimit(setting)
    serverTimeGate = ServerTimeGate(setting)
    price = PriceAsShown(setting)
    results = SaleChecks.all.map { type in
      CheckResult(
        name: type.name, promise: type.promise,
        isPromised: promises.allSatisfy { $0.contains(type.name) }, violations: 0,
        brokenPromises: 0, first: nil)
    }
  }

  mutating func observe(
    _ event: LedgerEvent, _ ledger: Ledger, steps: () -> [String]
  ) {
    CheckSuite.watch(&conservation, event, ledger, promises, &results, steps)
    CheckSuite.watch(&noOversell, event, ledger, promises, &results, steps)
    CheckSuite.watch(&noUndersell, event, ledger, promises, &results, steps)
    CheckSuite.watch(&holdEndsOnce, event, ledger, promises, &results, steps)
    CheckSuite.watch(&accountLimit, event, ledger, promises, &results, steps)
    CheckSuite.watch(&serverTimeGate, event, ledger, promises, &results, steps)
    CheckSuite.watch(&price, event, ledger, promises, &results, steps)
  }

  /// Reads what an order of an account will look up; what it returns means nothing.
  func touch(_ account: UInt64, _ product: Int) -> UInt64 {
    accountLimit.touch(account, product)
  }

  /// Reads what is known of the order in a slot.
  func touch(_ slot: Int) -> UInt64 { holdEndsOnce.touch(slot) }

  @inline(__always)
  private static func watch<Check: SaleCheck>(
    _ check: inout Check, _ event: LedgerEvent, _ ledger: Ledger,
    _ promises: [Set<SaleCheckName>], _ results: inout [CheckResult], _ steps: () -> [String]
  ) {
    guard let violation = check.observe(event, ledger) else { return }
    // The newest steps tell nothing about a breach that took time to be sure of.
    let isFresh = violation.at == event.at
    note(
      violation, Check.name, isPromise: promises[event.order.sku].contains(Check.name), &results,
      isFresh ? steps : { [] })
  }

  private static func note(
    _ violation: Violation, _ name: SaleCheckName, isPromise: Bool,
    _ results: inout [CheckResult], _ steps: () -> [String]
  ) {
    for index in results.indices where results[index].name == name {
      results[index].add(violation, isPromise: isPromise, steps: steps)
    }
  }

  mutating func finish(at instant: Int64, _ ledger: Ledger, available: [Int]) {
    close(conservation, at: instant, ledger, available)
    close(noOversell, at: instant, ledger, available)
    close(noUndersell, at: instant, ledger, available)
    close(holdEndsOnce, at: instant, ledger, available)
    close(accountLimit, at: instant, ledger, available)
    close(serverTimeGate, at: instant, ledger, available)
    close(price, at: instant, ledger, available)
  }

  private mutating func close<Check: SaleCheck>(
    _ check: Check, at instant: Int64, _ ledger: Ledger, _ available: [Int]
  ) {
    for (sku, violation) in check.finish(at: instant, ledger, available: available) {
      CheckSuite.note(
        violation, Check.name, isPromise: promises[sku].contains(Check.name), &results, { [] })
    }
  }
}

extension CheckResult {
  fileprivate mutating func add(
    _ violation: Violation, isPromise: Bool, steps: () -> [String]
  ) {
    let isFirst = violations == 0 || (isPromise && brokenPromises == 0)
    violations += 1
    if isPromise { brokenPromises += 1 }
    guard isFirst else { return }
    var told = violation
    told.steps = steps()
    first = told
  }
}
