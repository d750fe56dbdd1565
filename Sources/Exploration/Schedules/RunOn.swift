// The plainest schedule: a strand runs until it waits or ends, then the one that has been ready for
// longest. It has the fewest context switches, so other schedules are told by how they differ from it.
import DiscreteEvents

/// Lets each strand run until it waits.
final class RunOn: StrandSchedule {
  init() {}

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    RunOn.choice(among: ready, after: last)
  }

  /// What this schedule would choose.
  static func choice(among ready: Span<Int32>, after last: Int32) -> Int {
    ready.indices.first { ready[$0] == last } ?? 0
  }
}

/// First in, first out: whoever has been ready for longest, so that strands take turns call by call.
final class TakeTurns: StrandSchedule {
  init() {}

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int { 0 }
}
