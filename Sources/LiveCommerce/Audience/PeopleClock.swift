// The grid on which people act. A viewer's instants are whole ticks of 20 µs, so four bytes hold one
// for a day and a record is three quarters of a cache line; what follows from an action (requests,
// answers, money) is exact to the nanosecond.
//
// Invariant: rounding to the grid only ever delays, so nothing reaches anybody before it can; an
// instant that a scenario states in milliseconds is on the grid. Only what somebody would do more than
// four hours after the close is done earlier: at the last tick there is.

/// Converts between instants in nanoseconds and ticks.
struct PeopleClock: Sendable, Equatable {
  /// A viewer's "never": later than everything that happens.
  static let never = UInt32.max
  /// The last tick at which anything can happen.
  static let last = never - 1
  private static let ticksAllowed: [Int64] = [
    20_000, 40_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
    100_000_000, 1_000_000_000,
  ]
  /// A watchers' bucket is no wider than this, in nanoseconds.
  private static let watchBucket: Int64 = 250_000_000
  /// How long after the close people may still be busy, in nanoseconds.
  private static let afterwards: Int64 = 4 * 3_600_000_000_000

  /// Length of a tick, in nanoseconds; a divisor of a second.
  let tick: Int64
  /// log₂ of the width of a shoppers' bucket, in ticks: as wide as a window at its narrowest, so that a
  /// window that ends with a bucket need not put anybody back.
  private let windowShift: Int64
  /// log₂ of the width of a watchers' bucket, in ticks: so many milliseconds that most who are put back
  /// need not be moved before they act.
  private let watchShift: Int64
  /// 2⁶⁴ ÷ ticks per second, rounded up: dividing by multiplying, exact for 32-bit ticks.
  private let secondsPerTick: UInt64

  /// The finest grid on which a session of `length` nanoseconds and four hours more have room.
  init(length: Int64, lookahead: Int64 = 5_000_000) {
    let needed = (length + PeopleClock.afterwards) / Int64(UInt32.max) + 1
    tick = PeopleClock.ticksAllowed.first { $0 >= needed } ?? 1_000_000_000
    let widest = max(1, UInt64(lookahead / tick))
    windowShift = Int64(63 - widest.leadingZeroBitCount)
    let watch = max(widest, UInt64(PeopleClock.watchBucket / tick))
    watchShift = Int64(63 - watch.leadingZeroBitCount)
    let ticksPerSecond = UInt64(1_000_000_000 / tick)
    secondsPerTick = ticksPerSecond > 1 ? UInt64.max / ticksPerSecond + 1 : 0
  }

  /// log₂ of the width of a bucket of the lanes, in ticks.
  func bucketShift(of side: LaneSide) -> Int64 { side == .watchers ? watchShift : windowShift }

  /// The width of a bucket of the lanes, in nanoseconds.
  func bucketWidth(of side: LaneSide) -> Int64 { tick << bucketShift(of: side) }

  /// The last end of a bucket that is not after `instant`.
  func bucketEnd(of side: LaneSide, notAfter instant: Int64) -> Int64 {
    let width = bucketWidth(of: side)
    return instant / width * width
  }

  /// The instant of a tick, in nanoseconds.
  @inline(__always)
  func instant(_ ticks: UInt32) -> Int64 { Int64(ticks) &* tick }

  /// The first tick at or after an instant, which must not be negative; the last tick at most.
  @inline(__always)
  func tick(atOrAfter instant: Int64) -> UInt32 {
    let ticks = instant / tick
    let later = ticks * tick < instant ? ticks + 1 : ticks
    return UInt32(clamping: min(later, Int64(PeopleClock.last)))
  }

  /// The first tick at or after an instant, not clamped: for instants that may be "never".
  func wideTick(atOrAfter instant: Int64) -> Int64 {
    instant < 0 ? -1 : instant / tick + (instant % tick > 0 ? 1 : 0)
  }

  /// Which second of the session a tick lies in.
  @inline(__always)
  func second(_ ticks: UInt32) -> Int {
    guard secondsPerTick > 0 else { return Int(ticks) }
    return Int(truncatingIfNeeded: UInt64(ticks).multipliedFullWidth(by: secondsPerTick).high)
  }

  /// A length of time as whole ticks, rounded up.
  func span(_ nanoseconds: Int64) -> UInt32 { tick(atOrAfter: nanoseconds) }

  /// A length of time in ticks, as drawn.
  @inline(__always)
  func ticks(_ nanoseconds: Double) -> Double { nanoseconds / Double(tick) }
}
