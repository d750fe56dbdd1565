// Since when free units have been free. Units are alike, so whatever is taken is the one that has been
// free longest.
//
// Invariant: runs lie in order of time, oldest first, and none of those from `first` on is empty.

/// Free units by when they became free, oldest first.
struct IdleUnits: Sendable, Equatable {
  private struct Run: Sendable, Equatable {
    var since: Int64
    var count: Int
  }
  private var runs: [Run] = []
  private var first = 0

  var oldest: Int64? { first < runs.count ? runs[first].since : nil }

  /// Units that have been free since before `instant`.
  func count(before instant: Int64) -> Int {
    runs[first...].prefix { $0.since < instant }.reduce(0) { $0 + $1.count }
  }

  mutating func add(_ units: Int, at instant: Int64) {
    if first < runs.count, runs[runs.count - 1].since == instant {
      runs[runs.count - 1].count += units
    } else {
      runs.append(Run(since: instant, count: units))
    }
  }

  mutating func removeOldest(_ units: Int) {
    var left = units
    while left > 0 && first < runs.count {
      let taken = min(left, runs[first].count)
      runs[first].count -= taken
      left -= taken
      if runs[first].count == 0 { first += 1 }
    }
    guard first == runs.count || first > 1024 && first * 2 > runs.count else { return }
    runs.removeFirst(first)
    first = 0
  }
}
