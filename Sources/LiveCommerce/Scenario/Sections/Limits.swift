// How much of everything a scenario may hold. A scenario is untrusted, so nothing in it is without a
// bound; the bounds follow from the widths of the fields of a viewer and from sums in 64 bits.

/// Lengths of time in nanoseconds.
enum Span {
  static let millisecond: Int64 = 1_000_000
  static let second: Int64 = 1_000_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour
  static let year = 365 * day
}

/// How much of everything a scenario may hold.
enum Limit {
  static let cohorts = 200
  static let products = 2000
  /// Rooms of one name; a viewer knows its room by 16 bits.
  static let copies = 20_000
  static let rooms = 60_000
  /// Products of all rooms.
  static let catalogue = 200_000
  static let categories = 1000
  static let variants = 200
  static let stockPools = 20
  static let steps = 1000
  static let streams = 255
  static let pieces = 10_000
  /// Pools of a ranker that rooms climb.
  static let rungs = 100
  /// Groups of notes posted before a session.
  static let notesBefore = 1000
  /// Categories of notes times rooms.
  static let noteCells = 1_000_000
  static let recordedValues = 100_000
  static let expectations = 1000
  /// Order workers, or connections of the stock database.
  static let servers = 1...100_000
  /// Charges in progress at the same time.
  static let channels = 1...1_000_000
  /// Orders admitted per second.
  static let gatewayRate = 0.001...1e9
  /// How long a unit is held, in nanoseconds.
  static let hold = Span.second...7 * Span.day
  /// How long after the close nobody pays any more, in nanoseconds: no hold lasts so long.
  static let lastPayment = 30 * Span.day
  /// How long after the close orders may still be under way, in nanoseconds: counters by second go on
  /// for as long.
  static let settling = 60 * Span.day
  /// How long a session at rest goes on, in nanoseconds: longer than any hold, and than a sale logic's task
  /// may reasonably pause.
  static let rest = 8 * Span.day
  static let retries = 0...50
  static let retryBudget = 0.0...50.0
  /// The longest name, in bytes.
  static let nameLength = 64
  /// Visits of one stream; persons are numbered in 32 bits, and a draw may exceed its mean.
  static let visits = 4_000_000_000
  /// Units of one stock, and in one batch or restock.
  static let units = 1_000_000_000
  /// The largest price, in minor units.
  static let price: Int64 = 1_000_000_000_000
  /// Who may wait at a tier of the crowd; what they wait in a second is counted in nanoseconds.
  static let fluidQueue = 1_000_000_000
}
