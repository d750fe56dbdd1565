// When anybody could mean to order something: while a link-up or an announcement may be on somebody's
// screen, in any of the rooms. Asked for in every window, so it must not cost more for many rooms.
//
// Invariant: asked with instants that never decrease, each span is passed once; `reach` is the
// latest end of those that have begun.

/// The stretches of time in which orders may be meant, over all rooms.
struct OrderSpans: Sendable {
  private var spans: [ClosedRange<Int64>]
  private var next = 0
  private var reach = Int64.min

  /// Makes the spans of some stages.
  init(_ logs: [StageLog]) {
    spans = logs.flatMap(\.orderSpans).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The first instant from `instant` on at which anybody could mean to order something;
  /// `Int64.max` if there is none.
  mutating func earliest(from instant: Int64) -> Int64 {
    while next < spans.count, spans[next].lowerBound <= instant {
      reach = max(reach, spans[next].upperBound)
      next += 1
    }
    guard reach < instant else { return instant }
    return next < spans.count ? spans[next].lowerBound : .max
  }
}
