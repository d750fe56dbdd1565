// When a product can be ordered: from each of its link-ups on, in whichever room, for as long as it stays
// open. What opens again before it has closed stays open.
//
// Invariant: windows are in order and apart from each other.
import DiscreteEvents

/// The windows in which a product can be ordered.
struct Openings: Sendable {
  /// From when to when.
  struct Window: Sendable, Equatable {
    var opens: Instant
    var closes: Instant
  }

  private(set) var windows: [Window] = []
  /// When the next window begins after the instant that has been reached.
  private(set) var next = Instant.distantFuture

  /// None: nobody can order.
  init() {}

  /// Makes the windows of some link-ups, in nanoseconds and in any order; without a length they never end.
  init(_ linkUps: [Int64], for length: Int64?) {
    for linkUp in linkUps.sorted() {
      let opens = Instant(nanoseconds: linkUp)
      let closes = length.map { opens.advanced(byNanoseconds: $0) } ?? .distantFuture
      if let last = windows.last, opens <= last.closes {
        windows[windows.count - 1].closes = closes
      } else {
        windows.append(Window(opens: opens, closes: closes))
      }
    }
  }

  /// Moves on to an instant.
  ///
  /// - Returns: The newest window then; the first as long as none has begun.
  mutating func goOn(to instant: Instant) -> Window {
    let begun = windows.prefix { $0.opens <= instant }.count
    next = begun < windows.count ? windows[begun].opens : .distantFuture
    return windows.isEmpty
      ? Window(opens: .distantFuture, closes: .distantFuture) : windows[max(0, begun - 1)]
  }

  /// When the newest window at an instant began; nil if none had.
  func opening(at instant: Instant) -> Instant? { windows.last { $0.opens <= instant }?.opens }
}
