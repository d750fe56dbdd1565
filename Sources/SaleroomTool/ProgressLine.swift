// One line on stderr that says how far the session has come, rewritten in place a few times a second.
// It is never wider than the terminal, for a line that wraps cannot be taken back.
import LiveCommerce
import Reporting
import Synchronization

/// The line of progress of one run.
final class ProgressLine: Sendable {
  /// What removes the line.
  static let erased = "\r\u{1B}[K"
  private static let pause = Duration.milliseconds(200)
  /// Before so many seconds have passed, the time left would be a guess.
  private static let settled = 1.0

  private struct Shown {
    var at: ContinuousClock.Instant
    var events: Int
  }
  private let expectedEvents: Double
  private let width: Int
  private let memory: @Sendable () -> Double?
  private let write: @Sendable (String) -> Void
  private let start = ContinuousClock.now
  private let shown = Mutex<Shown?>(nil)

  /// Prepares the line of a session in which so many events are expected.
  init(
    expectedEvents: Double, width: Int, memory: @escaping @Sendable () -> Double?,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.expectedEvents = expectedEvents
    self.width = width
    self.memory = memory
    self.write = write
  }

  /// Shows how far the session has come, unless it was shown just now.
  func update(_ progress: SessionProgress) {
    let now = ContinuousClock.now
    let last = shown.withLock { shown -> Shown? in
      let last = shown ?? Shown(at: start, events: 0)
      if shown != nil && last.at.duration(to: now) < ProgressLine.pause { return nil }
      shown = Shown(at: now, events: progress.events)
      return last
    }
    guard let last else { return }
    let rate = Double(progress.events - last.events) / max(1e-9, seconds(from: last.at, to: now))
    write(ProgressLine.erased + text(progress, rate: rate, elapsed: seconds(from: start, to: now)))
  }

  /// The line, with as many of its parts as fit.
  func text(_ progress: SessionProgress, rate: Double, elapsed: Double) -> String {
    let share = simulatedShare(of: progress)
    let times = [progress.simulated, progress.length].map { ValueText.duration(Double($0) / 1e9) }
    var parts = [
      "\(Display.aligned("\(Int(share * 100))", to: 3)) %  \(times[0]) of \(times[1])",
      "\(ValueText.count(Double(progress.present))) present",
      "\(ProgressLine.short(rate)) events/s",
    ]
    if let bytes = memory() { parts.append(EstimateText.bytes(bytes)) }
    if elapsed >= ProgressLine.settled {
      parts.insert("\(ValueText.duration(timeLeft(progress, elapsed).rounded())) left", at: 1)
    }
    return ProgressLine.fitted(parts, to: width)
  }

  /// The first of several parts, as many as fit into a line.
  static func fitted(_ parts: [String], to width: Int) -> String {
    var parts = parts
    while parts.count > 1 && Display.width(parts.joined(separator: "  ")) >= width {
      parts.removeLast()
    }
    return parts.joined(separator: "  ")
  }

  /// A rate in few columns: "9.1 M", "850 k".
  private static func short(_ rate: Double) -> String {
    switch rate {
    case ..<9_950: EstimateText.count(rate)
    case ..<995_000: EstimateText.count(rate / 1e3) + " k"
    case ..<9.95e6: ValueText.count((rate / 1e5).rounded() / 10) + " M"
    default: EstimateText.count(rate / 1e6) + " M"
    }
  }

  private func simulatedShare(of progress: SessionProgress) -> Double {
    progress.length > 0 ? min(1, Double(progress.simulated) / Double(progress.length)) : 1
  }

  /// The work is the events; beyond what was expected of them only simulated time tells.
  private func timeLeft(_ progress: SessionProgress, _ elapsed: Double) -> Double {
    let events = Double(progress.events)
    let done = events < expectedEvents ? events / expectedEvents : simulatedShare(of: progress)
    return elapsed * (1 / max(1e-6, done) - 1)
  }

  private func seconds(
    from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
  ) -> Double { start.duration(to: end) / .seconds(1) }

  /// Removes the line.
  func finish() {
    if shown.withLock({ $0 != nil }) { write(ProgressLine.erased) }
  }
}
