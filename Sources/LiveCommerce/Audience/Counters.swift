// A fixed number of counters in place: adding one touches no reference count and no heap.

/// Counts by index.
@frozen public struct Counters<let count: Int>: Sendable, Equatable {
  private var counts = [count of Int](repeating: 0)

  init() {}

  /// One of the counts; the index must be in 0 ..< `count`.
  public internal(set) subscript(index: Int) -> Int {
    @inline(__always) get { counts[index] }
    @inline(__always) _modify { yield &counts[index] }
  }

  /// All counts, in order.
  public var values: [Int] { counts.indices.map { counts[$0] } }

  mutating func merge(_ other: Self) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Whether all counts are the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.counts.indices.allSatisfy { left.counts[$0] == right.counts[$0] }
  }
}
