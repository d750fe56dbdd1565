// How long viewers might have clicked until they first did. Nobody orders a product twice, and a log
// tells of the first click of a visit only, so what a viewer does after a first click, in this visit or a
// later one, says nothing of how often people click: a viewer counts up to there.
//
// The visits of one viewer may be rows anywhere in a log, so each visit is kept until the end. When there
// are too many, half of all viewers are left out, by a bit of their numbers.
//
// Invariant: which viewers are kept depends on the rows, and not on their order.

/// The first clicks of viewers.
struct FirstClicks {
  /// The most visits that are kept.
  static let most = 1 << 18

  /// A visit.
  private struct Stretch {
    var viewer: UInt64
    var enter: Int64
    /// The last instant there is, while it goes on.
    var exit: Int64
    /// When the viewer clicked, or heard what the click answers; the last instant there is, if never.
    var click: Int64
    /// Whether the click answers no link-up.
    var isOwn: Bool
  }

  private var stretches: [Stretch] = []
  /// Viewers are kept whose numbers begin with so many zeros.
  private var zeros = 0
  private let most: Int

  init(most: Int = FirstClicks.most) { self.most = most }

  mutating func add(_ visit: LogVisit) {
    guard FirstClicks.isKept(visit.viewer, zeros) else { return }
    stretches.append(
      Stretch(
        viewer: visit.viewer, enter: visit.enter, exit: visit.exit ?? .max,
        click: visit.shown ?? visit.click ?? .max,
        isOwn: visit.click != nil && visit.shown == nil))
    while stretches.count > most, zeros < UInt64.bitWidth {
      zeros += 1
      stretches.removeAll { [zeros] in !FirstClicks.isKept($0.viewer, zeros) }
    }
  }

  private static func isKept(_ viewer: UInt64, _ zeros: Int) -> Bool {
    viewer.leadingZeroBitCount >= zeros
  }

  /// First clicks that answer no link-up, and the nanoseconds in which a first click was possible.
  ///
  /// - Parameters:
  ///   - begin: From when on one could click.
  ///   - end: When the log ends.
  /// - Returns: How many, and how long.
  func total(from begin: Int64, to end: Int64) -> (clicks: Int, time: Int128) {
    var total = (clicks: 0, time: Int128(0))
    var first: Stretch?
    for stretch in stretches.sorted(by: { ($0.viewer, $0.click) < ($1.viewer, $1.click) }) {
      let known = first?.viewer == stretch.viewer ? first ?? stretch : stretch
      if first?.viewer != stretch.viewer, stretch.isOwn, begin <= stretch.click,
        stretch.click <= end
      {
        total.clicks += 1
      }
      first = known
      let until = min(stretch.exit, known.click, end)
      total.time += Int128(max(0, until - max(stretch.enter, begin)))
    }
    return total
  }
}
