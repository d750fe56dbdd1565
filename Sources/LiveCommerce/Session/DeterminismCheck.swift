// Whether a session is the same however it is run. It is run on one thread and on several, with
// windows as long as possible and as short as possible; the records must be equal. If they are not,
// both runs are repeated with their event logs, and the first event that differs is named.
import DiscreteEvents

extension Session {
  /// Runs a session on one thread and on several, and tells the first difference.
  ///
  /// - Returns: nil when both records are equal, otherwise what differs first, in a sentence.
  /// - Throws: `SessionError`, as a run of the session does.
  public static func firstDifference(
    _ scenario: Scenario, options: SessionOptions = SessionOptions()
  ) throws(SessionError) -> String? {
    var one = options
    one.threads = 1
    one.windows = .adaptive
    var many = options
    many.threads = max(2, options.threads)
    many.windows = .minimal
    let first = try run(scenario, options: one)
    let second = try run(scenario, options: many)
    guard first != second else { return nil }
    one.keepsLog = true
    many.keepsLog = true
    let logs = (try log(scenario, one), try log(scenario, many))
    return difference(logs.0, logs.1) ?? difference(first, second)
  }

  private static func log(
    _ scenario: Scenario, _ options: SessionOptions
  ) throws(SessionError) -> [LoggedEvent] {
    let driver = try SessionDriver(scenario, options)
    try driver.advance(to: .max)
    _ = try driver.record()
    return driver.log() ?? []
  }

  /// The first event that is not the same in both logs.
  static func difference(_ one: [LoggedEvent], _ many: [LoggedEvent]) -> String? {
    for (left, right) in zip(one, many) where left != right {
      return "the first event that differs is \(left) on one thread, but \(right) on several"
    }
    guard one.count != many.count else { return nil }
    let shared = min(one.count, many.count)
    return one.count > many.count
      ? "only one thread has \(one[shared])" : "only several threads have \(many[shared])"
  }

  /// Which part of two records differs, when their events are the same.
  static func difference(_ one: SessionRecord, _ many: SessionRecord) -> String {
    let parts = [
      ("the audience's counters", one.audience == many.audience),
      ("the stock", one.stock == many.stock),
      ("the checks", one.checks == many.checks),
      ("the tiers", one.tiers == many.tiers),
      ("the order back end's counters", one.checkout == many.checkout),
      ("the end of the session", one.end == many.end),
    ].filter { !$0.1 }.map(\.0)
    return "all events are the same, but these differ: \(parts.joined(separator: ", "))"
  }
}

extension LoggedEvent: CustomStringConvertible {
  /// The event as `enter of account 4294967299 at 00:05:03.251000000`.
  var description: String {
    "\(event) of account \(account) at \(Instant(nanoseconds: instant))"
  }
}
