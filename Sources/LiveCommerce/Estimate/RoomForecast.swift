// One room as quantities: how many people of each cohort come, stay, engage, click and order, step by
// step through the rundown. Means only, no draws; the host decides with the session's own rules.
import Stochastics

/// What is expected to happen in one room.
struct RoomForecast {
  /// Orders of one step are spread over slices of this length, in nanoseconds.
  private static let slice: Int64 = 100_000_000

  private(set) var visits = 0.0
  private(set) var events = 0.0
  /// Those of the events that fall into link-ups, when people have more to look at.
  private(set) var eventsWhileSelling = 0.0
  /// People away who will be back.
  private(set) var away = 0.0
  /// Seconds in which something could be ordered.
  private(set) var sellingSeconds = 0.0
  /// How often people wake for a click that a sold-out product does not allow.
  private(set) var vainLooks = 0.0

  private let scenario: Scenario
  private let model: HazardModel
  private let stage: StageLog
  private var desk: HostDesk
  private let step: Int64
  private var groups: [CrowdGroup]
  private var classes: [BuyerClasses]
  private let streams: [ExpectedStream]
  private let bursts: [[Int64]]
  /// People coming back, by cohort and step.
  private var returning: [[Double]]
  private let returnSteps: [[Int]]
  /// Taps under way: the step, the cohort, taps and orders.
  private var taps: [Int: [Tap]] = [:]
  private var entry = 0
  /// The product that was on air last, whether or not the host talks now.
  private var lastProduct: Int
  private var cards: [Bool]
  private var rates: [HazardRates] = []
  private var ratesOf = -1

  private struct Tap {
    var product: Int
    var cohort: Int
    var taps: Double
    var orders: Double
    var at: Int64
    /// Whether it is an order thought over, which nobody sends who sees meanwhile that all are sold.
    var isConsidered = false
  }

  init(_ scenario: Scenario, room: Room, step: Int64, count: Int) {
    self.scenario = scenario
    self.step = step
    model = HazardModel(scenario: scenario, room: room)
    let clock = PeopleClock(length: scenario.length, lookahead: scenario.lookahead)
    stage = StageLog(
      entries: RundownPlan.entries(of: room, in: scenario),
      products: room.products(in: scenario), model: model, clock: clock,
      in: StageSpace(rooms: 1, products: scenario.products.count, clock: clock), room: 0)
    desk = HostDesk(room, scenario: scenario)
    let model = model
    streams = room.traffic.map {
      ExpectedStream($0, model: model, scenario: scenario, step: step, count: count)
    }
    groups = RoomForecast.groups(of: scenario, model, step: step)
    let streams = streams
    classes = scenario.cohorts.indices.map { cohort in
      let all = max(1e-9, streams.reduce(0) { $0 + $1.visits(of: cohort) })
      let readers = streams.reduce(0) { $0 + $1.visits(of: cohort) * $1.knowledge }
      return BuyerClasses(
        scenario.cohorts[cohort], scenario.decision, knowledge: min(1, readers / all))
    }
    bursts = scenario.cohorts.map { RoomForecast.burst(of: $0) }
    returning = scenario.cohorts.map { $0.returnShare > 0 ? Array(repeating: 0, count: count) : [] }
    returnSteps = scenario.cohorts.map { cohort in
      (0..<16).map { index in
        let after = cohort.returnAfter.value(at: (Double(index) + 0.5) / 16)
        return Int(clamping: Delay.nanoseconds(after) / step) + 1
      }
    }
    cards = Array(repeating: false, count: scenario.products.count)
    lastProduct = stage.entries[0].product
  }

  private static func groups(
    of scenario: Scenario, _ model: HazardModel, step: Int64
  ) -> [CrowdGroup] {
    let rates = scenario.patience
    let factors = [rates.awaiting, rates.talking, rates.selling, rates.soldOut, rates.special]
    return scenario.cohorts.indices.map { cohort in
      // A person's match lies within half a unit of the mean.
      let trusting = [false, true].map {
        rates.trust * (model.trust(cohort: cohort, isRevealed: $0) - 0.5)
      }
      let stay = -abs(rates.match) / 2 + (trusting.min() ?? 0)
      return CrowdGroup(
        scenario.cohorts[cohort], spread: rates.match * scenario.cohorts[cohort].taste,
        fastest: (factors.max() ?? 1) * Elementary.exp(-stay), length: Double(scenario.length),
        step: Double(step))
    }
  }

  /// From the host's word to the tap, for evenly spread people, in nanoseconds.
  private static func burst(of cohort: Cohort) -> [Int64] {
    (0..<64).map { index in
      let (first, second) = SpreadDraws.point(index)
      return cohort.streamDelay.value(at: first)
        + Delay.nanoseconds(cohort.reaction.value(at: second))
    }
  }

  /// People present.
  var present: Double { groups.reduce(0) { $0 + $1.present } }

  // MARK: A step

  /// Moves on by the step of that number.
  mutating func advance(_ index: Int, _ orders: inout OrderForecast) {
    let start = Int64(index) * step
    hear(until: start, index, &orders)
    if ratesOf != entry {
      rates = model.rates(for: stage.entries[entry], tick: 1)
      ratesOf = entry
    }
    let current = stage.entries[entry]
    let isSoldOut = current.product >= 0 && cards[current.product]
    if current.isOrderable { sellingSeconds += Double(step) / 1e9 }
    for cohort in groups.indices {
      let column = isSoldOut && current.isOrderable ? groups.count + cohort : cohort
      live(cohort, rates[column], index, current)
    }
    if current.kind == .close { close(index) }
    finishTaps(index, &orders)
  }

  /// Coming, engaging, clicking and leaving of one cohort.
  private mutating func live(
    _ cohort: Int, _ rates: HazardRates, _ index: Int, _ current: StageEntry
  ) {
    let spending = rates.leave * Double(step)
    let before = groups[cohort].present
    let newcomers = streams.reduce(0) { $0 + $1.arrivals(of: cohort, in: index) }
    let back = comeBack(cohort, index)
    groups[cohort].admit(newcomers + back, spending: spending)
    // Whoever comes back has tried what the others have, so only newcomers count as untried.
    classes[cohort].mix(newcomers: newcomers, present: groups[cohort].present)
    let left = groups[cohort].spend(spending)
    let mean = (before + groups[cohort].present) / 2
    visits += newcomers + back
    let done = newcomers + back + left + mean * rates.engage * Double(step)
    events += done
    if current.isOrderable { eventsWhileSelling += done }
    sendAway(left, cohort, index)
    // Beyond the next epoch a plan counts on the product being back, and then has to look again.
    if current.isOrderable && rates.click == 0 {
      vainLooks +=
        mean * classes[cohort].clickFactor * self.rates[cohort].click * Double(step)
    }
    guard rates.click > 0, mean > 0 else { return }
    let clicked = classes[cohort].click(
      rates.click * Double(step), order: scenario.decision.order,
      inclination: model.inclination(
        cohort: cohort, product: current.product, isRevealed: current.isRevealed))
    events += clicked.clicks * mean
    let trust = model.trust(cohort: cohort, isRevealed: current.isRevealed)
    let haste = Elementary.exp(-scenario.decision.haste.trust * (trust - 0.5))
    consider(clicked.orders * mean, of: current.product, cohort, haste, index)
  }

  /// Orders evenly spread over a step and over how long people think.
  private mutating func consider(
    _ amount: Double, of product: Int, _ cohort: Int, _ haste: Double, _ index: Int
  ) {
    let parts = max(1, min(16, step / RoomForecast.slice))
    for part in 0..<parts {
      // Multiples of the golden ratio lie evenly among the thoughts, however many are looked at.
      let turn = (Double(Int64(index) * parts + part) + 0.5) * 0.618_033_988_749_895
      let thought = scenario.cohorts[cohort].consideration.value(at: turn - turn.rounded(.down))
      let at = Int64(index) * step + step / parts * part + Delay.nanoseconds(thought * haste)
      taps[Int(clamping: at / step), default: []].append(
        Tap(
          product: product, cohort: cohort, taps: 0, orders: amount / Double(parts), at: at,
          isConsidered: true))
    }
  }

  private mutating func comeBack(_ cohort: Int, _ index: Int) -> Double {
    guard !returning[cohort].isEmpty else { return 0 }
    away -= returning[cohort][index]
    return returning[cohort][index]
  }

  private mutating func sendAway(_ people: Double, _ cohort: Int, _ index: Int) {
    guard !returning[cohort].isEmpty, people > 0 else { return }
    let part = people * returnShare(of: cohort) / Double(returnSteps[cohort].count)
    for wait in returnSteps[cohort] where index + wait < returning[cohort].count {
      returning[cohort][index + wait] += part
      away += part
    }
  }

  /// The share of those who leave that will be back, of people with the mean match.
  private func returnShare(of cohort: Int) -> Double {
    let traits = scenario.cohorts[cohort]
    guard traits.returnShare > 0, traits.returnShare < 1 else { return traits.returnShare }
    let trust = model.trust(cohort: cohort, isRevealed: stage.entries[entry].isRevealed)
    return Elementary.logistic(
      Elementary.log(traits.returnShare / (1 - traits.returnShare))
        + traits.returnMatch * (model.match(cohort: cohort, product: -1) - 0.5)
        + traits.returnTrust * (trust - 0.5))
  }

  // MARK: The host

  /// Goes on to the entries published by `instant`.
  private mutating func hear(until instant: Int64, _ index: Int, _ orders: inout OrderForecast) {
    while entry + 1 < stage.entries.count, stage.entries[entry + 1].published <= instant {
      entry += 1
      let current = stage.entries[entry]
      if current.product >= 0 && current.product != lastProduct {
        for cohort in classes.indices { classes[cohort].begin() }
        lastProduct = current.product
      }
      switch current.kind {
      case .linkUp:
        orders.open(current.product, at: current.published)
        burst(current, early: false, index)
      case .announce: burst(current, early: true, index)
      default: break
      }
    }
  }

  /// Everybody who wants the product means to tap: at once, or shortly before it opens.
  private mutating func burst(_ current: StageEntry, early: Bool, _ index: Int) {
    for cohort in groups.indices {
      let traits = scenario.cohorts[cohort]
      let share = early ? traits.earlyShare : 1
      let decided = classes[cohort].tap(
        scenario.decision.atLinkUp, order: scenario.decision.order,
        inclination: model.inclination(
          cohort: cohort, product: current.product, isRevealed: current.isRevealed), among: share)
      let people = groups[cohort].present
      events += decided.taps * people
      let lead = Delay.nanoseconds(traits.earlyLead.mean)
      let delays = early ? [max(0, current.opens - lead - current.published)] : bursts[cohort]
      for delay in delays {
        let part = people / Double(delays.count)
        let at = current.published + delay
        // A step begins after the word that it hears, so the first taps may be due before it.
        taps[max(index, Int(at / step)), default: []].append(
          Tap(
            product: current.product, cohort: cohort, taps: decided.taps * part,
            orders: decided.orders * part, at: at))
      }
    }
  }

  /// Orders that are still thought over when the session ends are sent all the same.
  mutating func finishTaps(after count: Int, _ orders: inout OrderForecast) {
    for index in taps.keys.sorted() where index >= count { finishTaps(index, &orders) }
  }

  private mutating func finishTaps(_ index: Int, _ orders: inout OrderForecast) {
    for tap in taps.removeValue(forKey: index) ?? [] {
      events += tap.taps
      guard !tap.isConsidered || !cards[tap.product] else {
        events += tap.orders
        continue
      }
      let uplink = scenario.cohorts[tap.cohort].network
      let travel = uplink.floor + Delay.nanoseconds(uplink.rest.mean)
      orders.submit(tap.orders, of: tap.product, cohort: tap.cohort, at: tap.at + travel)
    }
  }

  /// After the close everybody goes, and so does whoever comes.
  private mutating func close(_ index: Int) {
    for cohort in groups.indices {
      let left = groups[cohort].close()
      events += left
      sendAway(left, cohort, index)
    }
  }

  /// The end of an epoch: the host decides, cards are pushed.
  mutating func endEpoch(
    at instant: Int64, _ orders: inout OrderForecast, _ batches: inout Batches
  ) {
    let product = stage.entries[stage.index(publishedBy: instant)].product
    let decision = desk.decide(
      at: instant, stage: stage, isSoldOut: product >= 0 && orders.isSoldOut(product), &batches
    ) { Int(orders.created[$0]) }
    switch decision {
    case .none: break
    case .move(let index, let shift): _ = stage.moveEntries(after: index, by: shift, at: instant)
    case .release(let product, let units): orders.restock(product, units: Double(units))
    }
    for product in cards.indices { cards[product] = orders.isSoldOut(product) }
  }
}

/// The visits of one stream that are expected, by cohort and step.
struct ExpectedStream {
  let knowledge: Double
  private let byCohort: [Double]
  private let shareOfStep: [Double]

  init(_ stream: TrafficStream, model: HazardModel, scenario: Scenario, step: Int64, count: Int) {
    knowledge = stream.knowledge
    let weights = scenario.cohorts.indices.map { cohort in
      stream.cohortShares[cohort]
        * Elementary.exp(stream.personalisation * model.match(cohort: cohort, product: -1))
    }
    let total = weights.reduce(0, +)
    byCohort = weights.map { total > 0 ? stream.visits * $0 / total : 0 }
    var before = 0.0
    shareOfStep = (0..<count).map { index in
      let end = min(scenario.length, Int64(index + 1) * step)
      let share = stream.shape.share(before: end)
      defer { before = share }
      return share - before
    }
  }

  func visits(of cohort: Int) -> Double { byCohort[cohort] }

  func arrivals(of cohort: Int, in step: Int) -> Double { byCohort[cohort] * shareOfStep[step] }
}
