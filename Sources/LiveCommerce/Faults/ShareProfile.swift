// A share over time: of accounts that are cut off, of answers that are lost, of calls that find a
// cold cache, of entries that are gone. 0 while no fault of the kind lasts; two at the same time act independently.

/// A share that only faults make more than 0.
struct ShareProfile: Sendable, Equatable {
  private struct Stretch: Sendable, Equatable {
    var fault: Fault
    var share: Double
  }
  private let stretches: [Stretch]

  /// The share that faults of one kind give a tier.
  init(_ faults: [Fault], of tier: Fault.Tier, _ name: Fault.Name) {
    stretches = faults.compactMap { fault in
      guard fault.tier == tier, fault.name == name else { return nil }
      switch fault.kind {
      case .partition(let share), .coldCache(let share), .lostAcknowledgements(let share):
        return Stretch(fault: fault, share: share)
      default: return nil
      }
    }
  }

  /// Whether it is ever more than 0.
  var isEmpty: Bool { stretches.isEmpty }

  /// The share at `instant`.
  @inline(__always)
  func share(at instant: Int64) -> Double {
    stretches.isEmpty ? 0 : combined(at: instant)
  }

  @inline(never)
  private func combined(at instant: Int64) -> Double {
    1 - stretches.reduce(1) { $0 * ($1.fault.lasts(at: instant) ? 1 - $1.share : 1) }
  }
}
