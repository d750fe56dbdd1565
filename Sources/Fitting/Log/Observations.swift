// What is kept of a log: histograms and counters, and of each visit only when it could first have clicked.
// Lengths of time are kept to 0.4 % of themselves, when a visit began to the second; both are far below
// what a million visits can tell.
//
// Invariant: memory depends on the length of the log and on the number of cohorts, and on the number of
// rows only up to a quarter of a million (see FirstClicks); and neither the order of rows nor how they
// were cut into pieces makes a difference.
import LiveCommerce
import Stochastics

/// What is kept of the visits of one cohort.
struct CohortObservations {
  /// Visits.
  var visits = 0
  /// Visits with a click, an order, a payment.
  var clicks = 0
  var orders = 0
  var pays = 0
  /// Visits with a click that answers no link-up.
  var ownClicks = 0
  /// Visits that are over, by their length without the time in which nothing could bore them.
  var stays = LogLinearHistogram()
  /// The whole length of all visits that are over, in nanoseconds.
  var watched: Int128 = 0
  /// Visits that were over and had lasted 15, 30 and 60 s.
  var retained = [0, 0, 0]
  /// Visits that were not over at the end, by when they began.
  var open = SecondGrid()
  /// When visits would have begun without the time in which nothing could bore them, as far as the log tells
  /// of it: all of them, and those that were not over.
  var entered = SecondGrid()
  var cut = SecondGrid()
  /// Of visits that were not over, those that had clicked and not ordered: they may still have been about to.
  var undecided = UndecidedVisits()
  /// When they clicked, all of them and those that ordered, and how long after the click.
  var clicked = SecondGrid()
  var clickedAndOrdered = SecondGrid()
  var waits = LogLinearHistogram()
  var reaction = LogLinearHistogram()
  var consideration = LogLinearHistogram()
  var payDelay = LogLinearHistogram()
}

/// What is kept of a log, or of a part of it.
struct Observations {
  static let retention: [Int64] = [15, 30, 60]

  var cohorts: [CohortObservations] = []
  /// Visits by source and second.
  var arrivals = [SecondGrid](repeating: SecondGrid(), count: TrafficSource.allCases.count)
  /// Visits by source and cohort.
  var mix = [[Int]](repeating: [], count: TrafficSource.allCases.count)
  /// The latest enter or exit, and the earliest enter.
  var latest = Int64.min
  var earliest = Int64.max
  /// The fineness of the clock of each column.
  var clocks = LogClocks()
  var firstClicks = FirstClicks()
  var taps = LinkUpTaps()
  /// When the product could be ordered; nil: all the time.
  let linkUp: Int64?

  init(linkUp: Int64?) { self.linkUp = linkUp }

  /// Visits.
  var visits: Int { cohorts.reduce(0) { $0 + $1.visits } }

  mutating func add(_ visit: LogVisit) {
    while cohorts.count <= visit.cohort { cohorts.append(CohortObservations()) }
    arrivals[visit.source.place].add(at: visit.enter)
    while mix[visit.source.place].count <= visit.cohort { mix[visit.source.place].append(0) }
    mix[visit.source.place][visit.cohort] += 1
    earliest = min(earliest, visit.enter)
    latest = max(latest, visit.exit ?? visit.enter)
    clocks.note(visit)
    firstClicks.add(visit)
    if let linkUp { taps.add(visit, linkUp: linkUp) }
    cohorts[visit.cohort].add(visit)
  }
}

extension CohortObservations {
  fileprivate mutating func add(_ visit: LogVisit) {
    visits += 1
    clicks += visit.click == nil ? 0 : 1
    orders += visit.order == nil ? 0 : 1
    pays += visit.pay == nil ? 0 : 1
    ownClicks += visit.click == nil || visit.shown != nil ? 0 : 1
    addStay(visit)
    if let click = visit.click {
      clicked.add(at: click)
      if let order = visit.order {
        clickedAndOrdered.add(at: click)
        waits.add(order - click)
      }
    }
    if let click = visit.click, let shown = visit.shown { reaction.add(click - shown) }
    if let order = visit.order, let click = visit.click, visit.shown == nil {
      consideration.add(order - click)
    }
    if let pay = visit.pay, let order = visit.order { payDelay.add(pay - order) }
  }

  /// Clicks, and orders upon them, without those so late that an order may have come after the end.
  ///
  /// What comes of a click is taken for known once as long has passed as 99 % of orders take. Where no click
  /// is that old all of them count.
  ///
  /// - Parameter end: Up to when orders are known, in nanoseconds.
  /// - Returns: Their numbers.
  func settled(end: Int64) -> (clicks: Int, orders: Int) {
    let last = end - (waits.quantile(0.99) ?? 0)
    let clicks = clicked.total(before: last)
    return clicks > 0
      ? (clicks, clickedAndOrdered.total(before: last)) : (clicked.total, clickedAndOrdered.total)
  }

  private mutating func addStay(_ visit: LogVisit) {
    let busy = visit.busy
    entered.add(at: visit.enter + busy)
    guard let exit = visit.exit else {
      open.add(at: visit.enter)
      if visit.shown == nil, let click = visit.click, visit.order == nil {
        return undecided.add(visit, click)
      }
      return cut.add(at: visit.enter + busy)
    }
    let whole = exit - visit.enter
    watched += Int128(whole)
    for (index, seconds) in Observations.retention.enumerated()
    where whole >= seconds * 1_000_000_000 {
      retained[index] += 1
    }
    stays.add(max(0, whole - busy))
  }
}

extension LogVisit {
  /// For how long it could not bore, up to the end of the log: whoever is about to tap, or thinks about an
  /// order, is not bored meanwhile.
  fileprivate var busy: Int64 {
    guard let click else { return 0 }
    return min(order ?? click, cut) - (shown ?? click)
  }
}

/// Visits that were not over and had clicked without an order.
struct UndecidedVisits {
  /// When they began, and when they clicked.
  private(set) var entered = SecondGrid()
  private(set) var clicked = SecondGrid()
  /// How long they had lasted when they clicked.
  private(set) var stays = LogLinearHistogram()

  fileprivate mutating func add(_ visit: LogVisit, _ click: Int64) {
    entered.add(at: visit.enter)
    clicked.add(at: click)
    stays.add(click - visit.enter)
  }

  /// The share of them that were still considering an order at the end.
  ///
  /// Whoever clicks orders with probability s after some consideration, so t after a click without an
  /// order s · S(t) ÷ (s · S(t) + 1 − s) are considering, where S(t) is the share of considerations that
  /// last longer; and s is the share of orders among those who have decided.
  ///
  /// - Parameters:
  ///   - clicks: Clicks that answer no link-up.
  ///   - consideration: How long orders upon such clicks were considered.
  ///   - end: Up to when orders are known, in nanoseconds.
  /// - Returns: The share, 0…1.
  func considering(
    clicks: Int, _ consideration: LogLinearHistogram, end: Int64
  ) -> Double {
    let orders = consideration.count
    guard stays.count > 0, orders > 0 else { return 0 }
    let waits = clicked.seconds.map { second, count in
      (left: Double(end) / 1e9 - Double(second) - 0.5, count: Double(count))
    }
    let longer = consideration.sharesAbove(waits.map(\.left))
    let refused = Double(clicks - orders - stays.count)
    var share = 0.0
    // Each round is a step of expectation and maximisation; where nobody refuses they creep.
    for _ in 0..<1_000 {
      let ordering = Double(orders) / (Double(orders) + refused + Double(stays.count) * (1 - share))
      let considering = zip(waits, longer).reduce(0.0) { sum, wait in
        let still = ordering * wait.1
        return sum + wait.0.count * still / max(still + 1 - ordering, .leastNormalMagnitude)
      }
      let next = considering / Double(stays.count)
      if abs(next - share) < 1e-6 { return next }
      share = next
    }
    return share
  }
}

extension LogLinearHistogram {
  /// The shares of the values that are greater than some numbers of seconds.
  fileprivate func sharesAbove(_ seconds: [Double]) -> [Double] {
    var left = buckets.reversed()[...]
    var descending = Array(seconds.enumerated()).sorted { $0.element > $1.element }[...]
    var shares = [Double](repeating: 0, count: seconds.count)
    var above = 0
    while let next = descending.popFirst() {
      while let bucket = left.first, Double(bucket.lowest) / 1e9 > next.element {
        above += bucket.count
        left.removeFirst()
      }
      shares[next.offset] = Double(above) / Double(max(1, count))
    }
    return shares
  }
}

extension TrafficSource {
  /// Position among the sources; asked for each row, so without a list of them.
  var place: Int {
    switch self {
    case .messages: 0
    case .follow: 1
    case .discover: 2
    case .mall: 3
    case .me: 4
    case .paid: 5
    }
  }
}
