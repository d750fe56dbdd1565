// A point of virtual time. Invariant: whole nanoseconds, so that equal means equal and no
// comparison ever needs a tolerance; arithmetic stops at the ends instead of wrapping.

/// A point of virtual time, in whole nanoseconds since the session's start.
@frozen
public struct Instant: Sendable, Hashable, Comparable {
  /// The nanoseconds since the session's start.
  public var nanoseconds: Int64

  /// The session's start.
  @inlinable
  public static var zero: Instant { Instant(nanoseconds: 0) }

  /// An instant that no session reaches, 292 years after the start.
  @inlinable
  public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// Makes the instant that lies so many nanoseconds after the start.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The instant so many nanoseconds later; it stops at the ends of `Int64`.
  @inlinable
  public func advanced(byNanoseconds delta: Int64) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(delta)
    guard overflow else { return Instant(nanoseconds: sum) }
    return Instant(nanoseconds: delta < 0 ? .min : .max)
  }

  /// The nanoseconds from `earlier` to this instant; they stop at the ends of `Int64`.
  @inlinable
  public func nanoseconds(since earlier: Instant) -> Int64 {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    guard overflow else { return difference }
    return nanoseconds < earlier.nanoseconds ? .min : .max
  }

  /// Whether the left instant comes first.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension Instant: InstantProtocol {
  /// What lies between two instants.
  public typealias Duration = Swift.Duration

  /// The instant `duration` later, fractions of a nanosecond cut off; it stops at the ends.
  @inlinable
  public func advanced(by duration: Swift.Duration) -> Instant {
    advanced(byNanoseconds: duration.wholeNanoseconds)
  }

  /// The exact time from this instant to `other`, negative when `other` is earlier.
  @inlinable
  public func duration(to other: Instant) -> Swift.Duration {
    .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
  }
}

extension Instant: CustomStringConvertible {
  /// Hours, minutes, seconds and nanoseconds since the start, as in `00:05:03.251000000`.
  @inlinable
  public var description: String {
    let total = nanoseconds.magnitude
    let seconds = total / 1_000_000_000
    let sign = nanoseconds < 0 ? "-" : ""
    let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60]
      .map { Instant.padded($0, to: 2) }
    let fraction = Instant.padded(total % 1_000_000_000, to: 9)
    return sign + clock.joined(separator: ":") + "." + fraction
  }

  @inlinable
  static func padded(_ value: UInt64, to width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Swift.Duration {
  @inlinable
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    guard carried else { return sum }
    return seconds < 0 ? .min : .max
  }
}
