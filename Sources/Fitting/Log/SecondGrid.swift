// How many of something happened in each second of a log whose begin is known only at its end.

/// Counts by seconds, growing on both sides.
struct SecondGrid {
  /// The second of the first count.
  private(set) var first = 0
  private(set) var counts: [Int] = []

  /// How many there are.
  var total: Int { counts.reduce(0, +) }

  /// How many there are in the seconds that are over at an instant in nanoseconds.
  func total(before instant: Int64) -> Int {
    let whole = Int((Double(instant) / 1e9).rounded(.down)) - first
    return counts.prefix(max(0, whole)).reduce(0, +)
  }

  /// Counts something at an instant in nanoseconds.
  mutating func add(at instant: Int64, _ amount: Int = 1) {
    let second =
      Int(instant / 1_000_000_000) - (instant < 0 && instant % 1_000_000_000 != 0 ? 1 : 0)
    if counts.isEmpty { first = second }
    if second < first {
      counts.insert(contentsOf: repeatElement(0, count: first - second), at: 0)
      first = second
    }
    while second - first >= counts.count { counts.append(0) }
    counts[second - first] += amount
  }

  /// The seconds in which anything happened, with how many.
  var seconds: [(second: Int, count: Int)] {
    counts.indices.filter { counts[$0] > 0 }.map { (first + $0, counts[$0]) }
  }
}
