// How one stock row went down over the session: what was free, held, sold and back at the end of each
// period, for pictures. Only periods in which something happened take memory.
//
// Invariant: `points` is in order of time, at most one a period; the row stayed as a point says until
// the next one.

/// The levels of one stock row over a session.
public struct StockSeries: Sendable, Equatable {
  /// The levels after the last event of a period.
  public struct Point: Sendable, Equatable {
    /// Which period, from 0.
    public let period: Int32
    /// Units that nobody had a claim on; negative when more were promised than there were.
    public let free: Int32
    /// Units held and not yet due.
    public let held: Int32
    /// Units sold, and not sent back.
    public let sold: Int32
    /// Units sent back, and not on sale again.
    public let back: Int32
  }

  /// The length of a period, in nanoseconds.
  public let period: Int64
  /// The periods in which something happened, in order of time.
  public private(set) var points: [Point] = []
  /// The end of the period of the last point.
  private var boundary: Int64 = 0

  init(period: Int64) { self.period = period }

  /// Takes the state of the row after an event.
  @inline(__always)
  mutating func note(_ levels: StockLevels, at instant: Int64) {
    let isNew = instant >= boundary
    if isNew { boundary = end(ofPeriodAt: instant) }
    let point = Point(
      period: Int32(clamping: boundary / period - 1), free: Int32(clamping: levels.free),
      held: Int32(clamping: levels.held), sold: Int32(clamping: levels.sold),
      back: Int32(clamping: levels.back))
    if isNew { points.append(point) } else { points[points.count - 1] = point }
  }

  private func end(ofPeriodAt instant: Int64) -> Int64 { (instant / period + 1) * period }

  /// The levels at the end of each period, from the first to that of the last event; at most 1440, for
  /// what is sent back comes days after the close.
  public var levels: [Point] {
    var levels: [Point] = []
    for point in points where point.period < 1440 {
      while let last = levels.last, last.period + 1 < point.period {
        levels.append(
          Point(
            period: last.period + 1, free: last.free, held: last.held, sold: last.sold,
            back: last.back))
      }
      levels.append(point)
    }
    return levels
  }
}
