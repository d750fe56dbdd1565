// One line on stderr that says how many sessions of many have been run, rewritten in place like that
// of a session. Sessions end on any thread.
import Reporting
import Synchronization

/// The line of progress of many sessions.
final class CountLine: Sendable {
  private static let pause = Duration.milliseconds(200)
  private let width: Int
  private let write: @Sendable (String) -> Void
  private let start = ContinuousClock.now
  private let shown = Mutex<ContinuousClock.Instant?>(nil)

  /// Prepares the line.
  init(width: Int, write: @escaping @Sendable (String) -> Void) {
    self.width = width
    self.write = write
  }

  /// Shows how many have been run, unless that was done just now.
  ///
  /// - Parameters:
  ///   - count: How many have been run.
  ///   - all: How many there will be, or at most.
  ///   - isLimit: Whether there may be fewer.
  func update(_ count: Int, of all: Int, isLimit: Bool = false) {
    let now = ContinuousClock.now
    let isDue = shown.withLock { shown in
      guard shown.map({ $0.duration(to: now) >= CountLine.pause }) ?? true else { return false }
      shown = now
      return true
    }
    guard isDue else { return }
    let seconds = start.duration(to: now) / .seconds(1)
    write(ProgressLine.erased + text(count, of: all, isLimit: isLimit, seconds: seconds))
  }

  /// The line, with as many of its parts as fit.
  func text(_ count: Int, of all: Int, isLimit: Bool, seconds: Double) -> String {
    let most = "\(isLimit ? "at most " : "")\(ValueText.count(Double(all)))"
    let rate = Double(count) / max(1e-3, seconds)
    var parts = ["\(ValueText.count(Double(count))) of \(most) sessions"]
    if seconds >= 1 && count > 0 {
      parts.append("\(ValueText.duration((Double(all - count) / rate).rounded())) left")
      parts.append("\(ValueText.count((rate * 10).rounded() / 10))/s")
    }
    return ProgressLine.fitted(parts, to: width)
  }

  /// Removes the line.
  func finish() {
    let wasShown = shown.withLock { shown in
      defer { shown = nil }
      return shown != nil
    }
    if wasShown { write(ProgressLine.erased) }
  }
}
