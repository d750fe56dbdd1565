// The time average of a level that moves in steps: queue lengths, people present, workers busy.
// Invariant: `area` is the exact integral of the level from `start` to `since`. Integers all
// through, so the average of a day at nanosecond steps has no rounding to argue about.

/// An integer level over integer nanoseconds, integrated exactly.
@frozen
public struct TimeWeighted: Sendable, Equatable {
  /// When the observation began.
  public let start: Int64

  @usableFromInline var current: Int64
  @usableFromInline var since: Int64
  @usableFromInline var area: Int128 = 0
  @usableFromInline var peak: Int64
  @usableFromInline var peakTime: Int64

  /// Begins to observe a level.
  @inlinable
  public init(level: Int64 = 0, at nanoseconds: Int64 = 0) {
    start = nanoseconds
    current = level
    since = nanoseconds
    peak = level
    peakTime = nanoseconds
  }

  /// The level now.
  @inlinable public var level: Int64 { current }

  /// The highest level, even if it lasted no time at all.
  @inlinable public var maximum: Int64 { peak }

  /// When the level first reached its maximum.
  @inlinable public var timeOfMaximum: Int64 { peakTime }

  /// The level is `level` from an instant on, which must not precede the last one.
  @inlinable
  public mutating func set(level: Int64, at nanoseconds: Int64) {
    area = integral(until: nanoseconds)
    since = nanoseconds
    current = level
    if level > peak {
      peak = level
      peakTime = nanoseconds
    }
  }

  /// The level changes by an amount, up or down, at an instant.
  @inlinable
  public mutating func add(_ change: Int64, at nanoseconds: Int64) {
    set(level: current + change, at: nanoseconds)
  }

  /// The integral of the level from the start, in units of level times nanoseconds.
  @inlinable
  public func integral(until nanoseconds: Int64) -> Int128 {
    precondition(nanoseconds >= since, "a time average cannot go back in time")
    // Almost every stretch fits a word, and a product of two words costs a quarter of this one.
    let (elapsed, isLong) = nanoseconds.subtractingReportingOverflow(since)
    let (stretch, isLarge) = current.multipliedReportingOverflow(by: elapsed)
    guard isLong || isLarge else { return area + Int128(stretch) }
    return area + Int128(current) * (Int128(nanoseconds) - Int128(since))
  }

  /// The time average of the level, or nil if no time has passed.
  public func mean(until nanoseconds: Int64) -> Double? {
    let area = integral(until: nanoseconds)
    guard nanoseconds > start else { return nil }
    return Double(area) / Double(Int128(nanoseconds) - Int128(start))
  }
}
