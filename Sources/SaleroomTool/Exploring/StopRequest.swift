// A request to come to an end with what is known so far. While somebody listens, the first interrupt
// is such a request; the next one ends the process, as every one does when nobody listens.
import Synchronization

/// A wish to stop that can be heard.
final class StopRequest: Sendable {
  private struct State {
    var isHeard = false
    var isMade = false
  }
  private let state = Mutex(State())

  /// From now on a request is heard.
  func listen() { state.withLock { $0.isHeard = true } }

  /// Whether it was made.
  var isMade: Bool { state.withLock { $0.isMade } }

  /// Makes the request; false if nobody hears it or it was made before.
  func make() -> Bool {
    state.withLock { state in
      guard state.isHeard, !state.isMade else { return false }
      state.isMade = true
      return true
    }
  }
}
