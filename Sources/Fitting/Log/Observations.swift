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
  /// Visits that are over, by their length without the time in which nothing could bore them.
  var stays = LogLinearHistogram()
  /// The whole length of all visits that are over, in nanoseconds.
  var watched: Int128 = 0
  /// Visits that were over and had lasted 15, 30 and 60 s.
  var retained = [0, 0, 0]
  /// When visits began, and those of them that were not over at the end.
  var entered = SecondGrid()
  var open = SecondGrid()
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
    entered.add(at: visit.enter)
    addStay(visit)
    if let click = visit.click, let shown = visit.shown { reaction.add(click - shown) }
    if let order = visit.order, let click = visit.click, visit.shown == nil {
      consideration.add(order - click)
    }
    if let pay = visit.pay, let order = visit.order { payDelay.add(pay - order) }
  }

  private mutating func addStay(_ visit: LogVisit) {
    guard let exit = visit.exit else { return open.add(at: visit.enter) }
    let whole = exit - visit.enter
    watched += Int128(whole)
    for (index, seconds) in Observations.retention.enumerated()
    where whole >= seconds * 1_000_000_000 {
      retained[index] += 1
    }
    // Whoever is about to tap, or thinks about an order, is not bored meanwhile.
    var busy: Int64 = 0
    if let click = visit.click {
      busy += click - (visit.shown ?? click) + ((visit.order ?? click) - click)
    }
    stays.add(max(0, whole - busy))
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
