// Orders on their way through gateway, queue, workers and stock rows as a fluid: amounts of orders
// instead of orders, in steps of a tenth of a second. It follows the same path as `Checkout`, with the
// mean of every time, because in a storm most requests are repetitions, and how many there will be
// depends on when the queue is full and when the stock is gone. Here clients ask, wait, and ask again; the
// queue, the stock and the waiting room are kept beside. What it leaves out is told by
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
  /// Most parcels that arrived in one step: what a step costs.
  private(set) var mostParcels = 0
  /// The width of a step, in nanoseconds.
  let step: Int64

  private let scenario: Scenario
  private let times: [ClientTimes]
  /// The shortest of `times`.
  private let fastest: Double
  private let front: FrontForecast
  private var room: EntryForecast?
  private var opens: [Int64]
  private var stock: StockForecast
  private var queue: QueueForecast
  private var tokens: Double
  /// Of the requests of this step, how many the bucket lets through.
  private var shareOfTokens = 1.0
  private var due: StepAgenda<OrderParcel>
  private var timeouts: StepAgenda<Double>
  /// Units paid for, by the step in which they are.
  private var settled: StepAgenda<Double>
  /// The first step that is still to come.
  private var nextStep: Int64 = 0
  private var onTheWay = 0.0
  private var held = 0.0

  /// Nothing is under way; steps of `step` nanoseconds are to be taken up to `end`.
  init(_ scenario: Scenario, step: Int64, until end: Int64) {
    self.scenario = scenario
    self.step = step
    let steps = end / step + 1
    due = StepAgenda(steps: steps)
    timeouts = StepAgenda(steps: steps)
    settled = StepAgenda(steps: steps)
    created = Array(repeating: 0, count: scenario.products.count)
    times = scenario.cohorts.map { ClientTimes($0) }
    fastest = times.map(\.roundTrip).min() ?? 0
    front = FrontForecast(scenario.orders.faults)
    room = EntryForecast(scenario.orders.gateway.waitingRoom)
    stock = StockForecast(scenario, steps: steps)
    queue = QueueForecast(scenario, step: step)
    opens = Array(repeating: .max, count: scenario.products.count)
    tokens = scenario.orders.gateway.burst
  }

  /// Whether anything is under way that a step would have to move.
  private var isIdle: Bool {
    due.isEmpty && queue.amount < OrderParcel.negligible && stock.isSettled && timeouts.isEmpty
      && settled.isEmpty && room?.isEmpty ?? true
  }

  func isSoldOut(_ product: Int) -> Bool { stock.isSoldOut(product) }

  /// Says when a product can be ordered.
  mutating func open(_ product: Int, at instant: Int64) { opens[product] = instant }

  /// Adds units, in proportion to what the variants are asked for.
  mutating func restock(_ product: Int, units: Double) {
    stock.restock(product, units: units)
  }

  /// For how long those in line keep the back end busy from an instant on, in nanoseconds.
  func backlog(at instant: Int64) -> Double { queue.backlog(at: instant) }

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
      if next.amount > OrderParcel.negligible { askToEnter(next, at: instant) }
    }
    guard room != nil else { return }
    // In the two steps that pass here between letting in and leaving several may take a place.
    let stay = queue.stay(at: instant)
    let perPlace = max(1, (2 * Double(step) + stay) / max(1, fastest + stay))
    guard
      let (admitted, turnedAway) = room?.letIn(at: instant, opens: opens, perPlace: perPlace)
    else { return }
    events += turnedAway
    for var parcel in admitted {
      (parcel.tries, parcel.hasWon) = (1, false)
      let delay = Delay.nanoseconds(times[parcel.cohort].roundTrip)
      send(parcel, at: max(instant + step, instant + delay))
    }
  }

  private mutating func send(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderParcel.negligible else { return }
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
    held = max(0, held - stock.takeBack(in: bin))
    if let rate = scenario.orders.gateway.rate {
      tokens = min(scenario.orders.gateway.burst, tokens + rate * Double(step) / 1e9)
    }
    letIn(at: instant)
    let arriving = due.take(bin).merged
    mostParcels = max(mostParcels, arriving.count)
    shareOfTokens = min(1, tokens / max(1e-9, arriving.reduce(0) { $0 + $1.amount }))
    for parcel in arriving { arrive(parcel, at: instant) }
    for turn in queue.serve(at: instant) {
      if turn.isDropped {
        refuse(turn.parcel, at: instant, forGood: false)
      } else {
        conclude(turn.parcel, at: instant)
      }
    }
    mostOpen = max(mostOpen, queue.amount + held)
    mostOnTheWay = max(mostOnTheWay, onTheWay)
  }

  /// At the gateway: what faults let through, and the sold-out flags.
  private mutating func arrive(_ parcel: OrderParcel, at instant: Int64) {
    onTheWay = max(0, onTheWay - parcel.amount)
    var rest = parcel
    rest.arrived = instant
    let client = scenario.cohorts[parcel.cohort].client
    rest.expires =
      parcel.isGhost
      ? instant : instant + client.timeout - Delay.nanoseconds(times[parcel.cohort].roundTrip / 2)
    let fate = front.fate(of: rest, at: instant)
    var cut = rest.with(rest.amount * fate.cut)
    cut.isCut = true
    timeOut(cut, at: instant)
    timeOut(rest.with(rest.amount * fate.lost), at: instant)
    refuse(rest.with(rest.amount * fate.refused), at: instant, forGood: false)
    rest.amount *= max(0, 1 - fate.cut - fate.lost - fate.refused)
    rest.isCut = false
    guard stock.hasFlags(rest.product, at: instant) else { return admit(rest, at: instant) }
    for (index, variant) in scenario.products[rest.product].variants.enumerated() {
      var part = rest.with(rest.amount(of: index, wantedBy: variant.share))
      if stock.isFlagged(rest.product, variant: index, at: instant) {
        refuseSoldOut(part, variant: index, at: instant)
      } else if part.amount > OrderParcel.negligible {
        part.variant = index
        admit(part, at: instant)
      }
    }
  }

  /// Through the token bucket and into the queue.
  private mutating func admit(_ parcel: OrderParcel, at instant: Int64) {
    var rest = parcel
    if scenario.orders.gateway.rate != nil {
      let admitted = min(tokens, rest.amount * shareOfTokens)
      tokens -= admitted
      refuse(rest.with(rest.amount - admitted), at: instant, forGood: false)
      rest.amount = admitted
    }
    let fitting = queue.fitting(of: rest, at: instant)
    refuse(rest.with(rest.amount - fitting), at: instant, forGood: false)
    enqueue(rest.with(fitting), at: instant)
  }

  private mutating func enqueue(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderParcel.negligible else { return }
    guard !parcel.isGhost else { return queue.join(parcel) }
    let client = scenario.cohorts[parcel.cohort].client
    let trip = times[parcel.cohort].roundTrip
    if let hedge = client.hedge {
      let early = queue.served(of: parcel, within: Double(hedge) - trip, at: instant)
      sendCopy(parcel.with(parcel.amount - early), at: instant)
    }
    let prompt = queue.served(of: parcel, within: Double(client.timeout) - trip, at: instant)
    queue.join(parcel.with(prompt))
    waitInVain(parcel.with(parcel.amount - prompt), at: instant)
  }

  /// Joins the queue and will be answered when its client waits no more, which it finds out.
  private mutating func waitInVain(_ parcel: OrderParcel, at instant: Int64) {
    guard parcel.amount > OrderParcel.negligible else { return }
    let client = scenario.cohorts[parcel.cohort].client
    var (waiting, next) = (parcel, parcel)
    waiting.isGhost = true
    let wait = queue.wait(of: parcel, at: instant)
    if queue.isServed(after: wait, patience: Double(parcel.expires - instant)) {
      let way = queue.service(of: parcel, at: instant) + times[parcel.cohort].roundTrip
      let heard = instant + Delay.nanoseconds(wait + way)
      // Whoever comes too early is told so, and asks again.
      if client.hearsLate, heard + step > opens[parcel.product] {
        next.hears = min(parcel.hears, heard)
      }
      next.isRepeat = true
    }
    queue.join(waiting)
    timeOut(next, at: instant)
  }

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

  /// Serves whoever is still in line, however long that takes.
  mutating func finish(at instant: Int64) {
    for turn in queue.takeAll(at: instant) where !turn.isDropped {
      conclude(turn.parcel, at: instant)
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
      let units = stock.take(asking, of: parcel.product, variant: index)
      hold(units, of: parcel, variant: index, at: instant)
      refuseSoldOut(parcel.with(asking - units), variant: index, at: instant)
    }
    stock.look(at: parcel.product, instant)
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
    // Who is not told in time, nor late, may be told by a further attempt.
    let isTold = !parcel.isGhost || cohort.client.hearsLate
    let told = isTold ? 1 : cohort.client.shareRetrying(parcel.tries)
    let paying = told * (1 - cohort.abandonment)
    // The answer, then for those who pay the payment and its receipt.
    events += units * (1 + 2 * paying)
    let inTime = cohort.payDelay.cumulative(Double(product.hold)) * paying
    let back = units * (1 - inTime * (1 - scenario.orders.payment.decline))
    held += units
    let paid = min(product.hold, Delay.nanoseconds(cohort.payDelay.mean))
    settled.add(amount: units - back, to: (instant + paid) / step + 1)
    let lag = Delay.nanoseconds(scenario.orders.releaseLag.mean)
    stock.comeBack(
      back, of: parcel.product, variant, in: (instant + product.hold + lag) / step + 1)
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
    guard next.amount > OrderParcel.negligible else { return }
    next.variant = variant - parcel.shift + next.shift
    events += 2 * next.amount
    room?.leave(next.amount)
    if room != nil { return askToEnter(next, at: instant) }
    let cohort = scenario.cohorts[parcel.cohort]
    let delay = Delay.nanoseconds(cohort.reaction.mean + times[parcel.cohort].roundTrip)
    send(next, at: max(instant + step, instant + delay))
  }

  /// Asks again after a wait, unless the outcome is known by then, or gives up; the wait is spread over three
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
