// The intensity of a stream that is not known beforehand: the session says at each epoch how many visits
// it expects until the next one, from what has happened so far. Cursors read it in order, and wait where it
// ends.
//
// Invariant: it grows only at its end and only between windows, so all lanes read the same in a window;
// what has been said is never changed.

/// The cumulated mean number of visits of a stream, up to the next epoch.
///
/// Sendable: written by the session only between windows.
final class StreamFlow: @unchecked Sendable {
  /// A stretch of constant rate.
  struct Stretch: Sendable {
    /// When it begins and ends, in nanoseconds.
    var from: Int64
    var to: Int64
    /// Mean visits before it and up to its end.
    var before: Double
    var after: Double
  }
  @safe @exclusivity(unchecked) private(set) var stretches: [Stretch] = []

  /// Mean number of visits so far.
  var total: Double { stretches.last?.after ?? 0 }
  /// Up to when it is known, in nanoseconds.
  var end: Int64 { stretches.last?.to ?? 0 }

  /// Says how many visits are expected from its end up to `instant`, evenly.
  func extend(to instant: Int64, by visits: Double) {
    precondition(visits >= 0 && instant >= end, "a flow goes on")
    stretches.append(Stretch(from: end, to: instant, before: total, after: total + visits))
  }

  /// Reads a flow at numbers that never decrease.
  struct Reader: Sendable {
    private var place = 0

    /// When so many visits are reached, in nanoseconds; nil if that is not known yet.
    mutating func instant(at visits: Double, _ flow: StreamFlow) -> Int64? {
      while place < flow.stretches.count, flow.stretches[place].after <= visits { place += 1 }
      guard place < flow.stretches.count else { return nil }
      let stretch = flow.stretches[place]
      let within = (visits - stretch.before) / (stretch.after - stretch.before)
      return stretch.from + Int64(within * Double(stretch.to - stretch.from))
    }
  }
}
