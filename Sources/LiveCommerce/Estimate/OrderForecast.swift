// Orders on their way through gateway, queue, workers and stock rows as a fluid: amounts of orders
// instead of orders, in steps of a tenth of a second. It follows the same path as `Checkout`, with the
// mean of every time, because in a storm most requests are repetitions, and how many there will be
// depends on when the queue is full and when the stock is gone.
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

  /// An amount of requests that are alike.
  private struct Parcel {
    var product: Int
    var cohort: Int
    var tries: Int
    var amount: Double
    var arrived: Int64 = 0
    /// Whether nobody waits for the answer any more.
    var isGhost = false
  }
  private static let negligible = 1e-4

  private let scenario: Scenario
  private let times: [ClientTimes]
  private let stations: ServiceRates
  private var opens: [Int64]
  private var stock: [[Double]]
  private var flagAt: [Int64]
  private var tokens: Double
  private var due: [Int64: [Parcel]] = [:]
  private var timeouts: [Int64: Double] = [:]
  private var returns: [Int64: [(product: Int, variant: Int, units: Double)]] = [:]
  /// Units paid for, by the step in which they are.
  private var settled: [Int64: Double] = [:]
  private var line: [Parcel] = []
  private var first = 0
  private var queued = 0.0
  private var onTheWay = 0.0
  private var held = 0.0

  init(_ scenario: Scenario, step: Int64) {
    self.scenario = scenario
    self.step = step
    created = Array(repeating: 0, count: scenario.products.count)
    times = scenario.cohorts.map { ClientTimes($0) }
    stations = ServiceRates(scenario)
    stock = scenario.products.map { $0.variants.map { Double($0.stock) } }
    flagAt = Array(repeating: .max, count: scenario.products.count)
    opens = Array(repeating: .max, count: scenario.products.count)
    tokens = scenario.orders.gateway.burst
  }

  /// Whether anything is under way that a step would have to move.
  private var isIdle: Bool {
    due.isEmpty && queued < OrderForecast.negligible && returns.isEmpty && timeouts.isEmpty
      && settled.isEmpty
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
    send(Parcel(product: product, cohort: cohort, tries: 1, amount: amount), at: instant)
  }

  private mutating func send(_ parcel: Parcel, at instant: Int64) {
    guard parcel.amount > OrderForecast.negligible else { return }
    requests += parcel.amount
    onTheWay += parcel.amount
    let bin = instant / step
    due[bin, default: []].append(parcel)
    timeoutsRunning += parcel.amount
    timeouts[bin + scenario.cohorts[parcel.cohort].client.timeout / step + 1, default: 0] +=
      parcel.amount
  }

  // MARK: A step

  /// Moves everything on by one step that begins at `instant`.
  mutating func advance(at instant: Int64) {
    guard !isIdle else { return }
    let bin = instant / step
    held = max(0, held - (settled.removeValue(forKey: bin) ?? 0))
    timeoutsRunning = max(0, timeoutsRunning - (timeouts.removeValue(forKey: bin) ?? 0))
    for back in returns.removeValue(forKey: bin) ?? [] {
      stock[back.product][back.variant] += back.units
      held = max(0, held - back.units)
    }
    if let rate = scenario.orders.gateway.rate {
      tokens = min(scenario.orders.gateway.burst, tokens + rate * Double(step) / 1e9)
    }
    for parcel in merged(due.removeValue(forKey: bin) ?? []) { arrive(parcel, at: instant) }
    serve(at: instant)
    mostOpen = max(mostOpen, queued + held)
    mostOnTheWay = max(mostOnTheWay, onTheWay)
  }

  /// Parcels that differ in nothing but their amount, as one.
  private func merged(_ parcels: [Parcel]) -> [Parcel] {
    var merged: [Parcel] = []
    for parcel in parcels {
      let same = merged.firstIndex {
        $0.product == parcel.product && $0.cohort == parcel.cohort && $0.tries == parcel.tries
      }
      if let same { merged[same].amount += parcel.amount } else { merged.append(parcel) }
    }
    return merged
  }

  /// At the gateway: the sold-out flag, then the token bucket, then the queue.
  private mutating func arrive(_ parcel: Parcel, at instant: Int64) {
    onTheWay = max(0, onTheWay - parcel.amount)
    var rest = parcel
    rest.arrived = instant
    if flagAt[parcel.product] <= instant, isSoldOut(parcel.product) {
      return refuse(rest, at: instant, forGood: true)
    }
    if scenario.orders.gateway.rate != nil {
      let admitted = min(rest.amount, tokens)
      tokens -= admitted
      refuse(part(rest.amount - admitted, of: rest), at: instant, forGood: false)
      rest.amount = admitted
    }
    let room = Double(scenario.orders.workers.queue + scenario.orders.workers.count) - queued
    let fitting = max(0, min(rest.amount, room + capacity(of: rest.product)))
    refuse(part(rest.amount - fitting, of: rest), at: instant, forGood: false)
    rest.amount = fitting
    enqueue(rest, at: instant)
  }

  private func part(_ amount: Double, of parcel: Parcel) -> Parcel {
    var part = parcel
    part.amount = amount
    return part
  }

  private mutating func enqueue(_ parcel: Parcel, at instant: Int64) {
    guard parcel.amount > OrderForecast.negligible else { return }
    var waiting = parcel
    let client = scenario.cohorts[parcel.cohort].client
    let wait = queued / max(1e-9, capacity(of: parcel.product)) * Double(step)
    if wait + times[parcel.cohort].roundTrip > Double(client.timeout) {
      waiting.isGhost = true
      events += parcel.amount
      again(parcel, at: instant + client.timeout)
    }
    line.append(waiting)
    queued += parcel.amount
  }

  /// How many orders for a product are served in a step.
  private func capacity(of product: Int) -> Double {
    stations.perSecond[product] * Double(step) / 1e9
  }

  private mutating func serve(at instant: Int64) {
    var share = 1.0
    while first < line.count, share > 1e-9 {
      var parcel = line[first]
      let capacity = max(1e-9, capacity(of: parcel.product))
      parcel.amount = min(parcel.amount, share * capacity)
      share -= parcel.amount / capacity
      line[first].amount -= parcel.amount
      queued = max(0, queued - parcel.amount)
      conclude(parcel, at: instant)
      if line[first].amount <= OrderForecast.negligible { first += 1 }
    }
    if first == line.count {
      line.removeAll(keepingCapacity: true)
      first = 0
      queued = 0
    }
  }

  // MARK: Outcomes

  private mutating func conclude(_ parcel: Parcel, at instant: Int64) {
    let product = scenario.products[parcel.product]
    if let deadline = scenario.orders.workers.deadline, instant - parcel.arrived > deadline {
      return refuse(parcel, at: instant, forGood: false)
    }
    guard instant + step > opens[parcel.product] else {
      return refuse(parcel, at: instant, forGood: false)
    }
    if let open = product.open, instant >= opens[parcel.product] + open {
      return refuse(parcel, at: instant, forGood: true)
    }
    var taken = 0.0
    for (index, variant) in product.variants.enumerated() {
      let units = min(parcel.amount * variant.share, max(0, stock[parcel.product][index]))
      stock[parcel.product][index] -= units
      taken += units
      hold(units, of: parcel, variant: index, at: instant)
    }
    refuse(part(parcel.amount - taken, of: parcel), at: instant, forGood: true)
    guard isSoldOut(parcel.product), flagAt[parcel.product] == .max else { return }
    flagAt[parcel.product] = scenario.orders.gateway.soldOutNotice.map { instant + $0 } ?? .max
  }

  /// Units are held: some are paid for, the others come back when the hold is over.
  private mutating func hold(
    _ units: Double, of parcel: Parcel, variant: Int, at instant: Int64
  ) {
    guard units > 0 else { return }
    let product = scenario.products[parcel.product]
    let cohort = scenario.cohorts[parcel.cohort]
    created[parcel.product] += units
    // The answer, then for those who pay the payment and its receipt.
    events += units * ((parcel.isGhost ? 0 : 1) + 2 * (1 - cohort.abandonment))
    let inTime = cohort.payDelay.cumulative(Double(product.hold)) * (1 - cohort.abandonment)
    let back = units * (1 - inTime * (1 - scenario.orders.payment.decline))
    held += units
    let paid = min(product.hold, Delay.nanoseconds(cohort.payDelay.mean))
    settled[(instant + paid) / step + 1, default: 0] += units - back
    let lag = Delay.nanoseconds(scenario.orders.releaseLag.mean)
    returns[(instant + product.hold + lag) / step + 1, default: []].append(
      (parcel.product, variant, back))
  }

  /// "No": for good, or until the client asks again.
  private mutating func refuse(_ parcel: Parcel, at instant: Int64, forGood: Bool) {
    guard parcel.amount > 0, !parcel.isGhost else { return }
    events += parcel.amount
    if forGood { events += parcel.amount } else { again(parcel, at: instant) }
  }

  /// Asks again after a wait, or gives up; the wait is spread over three values of its jitter.
  private mutating func again(_ parcel: Parcel, at instant: Int64) {
    let client = scenario.cohorts[parcel.cohort].client
    guard parcel.tries <= client.retries else { return events += parcel.amount }
    events += parcel.amount
    var wait = Double(client.backoff)
    for _ in 1..<parcel.tries { wait *= client.backoffFactor }
    for jitter in [1.0 / 6, 0.5, 5.0 / 6] {
      let delay = wait * (1 - client.jitter * jitter) + times[parcel.cohort].roundTrip
      var next = part(parcel.amount / 3, of: parcel)
      next.tries += 1
      next.isGhost = false
      send(next, at: max(instant + step, instant + Delay.nanoseconds(delay)))
    }
  }
}

/// Mean times of the clients of a cohort, in nanoseconds.
struct ClientTimes {
  let roundTrip: Double

  init(_ cohort: Cohort) {
    roundTrip = 2 * (Double(cohort.network.floor) + max(0, cohort.network.rest.mean))
  }
}

/// How many orders a second the back end can serve at most, by product.
struct ServiceRates {
  let perSecond: [Double]

  /// The tightest of workers, connections and, unless the logic takes units without a guard, the
  /// most wanted stock row, which serves one update after the other.
  init(_ scenario: Scenario) {
    let path = scenario.orders
    func seconds(_ law: Distribution) -> Double { max(1e-9, law.mean / 1e9) }
    let update = seconds(path.database.update)
    let statements = seconds(path.database.write) * 2 + update * 2
    perSecond = scenario.products.map { product in
      let workers = Double(path.workers.count) / statements
      let connections = Double(path.database.connections) / statements
      let widest = max(1e-9, product.variants.map(\.share).max() ?? 1)
      let isGuarded = (product.logic ?? path.logic) != CheckThenAct.name
      return min(workers, connections, isGuarded ? 1 / (update * widest) : .infinity)
    }
  }
}
