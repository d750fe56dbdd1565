// Workers that are out of service while a fault lasts. A worker finishes the order in its hands, and
// takes no other before it is back.

/// When which order workers are out.
struct WorkerOutages: Sendable {
  private struct Outage: Sendable {
    var fault: Fault
    /// Workers that go on: those with the lowest numbers.
    var left: Int
  }
  private let outages: [Outage]

  init(_ faults: [Fault], workers: Int) {
    outages = faults.compactMap { fault in
      guard fault.tier == .workers else { return nil }
      switch fault.kind {
      case .down: return Outage(fault: fault, left: 0)
      case .brownout(let left): return Outage(fault: fault, left: Int(left * Double(workers)))
      default: return nil
      }
    }
  }

  /// Until when a worker is out at least; nil if it may work at `instant`.
  @inline(__always)
  func end(for worker: Int, at instant: Int64) -> Int64? {
    outages.isEmpty ? nil : latestEnd(for: worker, at: instant)
  }

  @inline(never)
  private func latestEnd(for worker: Int, at instant: Int64) -> Int64? {
    outages.filter { $0.left <= worker && $0.fault.lasts(at: instant) }.map(\.fault.until).max()
  }
}
