// The line on stderr that says how far an exploration has come, rewritten in place like that of a
// session.
import Exploration
import Reporting

/// The line of progress of one exploration.
final class SearchLine {
  private static let pause = Duration.milliseconds(200)
  private let name: String
  private let width: Int
  private let write: (String) -> Void
  private let start = ContinuousClock.now
  private var shown: ContinuousClock.Instant?

  /// Prepares the line; `name` says what is explored.
  init(_ name: String, width: Int, write: @escaping (String) -> Void) {
    self.name = name
    self.width = width
    self.write = write
  }

  /// Shows how far it has come, unless that was done just now.
  func update(_ progress: SearchProgress, of asked: Int?) {
    let now = ContinuousClock.now
    guard shown.map({ $0.duration(to: now) >= SearchLine.pause }) ?? true else { return }
    shown = now
    write(
      ProgressLine.erased
        + text(progress, of: asked, seconds: start.duration(to: now) / .seconds(1)))
  }

  /// The line, with as many of its parts as fit.
  func text(_ progress: SearchProgress, of asked: Int?, seconds: Double) -> String {
    let done = ValueText.count(Double(progress.schedules))
    let whole = asked.map { " of \(ValueText.count(Double($0)))" } ?? ""
    var parts = ["\(name): \(done)\(whole) schedules"]
    if progress.distinct > 0 {
      parts.append("\(ValueText.count(Double(progress.distinct))) distinct")
    }
    parts.append("\(EstimateText.count(Double(progress.schedules) / max(1e-3, seconds)))/s")
    parts.append(ValueText.duration(seconds.rounded()))
    return ProgressLine.fitted(parts, to: width)
  }

  /// Removes the line.
  func finish() {
    if shown != nil { write(ProgressLine.erased) }
    shown = nil
  }
}
