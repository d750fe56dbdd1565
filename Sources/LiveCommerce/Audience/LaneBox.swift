// A lane in one place, so that threads can take turns with it.
//
// Invariant: one thread at a time advances it.
import Foundation
import Synchronization

/// Keeps a lane in one place.
///
/// Sendable: a lane is handed from the session to one thread of the team for a window and back.
final class LaneBox: @unchecked Sendable {
  @safe @exclusivity(unchecked) var lane: Lane
  private let isTaken = Atomic<Bool>(false)

  init(_ lane: consuming Lane) { self.lane = lane }

  /// Advances the lane; two parts of a slice never at once, and in either order.
  func advance(to end: Int64, ahead: Int64) {
    // Seldom taken: the other parts of the slice lie between two of one lane.
    while isTaken.exchange(true, ordering: .acquiring) { sched_yield() }
    lane.advance(to: end, ahead: ahead)
    isTaken.store(false, ordering: .releasing)
  }
}
