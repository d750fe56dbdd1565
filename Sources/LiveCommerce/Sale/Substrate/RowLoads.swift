// How long each stock row was held. A row serves one update after the other, however many connections
// there are, so it is a tier of its own, with one server: the narrowest there is.
//
// Invariant: stretches in which one row is held come in order and do not overlap; `heldBySecond` has
// for every second the time that the hottest row of that second was held in it.

/// The load of the stock rows of a database.
struct RowLoads: Sendable, Equatable {
  private struct Row: Sendable, Equatable {
    var waited: Int128 = 0
    /// The second that is being counted, and how long the row was held in it.
    var second = 0
    var heldNow = 0
  }
  private var rows: [Row]
  private var hottest: [Int] = []
  /// Statements that wait for a row and keep a connection meanwhile, over time.
  private(set) var waiting = LevelSeries()

  init(rows: Int) { self.rows = Array(repeating: Row(), count: rows) }

  /// A statement begins to wait for a row with a connection in hand, or has waited.
  mutating func waits(_ change: Int64, at instant: Int64) { waiting.add(change, at: instant) }

  /// An order has waited for a row for so many nanoseconds.
  mutating func waited(_ row: Int, _ nanoseconds: Int64) { rows[row].waited += Int128(nanoseconds) }

  /// A row was held, or will be.
  mutating func held(_ row: Int, from start: Int64, until end: Int64) {
    var from = start
    while from < end {
      let second = Int(from / 1_000_000_000)
      if second != rows[row].second { turn(row, to: second) }
      let to = min(end, Int64(second + 1) * 1_000_000_000)
      rows[row].heldNow += Int(to - from)
      from = to
    }
  }

  private mutating func turn(_ row: Int, to second: Int) {
    RowLoads.fold(rows[row], into: &hottest)
    rows[row].second = second
    rows[row].heldNow = 0
  }

  private static func fold(_ row: Row, into hottest: inout [Int]) {
    guard row.heldNow > 0 else { return }
    while hottest.count <= row.second { hottest.append(0) }
    hottest[row.second] = max(hottest[row.second], row.heldNow)
  }

  /// How long orders have waited for any row, in nanoseconds.
  var waited: Int128 { rows.reduce(0) { $0 + $1.waited } }

  /// For every second how long the hottest row of that second was held, in nanoseconds.
  var heldBySecond: [Int] {
    var all = hottest
    for row in rows { RowLoads.fold(row, into: &all) }
    return all
  }
}
