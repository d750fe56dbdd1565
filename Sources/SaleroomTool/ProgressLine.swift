// One line on stderr that says how far the session has come, rewritten in place a few times a second.
import Reporting
import Synchronization

/// The line of progress of one run.
final class ProgressLine: Sendable {
  /// What removes the line.
  static let erased = "\r\u{1B}[K"
  private static let pause = Duration.milliseconds(200)

  private let length: Int64
  private let write: @Sendable (String) -> Void
  private let shownAt = Mutex<ContinuousClock.Instant?>(nil)

  /// Prepares the line of a session that is planned to last `length` nanoseconds.
  init(length: Int64, write: @escaping @Sendable (String) -> Void) {
    self.length = length
    self.write = write
  }

  /// Shows that the session has come to `instant`, in nanoseconds, unless it was shown just now.
  func update(_ instant: Int64) {
    let now = ContinuousClock.now
    let isDue = shownAt.withLock { shown in
      if let last = shown, last.duration(to: now) < ProgressLine.pause { return false }
      shown = now
      return true
    }
    if isDue { write(ProgressLine.erased + text(instant)) }
  }

  private func text(_ instant: Int64) -> String {
    let share = length > 0 ? min(100, instant / max(1, length / 100)) : 100
    let times = [instant, length].map { ValueText.duration(Double($0) / 1e9) }
    return "\(Display.aligned("\(share)", to: 3)) %  simulated \(times[0]) of \(times[1])"
  }

  /// Removes the line.
  func finish() {
    if shownAt.withLock({ $0 != nil }) { write(ProgressLine.erased) }
  }
}
