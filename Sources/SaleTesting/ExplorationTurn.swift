// One exploration at a time in a test process: each has all the cores, and several at once would only
// be in each other's way.
import Synchronization

/// The turn of explorations; first come, first served.
enum ExplorationTurn {
  private struct Line {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }
  private static let line = Mutex(Line())

  /// Waits for the turn.
  static func take() async {
    await withCheckedContinuation { continuation in
      let isFree = line.withLock { line in
        guard line.isTaken else {
          line.isTaken = true
          return true
        }
        line.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Passes the turn on.
  static func give() {
    let next = line.withLock { line -> CheckedContinuation<Void, Never>? in
      guard !line.waiting.isEmpty else {
        line.isTaken = false
        return nil
      }
      return line.waiting.removeFirst()
    }
    next?.resume()
  }
}
