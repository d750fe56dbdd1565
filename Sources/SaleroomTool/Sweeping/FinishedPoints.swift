// The rows of points as they finish, handed from the sweep's own task to whoever waits for it.
import Experiments
import Synchronization

/// Rows by the number of their point.
final class FinishedPoints: Sendable {
  private let rows = Mutex<[Int: [MeasuredRow]]>([:])

  /// A point has finished.
  func add(_ number: Int, _ point: [MeasuredRow]) { rows.withLock { $0[number] = point } }

  /// All that have.
  var all: [Int: [MeasuredRow]] { rows.withLock { $0 } }
}
