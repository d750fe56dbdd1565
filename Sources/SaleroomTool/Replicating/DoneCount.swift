// How many sessions have ended, told by whichever thread one ended on.
import Synchronization

/// The most that was told.
final class DoneCount: Sendable {
  private let most = Mutex(0)

  /// So many have ended.
  func reach(_ count: Int) { most.withLock { $0 = max($0, count) } }

  /// How many have ended.
  var count: Int { most.withLock { $0 } }
}
