// What a watched session was like, second by second: for sparklines and for "the last seconds".
//
// Invariant: one entry for each second that has passed, whatever the speed at which it was shown.
import LiveCommerce
import Stochastics

/// A session by the second.
struct WatchHistory {
  /// How many seconds "lately" is.
  static let lately = 10
  /// How many seconds are kept: more than a screen has columns.
  private static let kept = 1000

  /// People present at the end of each second.
  private(set) var present: [Int] = []
  /// Orders created in each second.
  private(set) var created: [Int] = []
  /// The 99th percentile of the latency of the orders created in each second, in nanoseconds.
  private(set) var latency: [Int] = []
  /// The most orders that were created in a second.
  private(set) var peak = 0
  /// The latency up to the last seconds, oldest first.
  private var earlier: [LogLinearHistogram] = [LogLinearHistogram()]
  private var createdBefore = 0
  /// How many seconds have been taken in.
  private var seconds: Int64 = 0

  /// Takes in the state at the end of a second; those since the last one, if there are any, were as this
  /// one, and nothing was ordered in them.
  mutating func add(_ snapshot: SessionSnapshot) {
    let now = snapshot.instant / 1_000_000_000
    for _ in 0..<min(Int64(WatchHistory.kept), max(0, now - seconds - 1)) {
      WatchHistory.append(snapshot.present, to: &present)
      WatchHistory.append(0, to: &created)
      WatchHistory.append(0, to: &latency)
    }
    if now - seconds > WatchHistory.lately { earlier = earlier.suffix(1) }
    seconds = now
    let new = snapshot.created - createdBefore
    createdBefore = snapshot.created
    peak = max(peak, new)
    let second = earlier.last.map { snapshot.latency.since($0) }
    WatchHistory.append(snapshot.present, to: &present)
    WatchHistory.append(new, to: &created)
    WatchHistory.append(Int(second?.quantile(0.99) ?? 0), to: &latency)
    earlier.append(snapshot.latency)
    if earlier.count > WatchHistory.lately + 1 { earlier.removeFirst() }
  }

  private static func append(_ value: Int, to series: inout [Int]) {
    series.append(value)
    if series.count > 2 * kept { series.removeFirst(kept) }
  }

  /// The latency of the last seconds.
  var recent: LogLinearHistogram {
    guard let first = earlier.first, let last = earlier.last else { return LogLinearHistogram() }
    return last.since(first)
  }
}
