// From what was kept of a log to estimates with their errors.
import LiveCommerce
import Stochastics

/// Makes the estimates.
struct FitSummary {
  private let learnt: Observations
  private let held: Observations
  private let reader: LogReader
  private let terms: LogTerms
  private let start: Int64
  private let end: Int64

  init(
    _ learnt: Observations, _ held: Observations, _ reader: LogReader, _ terms: LogTerms
  ) throws(LogError) {
    self.learnt = learnt
    self.held = held
    self.reader = reader
    self.terms = terms
    end = terms.end ?? max(learnt.latest, held.latest)
    start =
      terms.start
      ?? FitSummary.begin(
        min(learnt.earliest, held.earliest), end: end, linkUp: terms.linkUp,
        isClockTime: reader.isClockTime)
    if let linkUp = terms.linkUp, linkUp < start || linkUp > end { throw .linkUpOutside }
  }

  /// When a log begins that was not given a start.
  ///
  /// Numbers of seconds are counted from the begin of the session if they are small: not beyond a day, and
  /// not farther from zero than an hour and than the log is long, as seconds of the day are.
  private static func begin(
    _ earliest: Int64, end: Int64, linkUp: Int64?, isClockTime: Bool
  ) -> Int64 {
    guard !isClockTime else { return floor(earliest) }
    // Nobody need have been there yet.
    let first = linkUp.map { $0 >= 0 ? min($0, earliest) : earliest } ?? earliest
    let isSmall = 0..<86_400_000_000_000 ~= first && first <= max(end - first, 3_600_000_000_000)
    return isSmall ? 0 : floor(first)
  }

  private static func floor(_ instant: Int64) -> Int64 {
    let rest = instant % 1_000_000_000
    return instant - (rest < 0 ? rest + 1_000_000_000 : rest)
  }

  /// The length of the session, in whole seconds, in nanoseconds.
  private var length: Int64 {
    max(1, (end - start + 999_999_999) / 1_000_000_000) * 1_000_000_000
  }

  private var step: Int64 {
    if let step = terms.step { return step }
    return (length / 1_000_000_000 + 59) / 60 * 1_000_000_000
  }

  var result: FitResult {
    FitResult(
      rows: reader.rows, start: start, length: length, linkUp: terms.linkUp.map { $0 - start },
      step: step, sources: TrafficSource.allCases.compactMap(source), cohorts: cohorts,
      decisions: decisions)
  }

  /// The names of cohorts in their order, with the place of each in the observations.
  private var names: [(name: String, place: Int)] {
    guard reader.columns?.cohort != nil else { return [("all", 0)] }
    return reader.cohorts.enumerated().map { ($1, $0) }.sorted { $0.0 < $1.0 }
  }

  // MARK: Sources

  private func source(_ source: TrafficSource) -> SourceFit? {
    let grids = [learnt, held].map { $0.arrivals[source.place] }
    let total = grids.reduce(0) { $0 + $1.total }
    guard total > 0 else { return nil }
    let count = Int(length / step + (length % step > 0 ? 1 : 0))
    var profile = [Int](repeating: 0, count: max(1, count))
    for (second, number) in grids.flatMap(\.seconds) {
      let place = Int((Int64(second) * 1_000_000_000 - start) / step)
      profile[min(max(0, place), profile.count - 1)] += number
    }
    let shares = names.map { _, place in
      let visits = [learnt, held].reduce(0) { sum, part in
        let mix = part.mix[source.place]
        return sum + (place < mix.count ? mix[place] : 0)
      }
      return Double(visits) / Double(total)
    }
    return SourceFit(
      source: source, visits: FitSummary.poisson("visits", total), profile: profile,
      cohortShares: shares)
  }

  /// A Poisson number with its exact interval.
  ///
  /// Source: F. Garwood, Biometrika 28 (1936) 437-442.
  static func poisson(_ name: String, _ count: Int) -> Estimate {
    let number = Double(count)
    return Estimate(
      name: name, unit: .count,
      interval: Interval(
        estimate: number, low: count == 0 ? 0 : IncompleteGamma.quantile(0.025, number),
        high: IncompleteGamma.quantile(0.975, number + 1), level: 0.95),
      error: number.squareRoot())
  }

  // MARK: Cohorts

  /// All of them, for the sources have shares of all: of one that only viewers belong to who were held
  /// out there is nothing but the name.
  private var cohorts: [CohortFit] {
    names.map { name, place in
      cohort(name, place < learnt.cohorts.count ? learnt.cohorts[place] : CohortObservations())
    }
  }

  private func cohort(_ name: String, _ seen: CohortObservations) -> CohortFit {
    let clocks = learnt.clocks
    let delays = [
      (seen.reaction, clocks.reaction), (seen.consideration, clocks.consideration),
      (seen.payDelay, clocks.payDelay),
    ].map { histogram, tick in
      DurationFit(
        Durations(histogram: histogram, tick: tick), FittedLaws.ofDelays, draws: terms.draws)
    }
    let stays = Durations(
      histogram: seen.stays, cut: cuts(seen),
      reaches: seen.open.counts.isEmpty ? [] : reaches(seen.entered), tick: clocks.stay)
    return CohortFit(
      name: name, visits: seen.visits,
      stay: DurationFit(stays, FittedLaws.ofStays, draws: terms.draws), reaction: delays[0],
      consideration: delays[1], payDelay: delays[2], funnel: funnel([seen], withVisits: true))
  }

  /// How long visits had lasted that were not over, without the time in which nothing could bore them, in
  /// seconds with their number; ascending.
  private func cuts(_ seen: CohortObservations) -> [(seconds: Double, count: Double)] {
    let undecided = seen.undecided
    let considering = undecided.considering(
      clicks: seen.ownClicks, seen.consideration, end: max(end, reader.lastTold))
    let bored = reaches(undecided.entered).map { ($0.seconds, $0.count * (1 - considering)) }
    let busy = undecided.stays.buckets.map {
      (Double($0.lowest + $0.highest) / 2e9, Double($0.count) * considering)
    }
    return (reaches(seen.cut) + bored + busy).filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
      .map { (seconds: $0.0, count: $0.1) }
  }

  /// How long what began in a second could be seen, in seconds with its number; ascending.
  private func reaches(_ grid: SecondGrid) -> [(seconds: Double, count: Double)] {
    grid.seconds.reversed().map { second, count in
      (max(0, Double(end) / 1e9 - Double(second) - 0.5), Double(count))
    }
  }

  // MARK: Decisions

  private func funnel(_ seen: [CohortObservations], withVisits: Bool) -> [Estimate] {
    let visits = seen.reduce(0) { $0 + $1.visits }
    let clicks = seen.reduce(0) { $0 + $1.clicks }
    let orders = seen.reduce(0) { $0 + $1.orders }
    let settled = seen.map { $0.settled(end: reader.ordersKnown(end: end)) }
    let pays = seen.reduce(0) { $0 + $1.pays }
    let columns = reader.columns
    var shares: [(String, Int, Int)] = []
    if columns?.click != nil, withVisits { shares.append(("clicks/visits", clicks, visits)) }
    if columns?.order != nil, columns?.click != nil {
      let decided = settled.reduce((0, 0)) { ($0.0 + $1.orders, $0.1 + $1.clicks) }
      shares.append(("orders/clicks", decided.0, decided.1))
    }
    if columns?.pay != nil, columns?.order != nil { shares.append(("pays/orders", pays, orders)) }
    return shares.compactMap { FitSummary.share($0, $1, of: $2) }
  }

  private static func share(_ name: String, _ count: Int, of all: Int) -> Estimate? {
    guard let interval = Proportion.interval(count, of: all) else { return nil }
    let share = interval.estimate
    return Estimate(
      name: name, unit: .share, interval: interval,
      error: (share * (1 - share) / Double(all)).squareRoot())
  }

  private var decisions: [Estimate] {
    let taps = learnt.taps
    var found: [Estimate] = []
    if reader.columns?.click != nil, let rate = clickRate { found.append(rate) }
    if reader.columns?.shown != nil, terms.linkUp != nil,
      let share = FitSummary.share("tapped", taps.count, of: taps.listeners)
    {
      found.append(share)
    }
    return found + funnel(learnt.cohorts, withVisits: false)
  }

  /// Clicks a minute of whoever has not clicked yet: their number is Poisson given the time.
  private var clickRate: Estimate? {
    let begin = terms.linkUp.map { $0 + learnt.taps.delay }
    let (clicks, time) = learnt.firstClicks.total(from: begin ?? .min, to: end)
    let minutes = Double(time) / 60e9
    guard minutes > 0 else { return nil }
    var rate = FitSummary.poisson("clicks", clicks)
    rate.unit = .perMinute
    rate.error /= minutes
    rate.interval = Interval(
      estimate: rate.value / minutes, low: rate.interval.low / minutes,
      high: rate.interval.high / minutes, level: 0.95)
    return rate
  }
}
