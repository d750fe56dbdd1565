// What the audience counts about itself. Every counter is an integer or a mergeable histogram, so
// that lanes can be added up in any order with the same result; nothing here is copied from what
// the platform counts.
public import Stochastics

/// Something that a viewer does; each one is an event.
public enum ViewerEvent: Int, Sendable, CaseIterable {
  /// Comes into the room.
  case enter
  /// Leaves.
  case leave
  /// Hears a link-up and means to tap.
  case hear
  /// Taps before the announced opening.
  case earlyTap
  /// Clicks on a product.
  case click
  /// Sends an order for the first time.
  case order
  /// Sends an order again.
  case retry
  /// Taps twice.
  case doubleClick
  /// Gets an answer.
  case answer
  /// Stops waiting.
  case timeout
  /// Gets an answer that comes too late, and learns of it or not.
  case ghost
  /// Sends a payment.
  case pay
  /// Hears of the payment.
  case receipt
  /// Gives up on a product.
  case giveUp
  /// Engages.
  case engage
  /// Asks the waiting room to be let in.
  case queue
  /// Sends a copy of a request that is still unanswered.
  case hedge
  /// Asks for a neighbour of the variant that was sold out.
  case substitute
}

/// Why a viewer who meant to order did not get to.
public enum LossReason: Int, Sendable, CaseIterable {
  /// Was told "sold out".
  case soldOut
  /// Saw "sold out" before ordering.
  case sawSoldOut
  /// Was refused for lack of capacity, to the last retry.
  case busy
  /// Was left without an answer, to the last retry.
  case unanswered
  /// Came too early, to the last retry.
  case tooEarly
  /// Came too late.
  case closed
  /// Had had the share of one account.
  case limitReached
  /// Was still being worked on at the last retry.
  case inProgress
  /// Was not let in by the waiting room, or not in time.
  case notAdmitted
  /// Was taken for a program.
  case rejected
  /// Had no code to order with.
  case unverified

  /// Whether stock decided.
  var isOfStock: Bool { self == .soldOut || self == .sawSoldOut }

  /// Whether the intention ended before anything was decided about it.
  var isUndecided: Bool {
    switch self {
    case .busy, .unanswered, .inProgress, .notAdmitted: true
    default: false
    }
  }
}

/// Counts of one group of visits.
@frozen public struct FunnelCounts: Sendable, Equatable {
  /// Visits, counting every return.
  public var visits = 0
  /// Persons: first visits only.
  public var persons = 0
  /// Clicks.
  public var clicks = 0
  /// Persons who clicked.
  public var clickers = 0
  /// Intentions to order that were sent.
  public var orders = 0
  /// Orders known to be created.
  public var created = 0
  /// Payments confirmed.
  public var paid = 0
  /// Money confirmed as paid, in minor units.
  public var revenue: Int128 = 0
  /// Intentions to order that were turned away as a program's.
  public var rejected = 0
  /// From entering to ordering, summed over `orders`, in nanoseconds.
  public var timeToOrder: Int128 = 0
  /// Persons who began to follow the host, by the way in which they came first.
  public var follows = 0

  /// What has been counted since an earlier time.
  func since(_ before: FunnelCounts) -> FunnelCounts {
    FunnelCounts(
      visits: visits - before.visits, persons: persons - before.persons,
      clicks: clicks - before.clicks, clickers: clickers - before.clickers,
      orders: orders - before.orders, created: created - before.created,
      paid: paid - before.paid, revenue: revenue - before.revenue,
      rejected: rejected - before.rejected, timeToOrder: timeToOrder - before.timeToOrder,
      follows: follows - before.follows)
  }

  mutating func merge(_ other: FunnelCounts) {
    visits += other.visits
    persons += other.persons
    clicks += other.clicks
    clickers += other.clickers
    orders += other.orders
    created += other.created
    paid += other.paid
    revenue += other.revenue
    rejected += other.rejected
    timeToOrder += other.timeToOrder
    follows += other.follows
  }
}

/// Everything the audience counts.
public struct AudienceTally: Sendable, Equatable {
  /// Number of events of each kind, in the order of `ViewerEvent`.
  public internal(set) var events = Counters<18>()
  /// Sum over all events of a hash of (instant, person, kind): equal for equal sets of events.
  public internal(set) var fingerprint: UInt64 = 0
  /// Funnel by cohort and source.
  public internal(set) var funnel: [FunnelCounts]
  /// Funnel by the stream that first brought the person, whose later visits count here as well.
  public internal(set) var streams: [FunnelCounts]
  /// Counts by room; empty where there is one room and no ranker.
  public internal(set) var rooms: RoomTally
  /// Counts of the loop from note to note; nil without notes.
  public internal(set) var loop: LoopCounts?
  /// Engagements by kind.
  public internal(set) var engagements = Counters<5>()
  /// Orders of which the buyer first heard when the client had stopped waiting.
  public internal(set) var heardLate = 0
  /// Intentions that had ended undecided when a refusal for good was heard.
  public internal(set) var refusedLate = 0
  /// Intentions that ended without their buyers' ever being told whether anything was left.
  public internal(set) var untold = 0
  /// Intentions lost, by reason.
  public internal(set) var losses = Counters<11>()
  /// Intentions for which nothing was left, by the stock row that was wanted first; as long as the last
  /// row that was missed.
  public private(set) var unmet: [Int] = []
  /// Time present, summed over the settled stretches of every visit, in nanoseconds.
  public internal(set) var presence: Int128 = 0
  /// Sum of departures minus sum of arrivals, in nanoseconds: the same time, counted otherwise.
  public internal(set) var departuresMinusArrivals: Int128 = 0
  /// Visits that lasted at least 15, 30 and 60 seconds.
  public internal(set) var retained = Counters<3>()
  /// When the last visit ended, in nanoseconds.
  public internal(set) var lastDeparture: Int64 = 0
  /// Length of visits, in nanoseconds.
  public internal(set) var watch = LogLinearHistogram()
  /// From the intention to hearing of the order that has come of it, in time or late, in nanoseconds.
  public internal(set) var createdLatency = LogLinearHistogram()
  /// From the intention to the last refusal, in nanoseconds.
  public internal(set) var refusedLatency = LogLinearHistogram()
  /// `createdLatency` by when it was heard.
  public internal(set) var createdLatencyOverTime: HistogramSeries
  /// `refusedLatency` by when the refusal came.
  public internal(set) var refusedLatencyOverTime: HistogramSeries
  /// From a click to the order that came of it, in nanoseconds.
  public internal(set) var decision = LogLinearHistogram()
  /// Arrivals by second.
  public internal(set) var entersBySecond = CountSeries()
  /// Departures by second.
  public internal(set) var leavesBySecond = CountSeries()
  /// Clicks by second.
  public internal(set) var clicksBySecond = CountSeries()
  /// Comments by second.
  public internal(set) var commentsBySecond = CountSeries()
  /// Orders and retries by the second in which they were sent.
  public internal(set) var requestsBySecond = CountSeries()

  private let sourceCount = TrafficSource.allCases.count

  init(
    cohortCount: Int, streamCount: Int = 1, roomCount: Int = 0, noteCategories: Int? = nil,
    picturePeriod: Int64 = 1_000_000_000
  ) {
    loop = noteCategories.map { LoopCounts(categories: $0) }
    rooms = RoomTally(rooms: roomCount)
    createdLatencyOverTime = HistogramSeries(period: picturePeriod)
    refusedLatencyOverTime = HistogramSeries(period: picturePeriod)
    funnel = Array(repeating: FunnelCounts(), count: cohortCount * TrafficSource.allCases.count)
    streams = Array(repeating: FunnelCounts(), count: streamCount)
  }

  /// The funnel of one cohort and source.
  public func funnel(cohort: Int, source: TrafficSource) -> FunnelCounts {
    funnel[cohort * sourceCount + source.index]
  }

  /// The funnel over everybody.
  public var total: FunnelCounts {
    funnel.reduce(into: FunnelCounts()) { $0.merge($1) }
  }

  /// Number of events of one kind.
  public func count(_ event: ViewerEvent) -> Int { events[event.rawValue] }

  /// Intentions for which nothing was left of a stock row.
  public func unmet(of row: Int) -> Int { row < unmet.count ? unmet[row] : 0 }

  /// Counts an intention for which nothing was left of a stock row.
  mutating func miss(_ row: Int, _ count: Int = 1) {
    while unmet.count <= row { unmet.append(0) }
    unmet[row] += count
  }

  /// Adds what another part of the audience counted.
  mutating func merge(_ other: AudienceTally) {
    events.merge(other.events)
    fingerprint &+= other.fingerprint
    for index in funnel.indices { funnel[index].merge(other.funnel[index]) }
    for index in streams.indices { streams[index].merge(other.streams[index]) }
    decision.merge(other.decision)
    rooms.merge(other.rooms)
    if let loop = other.loop { self.loop?.merge(loop) }
    engagements.merge(other.engagements)
    losses.merge(other.losses)
    heardLate += other.heardLate
    refusedLate += other.refusedLate
    untold += other.untold
    for (row, count) in other.unmet.enumerated() { miss(row, count) }
    presence += other.presence
    lastDeparture = max(lastDeparture, other.lastDeparture)
    departuresMinusArrivals += other.departuresMinusArrivals
    retained.merge(other.retained)
    watch.merge(other.watch)
    createdLatency.merge(other.createdLatency)
    refusedLatency.merge(other.refusedLatency)
    createdLatencyOverTime.merge(other.createdLatencyOverTime)
    refusedLatencyOverTime.merge(other.refusedLatencyOverTime)
    entersBySecond.merge(other.entersBySecond)
    leavesBySecond.merge(other.leavesBySecond)
    clicksBySecond.merge(other.clicksBySecond)
    commentsBySecond.merge(other.commentsBySecond)
    requestsBySecond.merge(other.requestsBySecond)
  }
}
