// A level over time (busy servers, requests that wait) with its exact integral, in all and in each
// second, so that a report can say when a tier was full.
//
// Invariant: `areas` holds the integral over every second that ended before the last change; their
// sum and the rest is the integral of the level.
import Stochastics

/// An integer level over time, integrated in all and by the second.
public struct LevelSeries: Sendable, Equatable {
  private var whole: TimeWeighted
  private var areas: [Int] = []
  /// The end of the second that is being counted, and the integral up to its beginning.
  private var boundary: Int64 = 1_000_000_000
  private var counted: Int128 = 0

  init(level: Int64 = 0) { whole = TimeWeighted(level: level) }

  /// The level now.
  public var level: Int64 { whole.level }
  /// The highest level there was.
  public var maximum: Int64 { whole.maximum }
  /// When the level was first at its highest.
  public var timeOfMaximum: Int64 { whole.timeOfMaximum }

  /// The integral of the level up to an instant not before the last change, in nanoseconds.
  public func integral(until instant: Int64) -> Int128 { whole.integral(until: instant) }

  /// The integral of the level to the end of the second of its last change, in nanoseconds.
  var total: Int128 { whole.integral(until: boundary) }

  /// The integral of the level over each second, in nanoseconds, up to the last change.
  public var bySecond: [Int] {
    let rest = Int(whole.integral(until: boundary) - counted)
    return rest == 0 && level == 0 ? areas : areas + [rest]
  }

  /// The integral of the level over the first so many seconds, in nanoseconds.
  func integral(seconds: Int) -> Int128 {
    let known = bySecond.prefix(seconds)
    let rest = Int128(level) * Int128(seconds - known.count) * 1_000_000_000
    return known.reduce(rest) { $0 + Int128($1) }
  }

  @inline(__always)
  mutating func add(_ change: Int64, at instant: Int64) {
    if instant >= boundary { roll(to: instant) }
    whole.add(change, at: instant)
  }

  mutating func set(_ level: Int64, at instant: Int64) { add(level - whole.level, at: instant) }

  @inline(never)
  private mutating func roll(to instant: Int64) {
    while boundary <= instant {
      let area = whole.integral(until: boundary)
      areas.append(Int(area - counted))
      counted = area
      boundary += 1_000_000_000
    }
  }
}
