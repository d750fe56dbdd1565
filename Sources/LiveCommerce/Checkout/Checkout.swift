// The order back end of a session: gateway, order workers, stock database, payment. Requests arrive at
// the gateway as plain events; from the queue on, long-lived worker tasks run the sale logic on the
// virtual executor, and every step is shown to the referee. This file is the back end as the session
// drives it; its parts are in the files beside it.
//
// Invariant: confined to the thread that drives the executor; `advance(to:)` handles everything
// strictly before its instant, messages before timers of the same instant, so the outcome does not
// depend on how time is cut into windows. Nothing is kept of a closed order except what its account
// has bought and, for the life of a key, its claim.
import DiscreteEvents
import Stochastics

/// The order back end.
final class Checkout: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above. No access to a property lasts across a
  // call of a sale logic or of the executor, so the runtime's check of it is off.
  let scenario: Scenario
  let executor: VirtualExecutor
  let world: SaleWorld
  let draws: Draws
  let skus: [SKU]
  let firstSKU: [Int]
  let logics: [any SaleLogic]
  let workTime: DrawnTime
  /// Whether a worker does something itself for an order.
  let hasOwnWork: Bool
  let chargeTime: DrawnTime
  let releaseLag: DrawnTime
  let chargeSpeed: SpeedProfile
  let providerOutages: [Fault]
  let front: FrontFaults
  @safe @exclusivity(unchecked) var gateway: TokenBucket?
  @safe @exclusivity(unchecked) var accountLimits: AccountLimits?
  @safe @exclusivity(unchecked) var breaker: CircuitBreaker?
  @safe @exclusivity(unchecked) var room: WaitingLine?
  /// Whether the waiting room will look again when the next place runs out.
  @safe @exclusivity(unchecked) var isAlarmed = false
  @safe @exclusivity(unchecked) var inbox = RequestInbox()
  @safe @exclusivity(unchecked) var orders = OrderBook()
  @safe @exclusivity(unchecked) var flags: [SoldOutFlag]
  /// How long a unit is held, by product, in nanoseconds.
  @safe @exclusivity(unchecked) var holds: [Int64]
  /// Whether units of each product may be sent back.
  let isReturnable: [Bool]
  /// The brownouts of the order workers that last, in the order in which they have begun.
  @safe @exclusivity(unchecked) var brownouts: [Brownout] = []
  @safe @exclusivity(unchecked) var payments = PaymentSlots()
  @safe @exclusivity(unchecked) var workers: ServerPool
  /// Tasks that work on orders.
  @safe @exclusivity(unchecked) var workerTasks = 0
  @safe @exclusivity(unchecked) var channels: ServerPool
  /// The workers, and the channels of the provider, where they are shared; nil elsewhere.
  let sharedWorkers: SharedServers?
  let sharedChannels: SharedServers?
  /// Who decides how many servers a tier has, by `ScaledTier`; empty if nobody does.
  @safe @exclusivity(unchecked) var scalers: [Autoscaler?] = []
  /// Tasks that settle payments.
  @safe @exclusivity(unchecked) var settlers = 0
  /// Answers on their way to viewers since they were last collected.
  @safe @exclusivity(unchecked) var answers: [Answer] = []
  @safe @exclusivity(unchecked) var referee: Referee
  @safe @exclusivity(unchecked) var books = CheckoutBooks()
  @safe @exclusivity(unchecked) var returns = ReturnsDesk()
  /// What the other sessions of a campaign need to know; nil outside campaigns.
  @safe @exclusivity(unchecked) var handover: Handover?
  /// The sum of what was read ahead; that it is kept keeps the reads.
  @safe @exclusivity(unchecked) var touched: UInt64 = 0
  /// Requests handled since they were last taken, when somebody wants to see them.
  @safe @exclusivity(unchecked) var handled: [Request]?
  /// What is written down for whoever follows orders; nil if nobody does.
  @safe @exclusivity(unchecked) var journal: OrderJournal?
  /// All events of the ledger, when they are kept: for a comparison step by step.
  @safe @exclusivity(unchecked) var eventLog: [LedgerEvent]?

  /// Whether the session has ended: what tasks still say as they are let go is not heard.
  @safe @exclusivity(unchecked) private(set) var hasEnded = false
  /// Why the session cannot go on; nil as long as it can.
  @safe @exclusivity(unchecked) var failure: SessionError?

  let orderQueue: Mailbox
  let paymentQueue: Mailbox
  let releaseQueue: Mailbox
  let flagQueue: Mailbox
  let deliveries: Mailbox
  let chargeRetries: Mailbox
  let roomQueue: Mailbox
  let returnsQueue: Mailbox
  let stockQueue: Mailbox
  /// The rows of the stock count that was asked for last, and the units found so far.
  @safe @exclusivity(unchecked) var rowsToCount: [Int] = []
  @safe @exclusivity(unchecked) var countedUnits: [Int] = []

  init(
    scenario: Scenario, seed: UInt64, replication: UInt32, logicTypes: [any SaleLogic.Type]
  ) {
    self.scenario = scenario
    executor = VirtualExecutor(keepsHome: logicTypes.allSatisfy(SaleLogics.staysHome))
    draws = Draws(seed: seed, replication: replication)
    skus = SKU.all(of: scenario)
    firstSKU = SKU.first(of: scenario)
    let path = scenario.orders
    workTime = DrawnTime(path.workers.service)
    hasOwnWork = !workTime.isNothing || path.workers.queueing.isShared
    chargeTime = DrawnTime(path.payment.latency)
    let (forOrders, forPayments) = (path.workers.queueing, path.payment.queueing)
    workers = ServerPool(
      servers: path.workers.count, bound: path.workers.queue, forOrders.discipline)
    channels = ServerPool(
      servers: path.payment.capacity, bound: path.payment.queue, forPayments.discipline)
    sharedWorkers =
      forOrders.isShared
      ? SharedServers(executor, name: "order workers", servers: path.workers.count) : nil
    sharedChannels =
      forPayments.isShared
      ? SharedServers(executor, name: "payment channels", servers: path.payment.capacity) : nil
    releaseLag = DrawnTime(path.releaseLag)
    world = SaleWorld(
      executor: executor, path: path, draws: draws, offers: Checkout.offers(of: scenario),
      stock: skus.map { _ in 0 }, end: Instant(nanoseconds: scenario.length))
    logics = logicTypes.map { [world] in $0.init(world: world) }
    referee = Referee(
      CheckSetting(
        skuNames: skus.map(\.name), limits: scenario.products.map(\.limit),
        undersellWithin: path.undersellWithin, keyLife: path.database.keyLife),
      promises: skus.map { logicTypes[$0.product].promises })
    gateway = path.gateway.rate.map { TokenBucket(rate: $0, burst: path.gateway.burst) }
    accountLimits = path.gateway.perAccount.map { AccountLimits($0) }
    breaker = path.gateway.breaker.map { CircuitBreaker($0) }
    room = path.gateway.waitingRoom.map { [draws] in
      WaitingLine($0, products: scenario.products.count, draws: draws)
    }
    chargeSpeed = SpeedProfile(path.faults, of: .payment)
    providerOutages = path.faults.filter { $0.tier == .payment && $0.name == .down }
    front = FrontFaults(path.faults, draws: draws)
    if let sharedChannels { chargeSpeed.lead(sharedChannels, on: executor) }
    holds = scenario.products.map(\.hold)
    isReturnable = scenario.products.map { $0.returns != nil }
    flags = Array(repeating: SoldOutFlag(), count: skus.count)
    // Workers of a kind are alike, so it does not matter which of them is woken.
    orderQueue = Mailbox(executor, name: "order queue", to: .latest)
    paymentQueue = Mailbox(executor, name: "charges", to: .latest)
    releaseQueue = Mailbox(executor, name: "releases", to: .latest)
    flagQueue = Mailbox(executor, name: "sold-out flag")
    deliveries = Mailbox(executor, name: "deliveries")
    chargeRetries = Mailbox(executor, name: "failed charges")
    roomQueue = Mailbox(executor, name: "waiting room")
    returnsQueue = Mailbox(executor, name: "returns")
    stockQueue = Mailbox(executor, name: "stock counts")
    open()
  }

  /// Puts everything into stock and has those who work begin.
  private func open() {
    books.open(scenario.orders, products: scenario.products.count, rows: skus.count)
    handover = scenario.campaign.map { Handover(scenario, every: $0.every, rows: skus.count) }
    books.stockSeries = skus.map { _ in StockSeries(period: scenario.picturePeriod) }
    openOffers()
    for sku in skus.indices { deliver(skus[sku].stock, to: sku, at: 0) }
    world.releases = { [weak self] order in self?.releasedByLogic(order) }
    startWorkers()
    startScaling()
    startWorkerFaults()
    openReturns()
  }

  private static func offers(of scenario: Scenario) -> [Offer] {
    scenario.products.map { product in
      Offer(
        opens: .distantFuture, closes: .distantFuture, price: product.price, limit: product.limit)
    }
  }

  /// Opens each product at its link-ups, as they are planned.
  private func openOffers() {
    var linkUps = [[Int64]](repeating: [], count: scenario.products.count)
    for step in scenario.rooms.flatMap(\.rundown) where step.kind == .linkUp {
      if let product = step.product { linkUps[product].append(step.at) }
    }
    for product in linkUps.indices { move(product, linkUps: linkUps[product]) }
  }

  // MARK: Driving

  /// What became of the checks that judge by them.
  var checks: [CheckResult] { referee.results }
  /// The checks that were broken so far.
  var brokenChecks: [CheckResult] {
    referee.hasBreaches ? checks.filter { $0.violations > 0 } : []
  }

  /// The tiers, in the order in which an order passes them.
  var tiers: [TierCounter] {
    var workers = books.workers
    // A worker that is shared is nobody's while its order waits.
    if sharedWorkers == nil { workers.stalled = world.database.stalled }
    return [books.gateway] + [books.room].compactMap(\.self) + [workers, world.database.tier]
      + world.tiers + [books.payment]
  }

  /// When something happens here next.
  var nextEvent: Int64 {
    min(inbox.firstArrival, executor.nextTimer?.nanoseconds ?? .max)
  }

  /// Whether nothing will happen here any more by itself.
  ///
  /// Orders may still be open, if a sale logic has forgotten their holds or never answers.
  var isIdle: Bool { nextEvent == .max }

  /// Whether an order waits for its answer, or a charge or the end of a hold is under way.
  var isWorking: Bool { orders.inHand > 0 || payments.count > 0 }

  /// Whether nothing is under way, but what holds that were forgotten or a sale logic's own tasks may do.
  var isAtRest: Bool { !isWorking && returns.isAtRest && inbox.firstArrival == .max }

  /// Tasks that will go on by themselves.
  var sleepingTasks: [String] {
    executor.parked.first { $0.primitive == "sleep" }?.tasks ?? []
  }

  /// What every task waits for, for a session that does not get on.
  var waitingTasks: [String] {
    let outside = executor.tasksParkedElsewhere.map { "\($0) waits outside" }
    let inside = executor.parked.map { "\($0.tasks.count) at \($0.primitive)" }
    return outside + inside
  }

  func accept(_ request: Request) { inbox.insert(request) }

  /// Handles everything before `end`, in order.
  func advance(to end: Int64) { executor.keeping { handle(before: end) } }

  private func handle(before end: Int64) {
    inbox.open(before: end)
    inbox.upcoming(16) { touch($0) }
    var taken = 0
    while let request = inbox.takeFirst() {
      if taken & 7 == 7 { inbox.upcoming(from: 8, 8) { touch($0) } }
      taken &+= 1
      executor.advance(to: Instant(nanoseconds: request.arrival))
      handled?.append(request)
      receive(request)
      executor.drain()
    }
    executor.advance(to: Instant(nanoseconds: end))
  }

  func takeAnswers(_ take: (Answer) -> Void) {
    for answer in answers { take(answer) }
    answers.removeAll(keepingCapacity: true)
  }

  /// Ends the session: judges what is left and lets the workers go.
  ///
  /// - Throws: `SessionError`, if a sale logic does not say what it has left.
  func finish(at end: Int64) throws(SessionError) {
    books.unreturned = orders.inHand + payments.count
    referee.finish(
      at: max(end, returns.lastAct), available: try countStock(skus.indices),
      unanswered: orders.unanswered.map { saleOrder(orders[$0], slot: $0) })
    closeRoom()
    books.buyers = referee.accounts
    books.breakerOpenings = breaker?.openings ?? 0
    hasEnded = true
    executor.shutdown()
  }

  // MARK: Reading ahead

  /// Reads what a request will ask of the large tables, a few requests ahead of its turn.
  ///
  /// An account's places are in no cache. A worker would wait for one after the other; asked for
  /// side by side, and early, they have come when they are needed.
  private func touch(_ request: Request) {
    guard request.kind == .order else { return }
    touched &+= orders.touch(request.id)
    touched &+= world.database.touch(request.key, request.account, Int(request.product))
    touched &+= referee.touch(request.key, request.account, Int(request.product))
  }

  /// The same for the records of an order whose hold is about to end.
  func touch(_ slot: Int) {
    touched &+= orders.touch(slot) &+ world.database.touch(slot) &+ referee.touch(slot)
  }

  // MARK: Common to all parts

  var now: Int64 { executor.now.nanoseconds }

  func saleOrder(_ request: Request, slot: Int) -> SaleOrder {
    SaleOrder(
      id: request.id, account: request.account, key: request.key, product: Int(request.product),
      sku: Int(request.sku), quantity: 1, shownPrice: request.shownPrice,
      node: world.node(for: request.account), arrival: request.arrival, slot: slot)
  }

  /// Closes an order: the timer of its hold has nothing left to end.
  func close(_ slot: Int) {
    releaseQueue.cancel(orders.close(slot))
    vacate(slot)
  }

  /// A worker is done with the end of an order.
  func letGo(_ slot: Int) {
    orders.letGo(slot)
    vacate(slot)
  }

  private func vacate(_ slot: Int) {
    if orders.vacate(slot) { world.database.ends(slot: slot) }
  }

  func answer(
    _ request: Request, _ outcome: Outcome, order: OrderID = .none, amount: Int64 = 0
  ) {
    guard !hasEnded else { return }
    books.count(outcome)
    books.lastAct = now
    if room != nil, request.kind == .order, outcome.isFinal { leaveRoom(request.account) }
    let arrival = now + request.downlink
    guard !front.losesAnswer(to: request, at: now) else {
      books.lostAnswers += 1
      tell(.replied(outcome, arrives: arrival, isLost: true), of: request)
      return
    }
    tell(.replied(outcome, arrives: arrival, isLost: false), of: request)
    answers.append(
      Answer(
        arrival: arrival, intention: request.intention, account: request.account, order: order,
        amount: amount, slot: request.slot, ordinal: request.ordinal, lane: request.lane,
        room: request.room, click: UInt16(truncatingIfNeeded: request.key), shift: request.shift,
        product: request.product, stream: request.stream, cohort: request.cohort,
        source: request.source, kind: request.kind, outcome: outcome,
        inTime: arrival <= request.timeout))
  }

  func book(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    guard !hasEnded else { return }
    books.lastAct = now
    show(kind, order)
  }

  /// When the offer begins that an order is for: one that came to an earlier offer may be dealt with late.
  private func opening(for order: SaleOrder) -> Int64 {
    let opens = world.offer(order.product).opens
    let arrival = Instant(nanoseconds: order.arrival)
    guard arrival < opens else { return opens.nanoseconds }
    return world.opening(of: order.product, at: arrival).nanoseconds
  }

  /// Shows the referee what has happened to an order.
  func show(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    let event = LedgerEvent(
      at: now, kind: kind, order: order, opens: opening(for: order),
      clockSkew: world.skew(ofNode: order.node))
    eventLog?.append(event)
    referee.see(event) { [world] in
      world.database.recent.onStock(order.sku, limit: 8).map(\.sentence)
    }
    noteStock(of: order.sku)
    if let second = order.also { noteStock(of: second.sku) }
    if journal != nil { journal?.add(event, free: referee.ledger.accounts[order.sku].free) }
  }
}
