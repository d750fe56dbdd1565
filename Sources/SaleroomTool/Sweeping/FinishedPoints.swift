// The rows of points as they finish, handed from the sweep's own task to whoever waits for it.
//
// Invariant: a point that has finished is here, whether or not its file could be written.
import Experiments
import Synchronization

/// Rows by the number of their point.
final class FinishedPoints: Sendable {
  private struct State {
    var rows: [Int: [MeasuredRow]] = [:]
    var failure: ToolError?
  }
  private let state = Mutex(State())

  /// A point has finished; `keep` writes its file.
  func add(
    _ number: Int, _ point: [MeasuredRow], keep: () throws(ToolError) -> Void
  ) {
    let kept = Result(catching: keep)
    state.withLock { state in
      state.rows[number] = point
      if case .failure(let failure) = kept { state.failure = state.failure ?? failure }
    }
  }

  /// All that have.
  var all: [Int: [MeasuredRow]] { state.withLock { $0.rows } }

  /// Why the first was not kept that could not be.
  var failure: ToolError? { state.withLock { $0.failure } }
}
