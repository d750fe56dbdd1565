// All checks of a session together: they see every event, count breaches, and keep the first one of
// each with the steps that led to it.

/// The checks of a session.
struct CheckSuite: Sendable {
  private struct Watch: Sendable {
    var check: any SaleCheck
    var result: CheckResult
  }
  private var watches: [Watch]
  /// What the logic of each stock row has promised.
  private let promises: [Set<SaleCheckName>]

  /// Creates all checks; `promises` is what the sale logic of each stock row has promised.
  init(_ setting: CheckSetting, promises: [Set<SaleCheckName>]) {
    self.promises = promises
    watches = SaleChecks.all.map { type in
      Watch(
        check: type.init(setting),
        result: CheckResult(
          name: type.name, promise: type.promise,
          isPromised: promises.allSatisfy { $0.contains(type.name) }, violations: 0,
          brokenPromises: 0, first: nil))
    }
  }

  /// What became of each check.
  var results: [CheckResult] { watches.map(\.result) }

  mutating func observe(
    _ event: LedgerEvent, _ ledger: Ledger, steps: () -> [String]
  ) {
    for index in watches.indices {
      guard let violation = watches[index].check.observe(event, ledger) else { continue }
      let isPromise = promises[event.order.sku].contains(watches[index].result.name)
      // The newest steps tell nothing about a breach that took time to be sure of.
      let isFresh = violation.at == event.at
      watches[index].result.add(
        violation, isPromise: isPromise, steps: isFresh ? steps : { [] })
    }
  }

  mutating func finish(at instant: Int64, _ ledger: Ledger, available: [Int]) {
    for index in watches.indices {
      let violations = watches[index].check.finish(at: instant, ledger, available: available)
      for (sku, violation) in violations {
        let isPromise = promises[sku].contains(watches[index].result.name)
        watches[index].result.add(violation, isPromise: isPromise, steps: { [] })
      }
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
