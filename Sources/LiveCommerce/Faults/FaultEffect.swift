// What a session was like before, during and after a fault, in orders created and paid: so that a report
// shows whether it healed, and not only that something was wrong.

/// A fault, and the orders around it.
public struct FaultEffect: Sendable, Equatable {
  /// What happens to orders.
  public enum Deed: String, Sendable {
    /// They are created.
    case created
    /// They are paid.
    case paid
  }

  /// How many a second, by whole seconds.
  public struct Rates: Sendable, Equatable {
    /// In as long a time before the fault as it lasted; nil if there was none.
    public var before: Double?
    /// While it lasted, within the session.
    public var during: Double?
    /// In as long a time after it; nil if there was none.
    public var after: Double?
  }

  /// The fault.
  public var fault: Fault
  /// Orders created.
  public var created: Rates
  /// Orders paid.
  public var paid: Rates

  /// What the tier that failed does for orders: payment has no part in creating them.
  public var deed: Deed { fault.tier == .payment ? .paid : .created }
  /// What the tier that failed let through.
  public var told: Rates { deed == .paid ? paid : created }
}

extension SessionRecord {
  /// The faults of the scenario in its order, each with what happened around it.
  public var faultEffects: [FaultEffect] {
    scenario.orders.faults.map { fault in
      FaultEffect(
        fault: fault, created: rates(of: createdBySecond, around: fault),
        paid: rates(of: paidBySecond, around: fault))
    }
  }

  private func rates(of counts: [Int], around fault: Fault) -> FaultEffect.Rates {
    let time = fault.until - fault.from
    return FaultEffect.Rates(
      before: rate(of: counts, from: fault.from - time, to: fault.from),
      during: rate(of: counts, from: fault.from, to: fault.until),
      after: rate(of: counts, from: fault.until, to: fault.until + time))
  }

  /// How many a second between two instants; nil if no second begins between them.
  private func rate(of counts: [Int], from start: Int64, to end: Int64) -> Double? {
    let first = (max(0, start) + 999_999_999) / 1_000_000_000
    let last = (min(scenario.length, end) + 999_999_999) / 1_000_000_000
    guard first < last else { return nil }
    let seconds = Int(first)..<Int(last)
    return Double(counts[seconds.clamped(to: counts.indices)].reduce(0, +)) / Double(seconds.count)
  }
}
