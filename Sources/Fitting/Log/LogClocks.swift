// How finely a log tells time. Each column may come from another machine, one that writes whole seconds
// beside one that writes milliseconds, so what is measured between two columns lies on the grid of the finer.
//
// Invariant: a clock is as coarse as all instants of its column allow.

/// The clock of one column.
struct LogClock {
  private var isWholeSeconds = true
  private var isWholeMilliseconds = true

  /// Its fineness, in nanoseconds.
  var tick: Int64 { isWholeSeconds ? 1_000_000_000 : isWholeMilliseconds ? 1_000_000 : 1_000 }

  /// Takes an instant into account, if there is one.
  mutating func note(_ instant: Int64?) {
    guard isWholeMilliseconds, let instant else { return }
    if instant % 1_000_000_000 != 0 { isWholeSeconds = false }
    if instant % 1_000_000 != 0 { isWholeMilliseconds = false }
  }
}

/// The clocks of all columns.
struct LogClocks {
  private var enter = LogClock()
  private var exit = LogClock()
  private var shown = LogClock()
  private var click = LogClock()
  private var order = LogClock()
  private var pay = LogClock()

  /// The grid of what is measured from one column to another, in nanoseconds.
  var stay: Int64 { min(enter.tick, exit.tick) }
  var reaction: Int64 { min(shown.tick, click.tick) }
  var consideration: Int64 { min(click.tick, order.tick) }
  var payDelay: Int64 { min(order.tick, pay.tick) }

  mutating func note(_ visit: LogVisit) {
    enter.note(visit.enter)
    exit.note(visit.exit)
    shown.note(visit.shown)
    click.note(visit.click)
    order.note(visit.order)
    pay.note(visit.pay)
  }
}
