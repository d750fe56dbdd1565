// What a first run finds for a second one to follow: the order that took longest, and for each reason
// of losing an intention one that was lost in the typical time. It keeps one intention for each reason
// and length of time, however many there are.

/// Finds what is worth following among all endings.
struct TraceLandmarks {
  /// Intentions that ended in about the same time.
  private struct Group {
    var count = 0
    /// The first of them.
    var first: UInt64
  }
  /// One reason, and one intention that was lost for it.
  struct Loss: Equatable {
    var reason: LossReason
    var count: Int
    var intention: UInt64
  }
  private var losses: [LossReason: [Int: Group]] = [:]
  /// The intention whose order took longest to be heard of, and how long, in nanoseconds.
  private(set) var slowest: (intention: UInt64, latency: Int64)?

  mutating func add(_ facts: [TraceFact]) {
    for fact in facts {
      guard let intention = fact.intention else { continue }
      switch fact.event {
      case .abandons(let since), .willPay(_, let since):
        order(intention, took: fact.instant - since)
      case .gaveUp(let reason, _, let since):
        let length = TraceLandmarks.length(fact.instant - since)
        losses[reason, default: [:]][length, default: Group(first: intention)].count += 1
      default: continue
      }
    }
  }

  private mutating func order(_ intention: UInt64, took latency: Int64) {
    guard latency > slowest?.latency ?? -1 else { return }
    slowest = (intention, latency)
  }

  /// Sixteen classes for each doubling of the time.
  private static func length(_ nanoseconds: Int64) -> Int {
    let value = UInt64(max(0, nanoseconds))
    let bits = 64 - value.leadingZeroBitCount
    return bits << 4 | Int(bits > 5 ? value >> UInt64(bits - 5) & 15 : value & 15)
  }

  /// Each reason for which something was lost, and the first of those that took the median time.
  var typicalLosses: [Loss] {
    LossReason.allCases.compactMap { reason in
      guard let groups = losses[reason] else { return nil }
      let count = groups.values.reduce(0) { $0 + $1.count }
      var before = 0
      for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
        before += group.count
        if before * 2 >= count {
          return Loss(reason: reason, count: count, intention: group.first)
        }
      }
      return nil
    }
  }
}
