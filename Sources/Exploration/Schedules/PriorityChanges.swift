// Priority-change points (S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A randomized
// scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010): every strand has a random
// priority, the highest that is ready runs, and at d − 1 random calls the strand that makes them falls
// below all others. A bug that takes d orderings among n strands of k calls in all is found with a
// probability of at least 1 ÷ (n · k^(d − 1)).
import DiscreteEvents
import Stochastics

/// Runs the strand of the highest priority, and changes priorities at a few calls.
final class PriorityChanges: StrandSchedule {
  private let draws: DomainDraws
  /// The calls, counted over all strands, at which whoever makes them falls behind.
  @safe @exclusivity(unchecked) private var changes: [UInt32] = []
  @safe @exclusivity(unchecked) private var calls: UInt32 = 0
  @safe @exclusivity(unchecked) private var seen: [UInt32] = []
  /// By strand: its priority; one that falls is put below all others.
  @safe @exclusivity(unchecked) private var priorities: [UInt64] = []
  @safe @exclusivity(unchecked) private var falls: UInt64 = 0

  /// Makes the schedule of a seed.
  ///
  /// - Parameters:
  ///   - draws: Where its chance comes from.
  ///   - depth: d, the number of orderings that a bug may take; at least 1.
  ///   - length: k, about how many calls a schedule has.
  init(_ draws: Draws, depth: Int, length: Int) {
    self.draws = draws.domain(SwarmPurpose.priorityDomain)
    let points = draws.entity(SwarmPurpose.priorityDomain, .max)
    changes = (0..<max(0, depth - 1)).map {
      1 + UInt32(points.uniform(UInt32($0)) * Double(length))
    }.sorted()
  }

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    while priorities.count < strands.count {
      // The upper half is for those that have not fallen.
      priorities.append(draws.entity(UInt64(priorities.count)).bits(0) | 1 << 63)
    }
    countCalls(of: last, strands)
    var best = 0
    for index in 1..<ready.count
    where priorities[Int(ready[index])] > priorities[Int(ready[best])] {
      best = index
    }
    return best
  }

  private func countCalls(of strand: Int32, _ strands: Span<Strand>) {
    guard strand >= 0, !changes.isEmpty else { return }
    while seen.count <= strand { seen.append(0) }
    let new = strands[Int(strand)].calls &- seen[Int(strand)]
    seen[Int(strand)] = strands[Int(strand)].calls
    calls &+= new
    while let next = changes.first, next <= calls {
      changes.removeFirst()
      falls += 1
      priorities[Int(strand)] = (1 << 63) - falls
    }
  }
}
