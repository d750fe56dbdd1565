// What a session was like before, during and after a fault, in orders created: so that a report shows
// whether it healed, and not only that something was wrong.

/// A fault, and the orders created around it.
public struct FaultEffect: Sendable, Equatable {
  /// The fault.
  public var fault: Fault
  /// Orders created per second in as long a time before it as it lasted; nil if there was none.
  public var before: Double?
  /// Orders created per second while it lasted, within the session.
  public var during: Double?
  /// Orders created per second in as long a time after it; nil if there was none.
  public var after: Double?
}

extension SessionRecord {
  /// The faults of the scenario in its order, each with what happened around it, by whole seconds.
  public var faultEffects: [FaultEffect] {
    scenario.orders.faults.map { fault in
      let time = fault.until - fault.from
      return FaultEffect(
        fault: fault, before: created(from: fault.from - time, to: fault.from),
        during: created(from: fault.from, to: fault.until),
        after: created(from: fault.until, to: fault.until + time))
    }
  }

  /// Orders created per second between two instants; nil if no second begins between them.
  private func created(from start: Int64, to end: Int64) -> Double? {
    let first = (max(0, start) + 999_999_999) / 1_000_000_000
    let last = (min(scenario.length, end) + 999_999_999) / 1_000_000_000
    guard first < last else { return nil }
    let counts = createdBySecond
    let seconds = Int(first)..<Int(last)
    return Double(counts[seconds.clamped(to: counts.indices)].reduce(0, +)) / Double(seconds.count)
  }
}
