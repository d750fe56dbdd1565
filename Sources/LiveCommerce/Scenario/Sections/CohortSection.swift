// `cohorts`: the kinds of people. Everything has a default, so that a scenario says only what its
// question turns on; the defaults are those of a short-video feed on a mobile network.
import Stochastics

/// Reads `cohorts`.
enum CohortSection {
  static func read(
    _ root: ObjectReader, _ context: ScenarioContext, returns: ReturnHabit
  ) -> [Cohort] {
    guard let object = root.object("cohorts"),
      let entries = object.namedEntries(atMost: Limit.cohorts, "cohorts")
    else { return [] }
    context.cohorts = NameTable(entries.map(\.name))
    return entries.compactMap { entry in
      entry.value.object().map { cohort(entry.name, $0, context, returns) }
    }
  }

  private static func cohort(
    _ name: String, _ reader: ObjectReader, _ context: ScenarioContext, _ usual: ReturnHabit
  ) -> Cohort {
    defer { reader.finish() }
    let tolerance = reader.optional("priceTolerance")
      .flatMap { context.money($0, in: 1...Limit.price) }
    let early = reader.section("early", early)
    let payment = reader.section("payment", payment)
    let returns = reader.section("returns") { ReturnHabit($0, usual: usual) }
    return Cohort(
      name: name, interests: interests(reader, context),
      taste: reader.number("taste", default: 0, in: 0...10),
      priceTolerance: tolerance ?? context.usualTolerance,
      toleranceSpread: reader.number("toleranceSpread", default: 0, in: 0...5),
      dwell: reader.distribution("dwell", default: feedDwell),
      streamDelay: reader.delay(
        "streamDelay", default: usualStreamDelay, floorUpTo: 60 * Span.second),
      network: reader.delay("network", default: usualNetwork, floorUpTo: 4 * Span.second),
      reaction: reader.distribution(
        "reaction", default: .logNormal(median: 350 * Span.millisecond, sigma: 0.35)),
      consideration: reader.distribution(
        "consideration", default: .logNormal(median: 8 * Span.second, sigma: 1)),
      earlyShare: early.share, earlyLead: early.lead,
      client: reader.section("client", ClientSection.read),
      abandonment: payment.abandon, payDelay: payment.delay, returnShare: returns.share,
      returnAfter: returns.after, isAutomated: reader.bool("automated", default: false),
      returnOdds: reader.number("returnOdds", default: 1, in: 0...1000),
      returnMatch: returns.match, returnTrust: returns.trust,
      noteShare: reader.share("noteShare", default: 0))
  }

  // MARK: Parts

  /// The dwell of a feed: nearly half swipe on, the rest stay for a while.
  private static let feedDwell = Distribution.mixture(
    Mixture([
      (share: 0.45, of: .exponential(mean: 4 * Span.second)),
      (share: 0.55, of: .logNormal(median: 60 * Span.second, sigma: 1.2)),
    ]))

  private static let usualStreamDelay = Delay(
    floor: Span.second, rest: .logNormal(median: 2 * Span.second, sigma: 0.25))

  private static let usualNetwork = Delay(
    floor: 10 * Span.millisecond, rest: .exponential(mean: 20 * Span.millisecond))

  /// Interest in each category; a category not named is liked by half.
  private static func interests(_ reader: ObjectReader, _ context: ScenarioContext) -> [Double] {
    var interests = [Double](repeating: 0.5, count: context.categories.names.count)
    for entry in reader.optionalObject("interests")?.entries() ?? [] {
      let share = entry.value.share()
      guard let category = context.categories.index(of: entry.name) else {
        if context.categoriesAreKnown {
          entry.reportName(context.categories.refusal(of: entry.name, noun: "category"))
        }
        continue
      }
      if let share { interests[category] = share }
    }
    return interests
  }

  private static func early(_ reader: ObjectReader) -> (share: Double, lead: Distribution) {
    let share = reader.share("share", default: 0)
    let lead = reader.distribution("lead", default: .exponential(mean: 500 * Span.millisecond))
    return (share, lead)
  }

  private static func payment(_ reader: ObjectReader) -> (abandon: Double, delay: Distribution) {
    let abandon = reader.share("abandon", default: 0.2)
    let delay = reader.distribution(
      "delay", default: .logNormal(median: 25 * Span.second, sigma: 1.5))
    return (abandon, delay)
  }
}

/// How many people come back, and when.
struct ReturnHabit {
  /// Share of leavers, per visit.
  var share: Double
  /// From leaving to coming back, in nanoseconds.
  var after: Distribution
  /// Weight of the match with the room, in log-odds.
  var match = 0.0
  /// Weight of trust in the host, in log-odds.
  var trust = 0.0

  /// Nobody comes back; who is told to, does so after some minutes.
  static let none = ReturnHabit(share: 0, after: .exponential(mean: 2 * Span.minute))

  init(share: Double, after: Distribution) {
    self.share = share
    self.after = after
  }

  /// Reads `{ share, after, match, trust }`.
  init(_ reader: ObjectReader, usual: ReturnHabit) {
    share = reader.share("share", default: usual.share)
    after = reader.distribution("after", default: usual.after)
    match = reader.number("match", default: usual.match, in: BehaviourSection.weights)
    trust = reader.number("trust", default: usual.trust, in: BehaviourSection.weights)
  }
}
