// How many of something happened in each second (or any other width) of a run.
// Invariant: `counts` ends with the last step that was touched, so equal events make equal
// series in whatever order they came.

/// Event counts by equal steps of time.
@frozen
public struct CountSeries: Sendable, Equatable {
  /// Where the first step begins, in nanoseconds.
  public let origin: Int64

  /// The length of a step, in nanoseconds.
  public let width: Int64

  @usableFromInline var steps: [Int] = []

  /// Makes an empty series of steps of `width` nanoseconds.
  @inlinable
  public init(origin: Int64 = 0, width: Int64 = 1_000_000_000) {
    precondition(width > 0, "a step must take time")
    self.origin = origin
    self.width = width
  }

  /// The counts of all steps up to the last one touched.
  @inlinable public var counts: [Int] { steps }

  /// The sum of all counts.
  public var total: Int { steps.reduce(0, +) }

  /// Counts `amount` events at an instant, which must not precede the origin.
  ///
  /// Amortised constant time. Memory grows with the latest instant, one word a step.
  @inlinable
  public mutating func add(at nanoseconds: Int64, _ amount: Int = 1) {
    precondition(nanoseconds >= origin, "an event before the series begins")
    add(toStep: Int((nanoseconds - origin) / width), amount)
  }

  /// Counts `amount` events in a step, numbered from 0.
  @inlinable
  public mutating func add(toStep step: Int, _ amount: Int = 1) {
    if step >= steps.count {
      extend(to: step + 1)
    }
    steps[step] += amount
  }

  /// Adds the counts of a series with the same origin and width.
  public mutating func merge(_ other: Self) {
    precondition(origin == other.origin && width == other.width, "series of different steps")
    extend(to: other.steps.count)
    for (step, amount) in other.steps.enumerated() {
      steps[step] += amount
    }
  }

  /// The first step with the highest count, or nil if nothing was counted.
  public var peak: (index: Int, value: Int)? {
    guard let value = steps.max(), let index = steps.firstIndex(of: value) else { return nil }
    return (index, value)
  }

  // Capacity doubles, so that a run that advances step by step copies each count about once.
  @usableFromInline
  mutating func extend(to count: Int) {
    guard count > steps.count else { return }
    if count > steps.capacity {
      steps.reserveCapacity(Swift.max(count, 2 * steps.capacity))
    }
    steps.append(contentsOf: repeatElement(0, count: count - steps.count))
  }
}
