// A twin of `PreHold` and of the order back end around it, as a hand-written state machine: a plain
// loop over events, with no tasks, no executor, no mailboxes and no awaits. It shares with the
// product the draws and the values that cross its border (requests, outcomes, statements), so that
// equal logs mean equal order of steps.
//
// Ties at one instant, as the product must resolve them too:
//   1. Requests of an instant come before its timers, by (account, ordinal) among themselves.
//   2. Timers of an instant fire in the order in which they were set. After each request and each
//      timer everything that has become ready runs before the next one.
//   3. What becomes ready runs first in, first out. Giving a unit back hands it to whoever has
//      waited longest and makes that one ready; the giver goes on at once, so it may take the next
//      unit before the one it has woken runs. (Whether an update gives back its connection or its
//      row first cannot be seen: the one that gets the row finds no connection free either way.)
//   4. A service time of no length goes to the end of the ready queue, once.
//   5. A key is free again from the instant at which its life is over, whoever looks first; the row
//      of an order goes when nobody works for the order any more and its key is forgotten.
//   6. Before anything has happened all workers are ready, in the order orders, payments, releases;
//      a request at instant zero finds none of them waiting.
import DiscreteEvents
import Stochastics

@testable import LiveCommerce

/// A deliberate error of the twin, to show that the comparison would find it.
enum TwinQuirk: CaseIterable {
  case timersBeforeRequests, newestTimerFirst, newestWaiterFirst, giverWaits, noTimeGoesOn
  case accountUncounted, deadlineOff, keysForever
}

struct PreHoldTwin {
  /// Where one of the workers stands.
  enum Phase { case asks, begins, connects, locks, works, ends, concludes, charged }
  /// The statement it is at.
  enum Stage {
    case claim, readEarlier, count, take, uncount, write
    case pay
    case end, restock, forget
  }
  enum Role { case orders, payments, releases }
  struct Worker {
    var role: Role
    var phase = Phase.asks
    var stage = Stage.claim
    var token = 0
    var order = 0
    var earlier = OrderID.none
  }
  struct Order {
    var request: Request
    var isHeld = false
    var isOpen = true
    var statements: UInt32 = 0
  }
  struct Line {
    var free: Int
    var waiting: [Int] = []
  }
  struct Queue {
    var tokens: [Int] = []
    var waiting: [Int] = []
  }
  struct Timer {
    var instant: Int64
    var number: Int
    /// Wakes a worker, or else a release is due.
    var worker: Int?
    var token = 0
  }

  let scenario: Scenario
  let draws: Draws
  var quirk: TwinQuirk?
  let opens: [Int64]
  var now: Int64 = 0
  var timers: [Timer] = []
  var timersSet = 0
  var ready: [Int] = []
  var workers: [Worker] = []
  var queues: [Role: Queue] = [.orders: Queue(), .payments: Queue(), .releases: Queue()]
  var connections: Line
  var rows: [Line]
  var requests: [Request]
  var orders: [Order] = []
  var names: [OrderID: Int] = [:]
  var stock: [Int]
  var purchases: [[UInt64]: Int] = [:]
  var states: [OrderID: Int] = [:]
  var claims: [UInt64: (order: OrderID, ends: Int64)] = [:]

  var statements: [Statement] = []
  var events: [TwinEvent] = []
  var answers: [TwinAnswer] = []
  /// How often somebody had to wait for a row, and for a connection.
  var rowWaits = 0
  var connectionWaits = 0
  /// Statements begun for an order that had been closed while they waited.
  var lateStatements = 0

  init(_ scenario: Scenario, seed: UInt64, requests: [Request], quirk: TwinQuirk? = nil) {
    self.scenario = scenario
    self.quirk = quirk
    draws = Draws(seed: seed)
    self.requests = requests.sorted { $0.precedes($1) }
    opens = scenario.products.indices.map { product in
      scenario.rooms[0].rundown.first { $0.kind == .linkUp && $0.product == product }?.at ?? .max
    }
    connections = Line(free: scenario.orders.database.connections)
    stock = scenario.products.flatMap(\.variants).map(\.stock)
    rows = stock.map { _ in Line(free: 1) }
    let path = scenario.orders
    workers += Array(repeating: Worker(role: .orders), count: path.workers.count)
    workers += Array(repeating: Worker(role: .payments), count: path.payment.capacity)
    workers += Array(repeating: Worker(role: .releases), count: path.workers.releasers)
    ready = Array(workers.indices)
  }

  // MARK: The loop

  mutating func run() {
    for index in requests.indices {
      let arrival = requests[index].arrival
      if quirk == .timersBeforeRequests { runTimers(before: arrival + 1) }
      if arrival > now {
        runReady()
        runTimers(before: arrival)
        now = arrival
      }
      receive(index)
      runReady()
    }
    runTimers(before: .max)
  }

  mutating func runReady() {
    while !ready.isEmpty {
      let worker = ready.removeFirst()
      while goOn(worker) {}
    }
  }

  mutating func runTimers(before end: Int64) {
    while let timer = timers.last, timer.instant < end {
      timers.removeLast()
      now = timer.instant
      if let worker = timer.worker { ready.append(worker) } else { send(timer.token, .releases) }
      runReady()
    }
  }

  /// Sets a timer; the list is kept latest first.
  mutating func set(at instant: Int64, worker: Int?, token: Int = 0) {
    timersSet += 1
    let isNewestFirst = quirk == .newestTimerFirst
    let place =
      timers.firstIndex { isNewestFirst ? $0.instant < instant : $0.instant <= instant }
      ?? timers.endIndex
    timers.insert(
      Timer(instant: instant, number: timersSet, worker: worker, token: token), at: place)
  }

  // MARK: Waiting

  mutating func send(_ token: Int, _ role: Role) {
    guard var queue = queues[role] else { return }
    if queue.waiting.isEmpty {
      queue.tokens.append(token)
    } else {
      let worker = queue.waiting.removeFirst()
      workers[worker].token = token
      ready.append(worker)
    }
    queues[role] = queue
  }

  /// Takes a unit, or stands in line for one.
  static func take(_ line: inout Line, _ worker: Int) -> Bool {
    if line.free > 0 {
      line.free -= 1
      return true
    }
    line.waiting.append(worker)
    return false
  }

  static func giveBack(_ line: inout Line, _ quirk: TwinQuirk?) -> Int? {
    guard !line.waiting.isEmpty else {
      line.free += 1
      return nil
    }
    return quirk == .newestWaiterFirst ? line.waiting.removeLast() : line.waiting.removeFirst()
  }

  /// Suspends a worker for a drawn time; returns whether it goes on at once, which it never does.
  mutating func sleep(_ worker: Int, _ nanoseconds: Int64) -> Bool {
    if nanoseconds > 0 {
      set(at: now + nanoseconds, worker: worker)
    } else if quirk == .noTimeGoesOn {
      return true
    } else {
      ready.append(worker)
    }
    return false
  }

  // MARK: Requests

  mutating func receive(_ index: Int) {
    let request = requests[index]
    guard request.kind == .order else { return send(index, .payments) }
    if let queue = queues[.orders], queue.waiting.isEmpty,
      queue.tokens.count >= scenario.orders.workers.queue
    {
      return answer(request, .busy)
    }
    names[request.id] = orders.count
    orders.append(Order(request: request))
    send(orders.count - 1, .orders)
  }

  mutating func answer(
    _ request: Request, _ outcome: Outcome, order: OrderID = .none, amount: Int64 = 0
  ) {
    answers.append(
      TwinAnswer(
        at: now, request: request.id, kind: request.kind, outcome: outcome, order: order,
        amount: amount, inTime: now + request.downlink <= request.timeout))
  }

  mutating func book(_ kind: LedgerEvent.Kind, _ order: Int) {
    events.append(TwinEvent(at: now, order: orders[order].request.id, kind: kind))
  }

  mutating func close(_ order: Int) {
    orders[order].isHeld = false
    orders[order].isOpen = false
  }

  // MARK: One worker, one phase

  /// Takes a worker one phase further; false when it waits.
  mutating func goOn(_ worker: Int) -> Bool {
    switch workers[worker].phase {
    case .asks: return ask(worker)
    case .begins: return begin(worker)
    case .locks: return lock(worker)
    case .connects:
      workers[worker].phase = .locks
      let isConnected = PreHoldTwin.take(&connections, worker)
      connectionWaits += isConnected ? 0 : 1
      return isConnected
    case .works: return work(worker)
    case .ends: return end(worker)
    case .concludes: return conclude(worker, workers[worker].stage)
    case .charged: return settle(worker)
    }
  }

  private mutating func ask(_ worker: Int) -> Bool {
    let role = workers[worker].role
    workers[worker].phase = .begins
    guard queues[role]?.tokens.isEmpty == false, let token = queues[role]?.tokens.removeFirst()
    else {
      queues[role]?.waiting.append(worker)
      return false
    }
    workers[worker].token = token
    return true
  }

  private mutating func begin(_ worker: Int) -> Bool {
    let token = workers[worker].token
    switch workers[worker].role {
    case .orders:
      return reserve(worker, token)
    case .payments:
      let own = draws.entity(Purpose.paymentDomain, requests[token].id.rawValue)
      let latency = scenario.orders.payment.latency.value(at: own.uniform(Purpose.charge))
      workers[worker].phase = .charged
      return sleep(worker, Delay.nanoseconds(latency))
    case .releases:
      workers[worker].order = token
      return orders[token].isHeld ? go(worker, to: .end) : done(worker)
    }
  }

  private mutating func go(_ worker: Int, to stage: Stage) -> Bool {
    workers[worker].stage = stage
    workers[worker].phase = .connects
    return true
  }

  private mutating func done(_ worker: Int) -> Bool {
    workers[worker].phase = .asks
    return true
  }

  private mutating func refuse(_ worker: Int, _ outcome: Outcome) -> Bool {
    let order = workers[worker].order
    answer(orders[order].request, outcome)
    close(order)
    return done(worker)
  }

  private mutating func reserve(_ worker: Int, _ order: Int) -> Bool {
    workers[worker].order = order
    let request = orders[order].request
    let path = scenario.orders.workers
    if let deadline = path.deadline {
      let waited = now - request.arrival
      if quirk == .deadlineOff ? waited >= deadline : waited > deadline {
        return refuse(worker, .busy)
      }
    }
    let product = Int(request.product)
    let mixed = (request.account &* 0x9E37_79B9_7F4A_7C15) >> 32
    let clock = now + path.clockSkews[Int(mixed % UInt64(path.clockSkews.count))]
    if clock < opens[product] { return refuse(worker, .tooEarly) }
    if let open = scenario.products[product].open, clock >= opens[product] + open {
      return refuse(worker, .closed)
    }
    return go(worker, to: .claim)
  }

  // MARK: One statement

  private mutating func lock(_ worker: Int) -> Bool {
    workers[worker].phase = .works
    guard isLocking(workers[worker].stage) else { return true }
    let isLocked = PreHoldTwin.take(
      &rows[Int(orders[workers[worker].order].request.sku)], worker)
    rowWaits += isLocked ? 0 : 1
    return isLocked
  }

  private func isLocking(_ stage: Stage) -> Bool { stage == .take || stage == .restock }

  private mutating func work(_ worker: Int) -> Bool {
    let order = workers[worker].order
    let index = orders[order].statements
    lateStatements += orders[order].isOpen ? 0 : 1
    orders[order].statements += 1
    let setting = scenario.orders.database
    let (law, purpose) =
      switch workers[worker].stage {
      case .readEarlier: (setting.read, Purpose.databaseRead)
      case .claim, .write: (setting.write, Purpose.databaseWrite)
      default: (setting.update, Purpose.databaseUpdate)
      }
    let own = draws.entity(Purpose.databaseDomain, orders[order].request.id.rawValue)
    workers[worker].phase = .ends
    return sleep(worker, Delay.nanoseconds(law.value(at: own.uniform(purpose, index))))
  }

  private mutating func end(_ worker: Int) -> Bool {
    workers[worker].phase = .concludes
    let sku = Int(orders[workers[worker].order].request.sku)
    if let next = PreHoldTwin.giveBack(&connections, quirk) { ready.append(next) }
    if isLocking(workers[worker].stage), let next = PreHoldTwin.giveBack(&rows[sku], quirk) {
      ready.append(next)
    }
    guard quirk == .giverWaits else { return true }
    ready.append(worker)
    return false
  }

  /// What a statement found or changed, and what comes next.
  private mutating func conclude(_ worker: Int, _ stage: Stage) -> Bool {
    let order = workers[worker].order
    let request = orders[order].request
    let purchase = [request.account, UInt64(request.product)]
    let purchaseRow = Row.purchases(account: request.account, product: Int(request.product))
    let sku = Int(request.sku)
    switch stage {
    case .claim:
      if let earlier = claims[request.key], isRemembered(earlier.ends) {
        workers[worker].earlier = earlier.order
        return go(worker, to: .readEarlier)
      }
      claims[request.key] = (request.id, now + scenario.orders.database.keyLife)
      return go(worker, to: .count)
    case .readEarlier:
      return repeatAnswer(worker, order)
    case .count:
      let has = purchases[purchase] ?? 0
      let isAllowed = has < scenario.products[Int(request.product)].limit
      if isAllowed { purchases[purchase] = has + 1 }
      note(order, isAllowed ? .update : .refusedUpdate, purchaseRow, purchases[purchase] ?? 0)
      if isAllowed { return go(worker, to: .take) }
      claims[request.key] = nil
      return refuse(worker, .limitReached)
    case .take:
      let isAllowed = stock[sku] >= 1
      if isAllowed { stock[sku] -= 1 }
      note(order, isAllowed ? .update : .refusedUpdate, .stock(sku), stock[sku])
      return go(worker, to: isAllowed ? .write : .uncount)
    case .uncount:
      if quirk != .accountUncounted { purchases[purchase, default: 0] -= 1 }
      note(order, .update, purchaseRow, purchases[purchase] ?? 0)
      claims[request.key] = nil
      book(.refusedSoldOut, order)
      return refuse(worker, .soldOut)
    case .write:
      states[request.id] = 1
      note(order, .write, .order(request.id), 1)
      return hold(worker, order)
    case .pay:
      return conclude(payment: workers[worker].token, worker, order)
    case .end:
      let isHeld = states[request.id] == 1
      if isHeld { states[request.id] = 3 }
      note(order, isHeld ? .update : .refusedUpdate, .order(request.id), states[request.id] ?? 0)
      return isHeld ? go(worker, to: .restock) : done(worker)
    case .restock:
      stock[sku] += 1
      note(order, .update, .stock(sku), stock[sku])
      return go(worker, to: .forget)
    case .forget:
      purchases[purchase, default: 0] -= 1
      note(order, .update, purchaseRow, purchases[purchase] ?? 0)
      book(.released, order)
      close(order)
      return done(worker)
    }
  }

  private mutating func note(_ order: Int, _ kind: Statement.Kind, _ row: Row, _ value: Int) {
    statements.append(
      Statement(
        at: Instant(nanoseconds: now), order: orders[order].request.id, kind: kind, row: row,
        value: value))
  }

  private func isRemembered(_ end: Int64) -> Bool { end > now || quirk == .keysForever }

  private func hasRow(_ id: OrderID) -> Bool {
    guard let order = names[id] else { return true }
    if let claim = claims[orders[order].request.key], claim.order == id, isRemembered(claim.ends) {
      return true
    }
    return orders[order].isOpen || workers.contains { isAtEnd(of: order, $0) }
  }

  /// Whether a worker has the end of an order in hand.
  private func isAtEnd(of order: Int, _ worker: Worker) -> Bool {
    guard worker.order == order else { return false }
    switch worker.phase {
    case .asks, .begins, .charged: return false
    default: return worker.role != .orders
    }
  }

  private mutating func repeatAnswer(_ worker: Int, _ order: Int) -> Bool {
    let earlier = workers[worker].earlier
    let state = hasRow(earlier) ? states[earlier] ?? 0 : 0
    note(order, .read, .order(earlier), state)
    switch state {
    case 1, 2:
      answer(orders[order].request, .created, order: earlier)
      close(order)
      return done(worker)
    case 3: return refuse(worker, .closed)
    default: return refuse(worker, .inProgress)
    }
  }

  private mutating func hold(_ worker: Int, _ order: Int) -> Bool {
    let request = orders[order].request
    let product = scenario.products[Int(request.product)]
    let due = now + product.hold
    orders[order].isHeld = true
    book(.held(price: product.price, until: due), order)
    answer(request, .created, order: request.id)
    let lag = draws.entity(Purpose.releaseDomain, request.id.rawValue).uniform(Purpose.releaseLag)
    set(
      at: due + Delay.nanoseconds(scenario.orders.releaseLag.value(at: lag)), worker: nil,
      token: order)
    return done(worker)
  }

  // MARK: Payments

  private mutating func settle(_ worker: Int) -> Bool {
    let request = requests[workers[worker].token]
    let own = draws.entity(Purpose.paymentDomain, request.id.rawValue)
    if own.uniform(Purpose.decline) < scenario.orders.payment.decline {
      answer(request, .declined)
      return done(worker)
    }
    guard let order = names[request.order], orders[order].isHeld else {
      answer(request, .refunded)
      return done(worker)
    }
    workers[worker].order = order
    book(.charged(amount: orders[order].request.shownPrice), order)
    return go(worker, to: .pay)
  }

  private mutating func conclude(payment: Int, _ worker: Int, _ order: Int) -> Bool {
    let id = orders[order].request.id
    let isHeld = states[id] == 1
    if isHeld { states[id] = 2 }
    note(order, isHeld ? .update : .refusedUpdate, .order(id), states[id] ?? 0)
    guard isHeld else {
      book(.refunded(amount: orders[order].request.shownPrice), order)
      answer(requests[payment], .refunded)
      return done(worker)
    }
    let amount = orders[order].request.shownPrice
    book(.paid(amount: amount), order)
    close(order)
    answer(requests[payment], .paid, amount: amount)
    return done(worker)
  }
}

/// A ledger event as both sides tell it.
struct TwinEvent: Equatable {
  var at: Int64
  var order: OrderID
  var kind: LedgerEvent.Kind
}

/// An answer as both sides tell it.
struct TwinAnswer: Equatable {
  var at: Int64
  var request: OrderID
  var kind: Request.Kind
  var outcome: Outcome
  var order: OrderID
  var amount: Int64
  var inTime: Bool
}
