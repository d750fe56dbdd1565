// The breaches of a session: how many of each check, how many of them of a promise, and the first.
//
// Invariant: a check is listed once it has been broken; nothing is built for those that never are.

/// The breaches so far.
struct Breaches: Sendable {
  private struct Entry: Sendable {
    var name: SaleCheckName
    var violations = 0
    var brokenPromises = 0
    var first: Violation?
  }
  /// What the logic of each stock row has promised.
  private let promises: [Set<SaleCheckName>]
  private var entries: [Entry] = []

  init(promises: [Set<SaleCheckName>]) { self.promises = promises }

  /// Whether a promise was broken.
  var isBroken: Bool { entries.contains { $0.brokenPromises > 0 } }

  /// Whether anything was broken, promised or not.
  var isEmpty: Bool { entries.isEmpty }

  /// Counts a breach by the logic of a stock row; `steps` is asked if it is the first.
  mutating func add(
    _ violation: Violation, of name: SaleCheckName, row: Int, steps: () -> [String]
  ) {
    let index = entries.firstIndex { $0.name == name } ?? entries.count
    if index == entries.count { entries.append(Entry(name: name)) }
    let isPromise = promises[row].contains(name)
    let isFirst =
      entries[index].violations == 0 || (isPromise && entries[index].brokenPromises == 0)
    entries[index].violations += 1
    if isPromise { entries[index].brokenPromises += 1 }
    guard isFirst else { return }
    var told = violation
    told.steps = steps()
    entries[index].first = told
  }

  /// What became of a check.
  func result(of check: any SaleCheck.Type) -> CheckResult {
    let entry = entries.first { $0.name == check.name }
    return CheckResult(
      name: check.name, promise: check.promise,
      isPromised: promises.allSatisfy { $0.contains(check.name) },
      violations: entry?.violations ?? 0, brokenPromises: entry?.brokenPromises ?? 0,
      first: entry?.first)
  }
}
