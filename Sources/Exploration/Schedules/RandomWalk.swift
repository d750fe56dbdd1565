// A seeded random schedule: at every choice each ready strand is as likely as the next. The draw is
// keyed by the strand that ran and its call, not by position, so a changed step elsewhere changes
// no other choice.
import DiscreteEvents
import Stochastics

/// Chooses at random.
final class RandomWalk: StrandSchedule {
  private let draws: DomainDraws

  /// Makes the schedule of a seed.
  init(_ draws: Draws) { self.draws = draws.domain(SwarmPurpose.choiceDomain) }

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    let calls = last < 0 ? 0 : strands[Int(last)].calls
    let hops = last < 0 ? 0 : strands[Int(last)].hops
    let bits = draws.entity(UInt64(bitPattern: Int64(last))).bits(calls, hops)
    return Int(bits.multipliedFullWidth(by: UInt64(ready.count)).high)
  }
}

/// What draws decide in a search.
enum SwarmPurpose {
  static let choiceDomain: UInt32 = 0x5A01
  static let priorityDomain: UInt32 = 0x5A02
  static let swarmDomain: UInt32 = 0x5A03
  static let misfortuneDomain: UInt32 = 0x5A04
}
