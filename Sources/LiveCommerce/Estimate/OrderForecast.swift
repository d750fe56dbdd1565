// Orders on their way through gateway, queue, workers and stock rows as a fluid: amounts of orders
// instead of orders, in steps of a tenth of a second. It follows the same path as `Checkout`, with the
// mean of every time, because in a storm most requests are repetitions, and how many there will be
// depends on when the queue is full and when the stock is gone. What it leaves out is told by
// `SessionEstimate.leftOut`.
import Stochastics

/// What has become of orders so far, and what is under way.
struct OrderForecast {
  /// Intentions to order that were sent, requests with retries, orders created.
  private(set) var submitted = 0.0
  private(set) var requests = 0.0
  private(set) var created: [Double]
  /// Events of buyers, from the first request to the receipt.
  private(set) var events = 0.0
  /// Most orders open in the back end at the same time, queued or holding a unit.
  private(set) var mostOpen = 0.0
  /// Most requests between a tap and the gateway, or waiting to be sent again.
  private(set) var mostOnTheWay = 0.0
  /// Clients' timeouts that have not passed: each leaves a marker among the people.
  private(set) var timeoutsRunning = 0.0
  /// The width of a step, in nanoseconds.
  let step: Int64

  private static let negligible = 1e-4

  private let scenario: Scenario
  private let times: [ClientTimes]
  private let stations: ServiceRates
  private let front: FrontForecast
  private var room: EntryForecast?
  private var opens: [Int64]
  private var stock: [[Double]]
  private var flagAt: [Int64]
  private var tokens: Double
  private var due: StepAgenda<OrderParcel>
  private var timeouts: StepAgenda<Double>
  private var returns: StepAgenda<(product: Int, variant: Int, units: Double)>
  /// Units paid for, by the step in which they are.
  private var settled: StepAgenda<Double>
  /// The first step that is still to come.
  private var nextStep: Int64 = 0
  private var line: [OrderParcel] = []
  private var first = 0
  private var queued = 0.0
  private var onTheWay = 0.0
  private var held = 0.0

  /// Nothing is under way; steps of `step` nanoseconds are to be taken up to `end`.
  init(_ scenario: Scenario, step: Int64, until end: Int64) {
    self.scenario = scenario
    self.step = step
    let steps = end / step + 1
    due = StepAgenda(steps: steps)
    timeouts = StepAgenda(steps: steps)
    returns = StepAgenda(steps: steps)
    settled = StepAgenda(steps: steps)
    created = Array(repeating: 0, count: scenario.products.count)
    times = scenario.cohorts.map { ClientTimes($0) }
    stations = ServiceRates(scenario)
    front = FrontForecast(scenario.orders.faults)
    room = EntryForecast(scenario.orders.gateway.waitingRoom)
    stock = scenario.products.map { $0.variants.map { Double($0.stock) } }
    flagAt = Array(repeating: .max, count: scenario.products.count)
    opens = Array(repeating: .max, count: scenario.products.count)
    tokens = scenario.orders.gateway.burst
  }

  /// Whether anything is under way that a step would have to move.
  private var isIdle: Bool {
    due.isEmpty && queued < OrderForecast.negligible && returns.isEmpty && timeouts.isEmpty
      && settled.isEmpty && room?.isEmpty ?? true
  }

  func isSoldOut(_ product: Int) -> Bool { stock[product].allSatisfy { $0 < 1 } }

  /// Says when a product can be ordered.
  mutating func open(_ product: Int, at instant: Int64) { opens[product] = instant }

  /// Adds units, in proportion to what the variants are asked for.
  mutating func restock(_ product: Int, units: Double) {
    for (index, variant) in scenario.products[product].variants.enumerated() {
      stock[product][index] += units * variant.share
    }
  }

  /// Buyers send an amount of first requests at `instant`.
  mutating func submit(_ amount: Double, of product: Int, cohort: Int, at instant: Int64) {
    guard amount > 0 else { return }
    submitted += amount
    let twice = amount * scenario.cohorts[cohort].client.doubleClick
    events += amount + twice
    requests += twice
    let parcel = OrderParcel(product: product, cohort: cohort, tries: 1, amount: amount)
    guard room == nil else { return askToEnter(parcel, at: instant) }
    send(parcel, at: instant)
  }

  /// Waits in the waiting room; what is sent there is an event, and no request to order.
  private mutating func askToEnter(_ parcel: OrderParcel, at instant: Int64) {
    events += parcel.amount
    room?.wait(parcel, at: instant)
  }

  private mutating func letIn(at instant: Int64) {
    for parcel in room?.loseImpatient(at: instant) ?? [] {
      // They stop waiting, and ask once more or give up.
      events += 2 * parcel.amount
      let client = scenario.cohorts[parcel.cohort].client
      var next = parcel.with(parcel.amount * client.shareRetrying(parcel.tries))
      next.tries += 1
      if next.amount > OrderForecast.negligible { askToEnter(next, at: instant) }
    }
    let turns = turnsOfPlaces(at: instant)
    guard let (admitted, turnedAway) = room?.letIn(at: instant, opens: opens, turns: turns) else {
      return
    }
    events += turnedAway
    for var parcel in admitted {
      parcel.tries = 1
      let delay = Delay.nanoseconds(times[parcel.cohort].roundTrip)
      send(parcel, at: max(instant + step, instant + delay))
    }
  }

  /// How many people take a place in the two steps that pass here between letting in and leaving.
  private func turnsOfPlaces(at instant: Int64) -> Double {
    let wait = queued / stations.perSecond(line.last?.product ?? 0, at: instant) * 1e9
    let trip = times.map(\.roundTrip).min() ?? 0
    return max(1, (2 * Double(step) + wait) / max(1, trip + stations.meanTime + wait))
  }

  private mutating func send(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderForecast.negligible else { return }
    requests += parcel.amount
    onTheWay += parcel.amount
    // What a room's longer step says of its beginning comes now.
    let bin = max(instant / step, nextStep)
    due.add(parcel, to: bin)
    timeoutsRunning += parcel.amount
    timeouts.add(
      amount: parcel.amount,
      to: bin + scenario.cohorts[parcel.cohort].client.timeout / step + 1)
  }

  // MARK: A step

  /// Moves everything on by one step that begins at `instant`.
  mutating func advance(at instant: Int64) {
    let bin = instant / step
    nextStep = bin + 1
    guard !isIdle else { return }
    held = max(0, held - settled.takeAmount(bin))
    timeoutsRunning = max(0, timeoutsRunning - timeouts.takeAmount(bin))
    for back in returns.take(bin) {
      stock[back.product][back.variant] += back.units
      held = max(0, held - back.units)
    }
    if let rate = scenario.orders.gateway.rate {
      tokens = min(scenario.orders.gateway.burst, tokens + rate * Double(step) / 1e9)
    }
    letIn(at: instant)
    for parcel in OrderForecast.merged(due.take(bin)) { arrive(parcel, at: instant) }
    serve(at: instant)
    mostOpen = max(mostOpen, queued + held)
    mostOnTheWay = max(mostOnTheWay, onTheWay)
  }

  /// Parcels that differ in nothing but their amount, as one.
  private static func merged(_ parcels: [OrderParcel]) -> [OrderParcel] {
    guard parcels.count > 1 else { return parcels }
    var merged: [OrderParcel] = []
    for parcel in parcels {
      if let same = merged.firstIndex(where: { $0.isLike(parcel) }) {
        merged[same].amount += parcel.amount
      } else {
        merged.append(parcel)
      }
    }
    return merged
  }

  /// At the gateway: what faults let through, the sold-out flag, the token bucket, then the queue.
  private mutating func arrive(_ parcel: OrderParcel, at instant: Int64) {
    onTheWay = max(0, onTheWay - parcel.amount)
    var rest = parcel
    rest.arrived = instant
    let fate = front.fate(of: rest, at: instant)
    var cut = rest.with(rest.amount * fate.cut)
    cut.isCut = true
    timeOut(cut, at: instant)
    timeOut(rest.with(rest.amount * fate.lost), at: instant)
    refuse(rest.with(rest.amount * fate.refused), at: instant, forGood: false)
    rest.amount *= max(0, 1 - fate.cut - fate.lost - fate.refused)
    rest.isCut = false
    if flagAt[parcel.product] <= instant, isSoldOut(parcel.product) {
      for (index, variant) in scenario.products[rest.product].variants.enumerated() {
        let asking = rest.amount(of: index, wantedBy: variant.share)
        refuseSoldOut(rest.with(asking), variant: index, at: instant)
      }
      return
    }
    if scenario.orders.gateway.rate != nil {
      let admitted = min(rest.amount, tokens)
      tokens -= admitted
      refuse(rest.with(rest.amount - admitted), at: instant, forGood: false)
      rest.amount = admitted
    }
    let places = Double(scenario.orders.workers.queue + scenario.orders.workers.count) - queued
    let fitting = max(0, min(rest.amount, places + capacity(of: rest, at: instant)))
    refuse(rest.with(rest.amount - fitting), at: instant, forGood: false)
    enqueue(rest.with(fitting), at: instant)
  }

  private mutating func enqueue(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderForecast.negligible else { return }
    guard !parcel.isGhost else { return join(parcel) }
    let client = scenario.cohorts[parcel.cohort].client
    if let hedge = client.hedge {
      let late = parcel.amount - answered(of: parcel, within: hedge, at: instant)
      sendCopy(parcel.with(late), at: instant)
    }
    let prompt = answered(of: parcel, within: client.timeout, at: instant)
    join(parcel.with(prompt))
    waitInVain(parcel.with(parcel.amount - prompt), at: instant)
  }

  private mutating func join(_ parcel: OrderParcel) {
    line.append(parcel)
    queued += parcel.amount
  }

  /// Of those who are about to join the queue, the first ones: their answers come within a time.
  private func answered(
    of parcel: OrderParcel, within patience: Int64, at instant: Int64
  ) -> Double {
    let left = Double(patience) - times[parcel.cohort].roundTrip
    guard left > 0 else { return 0 }
    let served = stations.served(
      parcel.product, isRepeat: parcel.isRepeat, from: instant,
      until: instant + Delay.nanoseconds(left))
    let first = min(parcel.amount, max(0, served - queued))
    return first * stations.shareDone(within: left, isRepeat: parcel.isRepeat)
  }

  /// Joins the queue and will be answered when its client waits no more, which it finds out.
  private mutating func waitInVain(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderForecast.negligible else { return }
    let client = scenario.cohorts[parcel.cohort].client
    var (waiting, next) = (parcel, parcel)
    waiting.isGhost = true
    // Of all of them, when the middle one is served.
    let wait = stations.delay(
      serving: queued + parcel.amount / 2, of: parcel.product, isRepeat: parcel.isRepeat,
      from: instant)
    if isServedLate(after: wait) {
      if parcel.isRepeat || isForSale(parcel.product) {
        let heard = instant + Delay.nanoseconds(wait + times[parcel.cohort].roundTrip)
        if client.hearsLate { next.hears = min(parcel.hears, heard / step * step) }
      }
      next.isRepeat = true
    }
    join(waiting)
    timeOut(next, at: instant)
  }

  /// Whether an order is served that nobody waits for any more.
  private func isServedLate(after wait: Double) -> Bool {
    let workers = scenario.orders.workers
    return !workers.dropsExpired && wait <= Double(workers.deadline ?? .max)
  }

  /// Whether whoever joins the queue will find a unit left, if all before take one.
  private func isForSale(_ product: Int) -> Bool { stock[product].reduce(0, +) > queued }

  /// A copy of a request that is not answered soon enough; only the first answer counts.
  private mutating func sendCopy(_ parcel: OrderParcel, at instant: Int64) {
    var copy = parcel
    (copy.isGhost, copy.isRepeat) = (true, true)
    events += parcel.amount
    send(
      copy, at: max(instant + step, instant + (scenario.cohorts[parcel.cohort].client.hedge ?? 0)))
  }

  /// A client has waited in vain, and asks again.
  private mutating func timeOut(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > 0, !parcel.isGhost else { return }
    events += parcel.amount
    again(parcel, at: instant + scenario.cohorts[parcel.cohort].client.timeout)
  }

  /// How many orders like these are served in a step.
  private func capacity(of parcel: OrderParcel, at instant: Int64) -> Double {
    let rate = stations.perSecond(parcel.product, isRepeat: parcel.isRepeat, at: instant)
    return max(1e-9, rate * Double(step) / 1e9)
  }

  private mutating func serve(at instant: Int64) {
    var share = 1.0
    while first < line.count, share > 1e-9 {
      var parcel = line[first]
      if isStale(parcel, at: instant) {
        refuse(parcel, at: instant, forGood: false)
      } else {
        let capacity = capacity(of: parcel, at: instant)
        parcel.amount = min(parcel.amount, share * capacity)
        share -= parcel.amount / capacity
        conclude(parcel, at: instant)
      }
      line[first].amount -= parcel.amount
      queued = max(0, queued - parcel.amount)
      if line[first].amount <= OrderForecast.negligible { first += 1 }
    }
    if first == line.count {
      line.removeAll(keepingCapacity: true)
      first = 0
      queued = 0
    }
  }

  /// Whether orders whose turn has come are dropped unserved.
  private func isStale(_ parcel: OrderParcel, at instant: Int64) -> Bool {
    let workers = scenario.orders.workers
    return instant - parcel.arrived > workers.deadline ?? .max
      || workers.dropsExpired && parcel.isGhost
  }

  /// For how long those in line keep the back end busy from an instant on, in nanoseconds.
  func backlog(at instant: Int64) -> Double {
    line[first...].reduce(0) { sum, parcel in
      guard !isStale(parcel, at: instant) else { return sum }
      let rate = stations.perSecond(parcel.product, isRepeat: parcel.isRepeat, at: instant)
      return sum + parcel.amount / rate * 1e9
    }
  }

  // MARK: Outcomes

  private mutating func conclude(_ parcel: OrderParcel, at instant: Int64) {
    loseAnswers(to: parcel, at: instant)
    guard !parcel.isRepeat else { return answerAgain(parcel) }
    let product = scenario.products[parcel.product]
    guard instant + step > opens[parcel.product] else {
      return refuse(parcel, at: instant, forGood: false)
    }
    if let open = product.open, instant >= opens[parcel.product] + open {
      return refuse(parcel, at: instant, forGood: true)
    }
    for (index, variant) in product.variants.enumerated() {
      let asking = parcel.amount(of: index, wantedBy: variant.share)
      let units = min(asking, max(0, stock[parcel.product][index]))
      stock[parcel.product][index] -= units
      hold(units, of: parcel, variant: index, at: instant)
      refuseSoldOut(parcel.with(asking - units), variant: index, at: instant)
    }
    guard isSoldOut(parcel.product), flagAt[parcel.product] == .max else { return }
    flagAt[parcel.product] = scenario.orders.gateway.soldOutNotice.map { instant + $0 } ?? .max
  }

  /// Who does not hear the answer asks again.
  private mutating func loseAnswers(to parcel: OrderParcel, at instant: Int64) {
    var next = parcel.with(parcel.amount * front.answersLost(at: instant))
    next.isRepeat = true
    timeOut(next, at: parcel.arrived)
  }

  /// What an earlier request came to.
  private mutating func answerAgain(_ parcel: OrderParcel) {
    guard !parcel.isGhost else { return }
    events += parcel.amount
    room?.leave(parcel.amount)
  }

  /// Units are held: some are paid for, the others come back when the hold is over.
  private mutating func hold(
    _ units: Double, of parcel: OrderParcel, variant: Int, at instant: Int64
  ) {
    guard units > 0 else { return }
    let product = scenario.products[parcel.product]
    let cohort = scenario.cohorts[parcel.cohort]
    created[parcel.product] += units
    if !parcel.isGhost { room?.leave(units) }
    // The answer, then for those who pay the payment and its receipt.
    events += units * ((parcel.isGhost ? 0 : 1) + 2 * (1 - cohort.abandonment))
    let inTime = cohort.payDelay.cumulative(Double(product.hold)) * (1 - cohort.abandonment)
    let back = units * (1 - inTime * (1 - scenario.orders.payment.decline))
    held += units
    let paid = min(product.hold, Delay.nanoseconds(cohort.payDelay.mean))
    settled.add(amount: units - back, to: (instant + paid) / step + 1)
    let lag = Delay.nanoseconds(scenario.orders.releaseLag.mean)
    comeBack(back, of: parcel.product, variant, bin: (instant + product.hold + lag) / step + 1)
  }

  /// Units that are free again in a step, added to those of the same row.
  private mutating func comeBack(_ units: Double, of product: Int, _ variant: Int, bin: Int64) {
    returns.change(bin) { due in
      let same = due.lastIndex { $0.product == product && $0.variant == variant }
      if let same {
        due[same].units += units
      } else {
        due.append((product, variant, units))
      }
    }
  }

  /// "No": for good, or until the client asks again.
  private mutating func refuse(_ parcel: OrderParcel, at instant: Int64, forGood: Bool) {
    guard parcel.amount > 0, !parcel.isGhost else { return }
    events += parcel.amount
    guard forGood else { return again(parcel, at: instant) }
    events += parcel.amount
    room?.leave(parcel.amount)
  }

  /// "Sold out": some ask for a neighbour of the variant, the others give up.
  private mutating func refuseSoldOut(_ parcel: OrderParcel, variant: Int, at instant: Int64) {
    guard parcel.amount > 0, !parcel.isGhost else { return }
    let product = scenario.products[parcel.product]
    var next = parcel
    (next.tries, next.isRepeat, next.hears) = (1, false, .max)
    if parcel.shift == 0, variant + 1 < product.variants.count {
      next.shift = 1
    } else if parcel.shift >= 0, variant - parcel.shift > 0 {
      next.shift = -1
    }
    guard next.shift != parcel.shift else {
      return refuse(parcel, at: instant, forGood: true)
    }
    // Whoever takes one neighbour takes the other.
    next.amount *= parcel.shift == 0 ? product.substitute : 1
    refuse(parcel.with(parcel.amount - next.amount), at: instant, forGood: true)
    guard next.amount > OrderForecast.negligible else { return }
    next.variant = variant - parcel.shift + next.shift
    events += 2 * next.amount
    room?.leave(next.amount)
    if room != nil { return askToEnter(next, at: instant) }
    let cohort = scenario.cohorts[parcel.cohort]
    let delay = Delay.nanoseconds(cohort.reaction.mean + times[parcel.cohort].roundTrip)
    send(next, at: max(instant + step, instant + delay))
  }

  /// Asks again after a wait, unless the order is known by then, or gives up; the wait is spread over three
  /// values of its jitter.
  private mutating func again(_ parcel: OrderParcel, at instant: Int64) {
    let client = scenario.cohorts[parcel.cohort].client
    events += parcel.amount
    let going = parcel.amount * client.shareRetrying(parcel.tries)
    room?.leave(parcel.amount - going)
    guard going > 0 else { return }
    for jitter in [1.0 / 6, 0.5, 5.0 / 6] {
      let wait = client.wait(beforeRetry: parcel.tries, jitter) { $0 < parcel.tries ? 0.5 : jitter }
      guard instant + Delay.nanoseconds(wait) < parcel.hears else {
        room?.leave(going / 3)
        continue
      }
      var next = parcel.with(going / 3)
      next.tries += 1
      next.isGhost = false
      let delay = Delay.nanoseconds(wait + times[parcel.cohort].roundTrip)
      send(next, at: max(instant + step, instant + delay))
    }
  }
}

extension Client {
  /// Of the clients that have asked so often, the share that asks once more.
  ///
  /// A budget of r gives each order ⌊r⌋ retries or one more, and r on average.
  fileprivate func shareRetrying(_ tries: Int) -> Double {
    guard tries <= retries else { return 0 }
    return retryBudget.map { min(1, max(0, $0 - Double(tries - 1))) } ?? 1
  }
}
