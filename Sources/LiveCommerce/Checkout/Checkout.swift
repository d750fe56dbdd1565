// The order back end of a session: gateway, order workers, stock database, payment. Requests arrive at
// the gateway as plain events; from the queue on, long-lived worker tasks run the sale logic on the
// virtual executor, and every step is shown to the ledger and its checks.
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
  let executor = VirtualExecutor()
  let world: SaleWorld
  let draws: Draws
  private let skus: [SKU]
  private let firstSKU: [Int]
  private let logics: [any SaleLogic]
  private let chargeTime: DrawnTime
  private let releaseLag: DrawnTime
  @safe @exclusivity(unchecked) private var gateway: TokenBucket?
  @safe @exclusivity(unchecked) private var inbox = RequestInbox()
  @safe @exclusivity(unchecked) private var orders = OrderBook()
  @safe @exclusivity(unchecked) private var flags: [SoldOutFlag]
  @safe @exclusivity(unchecked) private var payments = PaymentSlots()
  /// Tasks that settle payments.
  @safe @exclusivity(unchecked) private var settlers = 0
  /// Answers on their way to viewers since they were last collected.
  @safe @exclusivity(unchecked) private var answers: [Answer] = []
  @safe @exclusivity(unchecked) private var referee: Referee
  @safe @exclusivity(unchecked) private(set) var books = CheckoutBooks()
  /// The sum of what was read ahead; that it is kept keeps the reads.
  @safe @exclusivity(unchecked) private var touched: UInt64 = 0
  /// All events of the ledger, when they are kept: for a comparison step by step.
  @safe @exclusivity(unchecked) var eventLog: [LedgerEvent]?

  private let orderQueue: Mailbox
  private let paymentQueue: Mailbox
  private let releaseQueue: Mailbox
  private let flagQueue: Mailbox
  private let deliveries: Mailbox

  init(
    scenario: Scenario, seed: UInt64, replication: UInt32, logicTypes: [any SaleLogic.Type]
  ) {
    self.scenario = scenario
    draws = Draws(seed: seed, replication: replication)
    skus = SKU.all(of: scenario)
    firstSKU = scenario.products.indices.map { product in
      scenario.products[..<product].reduce(0) { $0 + $1.variants.count }
    }
    let path = scenario.orders
    chargeTime = DrawnTime(path.payment.latency)
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
    flags = Array(repeating: SoldOutFlag(), count: skus.count)
    // Workers of a kind are alike, so it does not matter which of them is woken.
    orderQueue = Mailbox(
      executor, name: "order queue", capacity: path.workers.queue, to: .latest)
    paymentQueue = Mailbox(executor, name: "charges", to: .latest)
    releaseQueue = Mailbox(executor, name: "releases", to: .latest)
    flagQueue = Mailbox(executor, name: "sold-out flag")
    deliveries = Mailbox(executor, name: "deliveries")
    books.open(path, products: scenario.products.count)
    for sku in skus.indices { deliver(skus[sku].stock, to: sku, at: 0) }
    startWorkers()
  }

  private static func offers(of scenario: Scenario) -> [Offer] {
    scenario.products.indices.map { index in
      let product = scenario.products[index]
      let opens = scenario.rooms.flatMap(\.rundown)
        .first { $0.kind == .linkUp && $0.product == index }?.at
      let start = opens.map { Instant(nanoseconds: $0) } ?? .distantFuture
      return Offer(
        opens: start,
        closes: product.open.map { start.advanced(byNanoseconds: $0) } ?? .distantFuture,
        price: product.price, limit: product.limit)
    }
  }

  private func startWorkers() {
    for index in 0..<scenario.orders.workers.count {
      executor.spawn(name: "order worker \(index + 1)") { [self] in
        while let slot = await orderQueue.receive() { await serve(slot) }
      }
    }
    addSettler()
    for index in 0..<scenario.orders.workers.releasers {
      executor.spawn(name: "releaser \(index + 1)") { [self] in
        while let token = await releaseQueue.receive() { await release(token) }
      }
    }
    executor.spawn(name: "sold-out flag") { [self] in
      while let token = await flagQueue.receive() { await changeFlag(token) }
    }
    executor.spawn(name: "deliveries") { [self] in
      while let token = await deliveries.receive() { deliverBatch(token) }
    }
  }

  /// Adds a task that settles payments.
  ///
  /// A charge under way is a timer, and only when it ends a task takes it on. One task is always to
  /// spare, so there are few more of them than have been settling at the same time.
  private func addSettler() {
    guard settlers < scenario.orders.payment.capacity else { return }
    settlers += 1
    executor.spawn(name: "settlement \(settlers)") { [self] in
      while let slot = await paymentQueue.receive() { await end(charge: slot) }
    }
  }

  // MARK: Driving

  /// The referee's own books.
  var ledger: Ledger { referee.ledger }
  /// What became of the checks that judge by them.
  var checks: [CheckResult] { referee.results }

  /// When something happens here next.
  var nextEvent: Int64 {
    min(inbox.firstArrival, executor.nextTimer?.nanoseconds ?? .max)
  }

  /// Whether nothing will happen here any more by itself.
  ///
  /// Orders may still be open, if a sale logic has forgotten their holds or never answers.
  var isIdle: Bool { nextEvent == .max }

  /// What every task waits for, for a session that does not get on.
  var waitingTasks: [String] {
    let outside = executor.tasksParkedElsewhere.map { "\($0) waits outside" }
    let inside = executor.parked.map { "\($0.tasks.count) at \($0.primitive)" }
    return outside + inside
  }

  func accept(_ request: Request) { inbox.insert(request) }

  /// Handles everything before `end`, in order.
  func advance(to end: Int64) {
    inbox.open(before: end)
    inbox.upcoming(16) { touch($0) }
    var taken = 0
    while let request = inbox.takeFirst() {
      if taken & 7 == 7 { inbox.upcoming(from: 8, 8) { touch($0) } }
      taken &+= 1
      executor.advance(to: Instant(nanoseconds: request.arrival))
      receive(request)
      executor.drain()
    }
    executor.advance(to: Instant(nanoseconds: end))
  }

  /// Reads what a request will ask of the large tables, a few requests ahead of its turn.
  ///
  /// An account's places are in no cache. A worker would wait for one after the other; asked for
  /// side by side, and early, they have come when they are needed.
  private func touch(_ request: Request) {
    guard request.kind == .order else { return }
    touched &+= world.database.touch(request.key, request.account, Int(request.product))
    touched &+= referee.touch(request.key, request.account, Int(request.product))
  }

  /// The same for the records of an order whose hold is about to end.
  private func touch(_ slot: Int) {
    touched &+= orders.touch(slot) &+ world.database.touch(slot) &+ referee.touch(slot)
  }

  func takeAnswers(_ take: (Answer) -> Void) {
    for answer in answers { take(answer) }
    answers.removeAll(keepingCapacity: true)
  }

  /// Ends the session: judges what is left and lets the workers go.
  func finish(at end: Int64) {
    let available = countStock(skus.indices)
    referee.finish(at: end, available: available)
    executor.shutdown()
  }

  /// What the sale logics say is left of some stock rows; they are to answer without taking time.
  private func countStock(_ rows: Range<Int>) -> [Int] {
    let count = StockCount()
    executor.spawn(name: "stock count") { [self] in
      for sku in rows { count.units.append(await logics[skus[sku].product].available(sku)) }
    }
    executor.drain()
    return count.units
  }

  private var now: Int64 { executor.now.nanoseconds }

  // MARK: Gateway

  private func receive(_ request: Request) {
    if request.kind == .payment {
      books.payment.arrives(at: now)
      pay(payments.open(request))
      return
    }
    books.gateway.requests += 1
    books.gateway.requestsBySecond.add(at: now)
    let sku = Int(request.sku)
    if flags[sku].isSet {
      books.gateway.refuses(.flaggedSoldOut)
      refuseSoldOut(saleOrder(request, slot: -1))
      answer(request, .soldOut)
    } else if !(gateway?.take(at: now) ?? true) {
      books.gateway.refuses(.rateLimited)
      answer(request, .busy)
    } else {
      books.gateway.served += 1
      enqueue(request)
    }
  }

  private func enqueue(_ request: Request) {
    let slot = orders.open(request)
    world.database.begins(request.id, slot: slot)
    guard orderQueue.send(slot) else {
      books.workers.turnsAway(at: now)
      answer(request, .busy)
      close(slot)
      return
    }
    // Whoever has been handed the order begins in a job of its own, after this.
    books.workers.arrives(at: now)
  }

  private func saleOrder(_ request: Request, slot: Int) -> SaleOrder {
    SaleOrder(
      id: request.id, account: request.account, key: request.key, product: Int(request.product),
      sku: Int(request.sku), quantity: 1, shownPrice: request.shownPrice,
      node: world.node(for: request.account), arrival: request.arrival, slot: slot)
  }

  /// Closes an order: the timer of its hold has nothing left to end.
  private func close(_ slot: Int) {
    releaseQueue.cancel(orders.close(slot))
    vacate(slot)
  }

  /// A worker is done with the end of an order.
  private func letGo(_ slot: Int) {
    orders.letGo(slot)
    vacate(slot)
  }

  private func vacate(_ slot: Int) {
    if orders.vacate(slot) { world.database.ends(slot: slot) }
  }

  private func answer(
    _ request: Request, _ outcome: Outcome, order: OrderID = .none, amount: Int64 = 0
  ) {
    let arrival = now + request.downlink
    answers.append(
      Answer(
        arrival: arrival, account: request.account, order: order, amount: amount,
        slot: request.slot, ordinal: request.ordinal, lane: request.lane, product: request.product,
        stream: request.stream, cohort: request.cohort, source: request.source, kind: request.kind,
        outcome: outcome, inTime: arrival <= request.timeout))
    books.count(outcome)
    books.lastAct = now
  }

  // MARK: Order workers

  @inline(__always)
  private func serve(_ slot: Int) async {
    let request = orders[slot]
    books.workers.begins(at: now)
    if let deadline = scenario.orders.workers.deadline, now - request.arrival > deadline {
      books.workers.refuses(.deadline)
      answer(request, .busy)
      close(slot)
    } else {
      let order = saleOrder(request, slot: slot)
      let reservation = (try? await logics[order.product].reserve(order)) ?? .inProgress
      conclude(order, request, reservation)
    }
    books.workers.ends(at: now, arrived: request.arrival)
  }

  private func conclude(_ order: SaleOrder, _ request: Request, _ reservation: Reservation) {
    switch reservation {
    case .held(let id, let price) where id == order.id:
      hold(order, request, price: price)
      return
    case .held(let id, _):
      books.repeatedAnswers += 1
      answer(request, orders.held(id) == nil ? .closed : .created, order: id)
    case .soldOut:
      raiseFlag(order.sku)
      refuseSoldOut(order)
      answer(request, .soldOut)
    case .tooEarly: answer(request, .tooEarly)
    case .closed: answer(request, .closed)
    case .limitReached: answer(request, .limitReached)
    case .inProgress: answer(request, .inProgress)
    }
    close(order.slot)
  }

  private func hold(_ order: SaleOrder, _ request: Request, price: Int64) {
    let due = now + scenario.products[order.product].hold
    book(.held(price: price, until: due), order)
    let isEarly = now < world.offer(order.product).opens.nanoseconds
    books.created(order, at: now, isEarly: isEarly)
    answer(request, .created, order: order.id)
    let wait = releaseLag.value(
      at: draws.entity(Purpose.releaseDomain, order.id.rawValue).uniform(Purpose.releaseLag))
    let timer = releaseQueue.send(
      orders.token(order.slot), at: Instant(nanoseconds: due + wait))
    orders.hold(order.slot, timer: timer)
  }

  // MARK: End of a hold

  @inline(__always)
  private func release(_ token: Int) async {
    guard let slot = orders.held(token: token) else { return }
    touch(slot)
    let order = saleOrder(orders[slot], slot: slot)
    orders.take(slot)
    if (try? await logics[order.product].expire(order)) ?? false {
      book(.released, order)
      books.released += 1
      if orders.isHeld(slot) { close(slot) }
      lookAgain(order.sku)
    }
    letGo(slot)
  }

  // MARK: Payment

  private func pay(_ slot: Int) {
    guard payments.taken < scenario.orders.payment.capacity else { return payments.append(slot) }
    payments.taken += 1
    let time = begin(charge: slot)
    if time > 0 { schedule(slot, time) } else { paymentQueue.send(slot) }
  }

  /// Begins a charge and returns how long it takes.
  private func begin(charge slot: Int) -> Int64 {
    books.payment.begins(at: now)
    let own = draws.entity(Purpose.paymentDomain, payments[slot].id.rawValue)
    return chargeTime.value(at: own.uniform(Purpose.charge))
  }

  private func schedule(_ slot: Int, _ time: Int64) {
    paymentQueue.send(slot, at: executor.now.advanced(byNanoseconds: time))
  }

  /// Settles a charge, and begins the next one in line on the same channel.
  @inline(__always)
  private func end(charge slot: Int) async {
    if paymentQueue.waiting == 0 { addSettler() }
    var ended = slot
    while true {
      await settle(charge: ended)
      guard let next = payments.takeFirst() else {
        payments.taken -= 1
        return
      }
      let time = begin(charge: next)
      guard time <= 0 else { return schedule(next, time) }
      await executor.yield()
      ended = next
    }
  }

  @inline(__always)
  private func settle(charge slot: Int) async {
    let request = payments[slot]
    books.payment.ends(at: now, arrived: request.arrival)
    payments.close(slot)
    let own = draws.entity(Purpose.paymentDomain, request.id.rawValue)
    let decline = scenario.orders.payment.decline
    if decline > 0 && own.uniform(Purpose.decline) < decline {
      books.payment.refuses(.declined)
      answer(request, .declined)
    } else if let held = orders.held(request.order) {
      await settle(request, held)
    } else {
      // The order is closed: nothing is left to pay for.
      refund(request)
    }
  }

  @inline(__always)
  private func settle(_ request: Request, _ slot: Int) async {
    touch(slot)
    let order = saleOrder(orders[slot], slot: slot)
    orders.take(slot)
    if (try? await logics[order.product].pay(order)) == .paid {
      let amount = order.shownPrice * Int64(order.quantity)
      book(.paid(amount: amount), order)
      books.paid(order, amount: amount, at: now)
      if orders.isHeld(slot) { close(slot) }
      answer(request, .paid, amount: amount)
    } else {
      refund(request)
    }
    letGo(slot)
  }

  private func refund(_ request: Request) {
    books.refunded += 1
    answer(request, .refunded)
  }

  // MARK: Sold-out flag

  private func refuseSoldOut(_ order: SaleOrder) { book(.refusedSoldOut, order) }

  /// After the first "sold out" of a worker, the gateway learns of it a notice later.
  private func raiseFlag(_ sku: Int) {
    guard let notice = scenario.orders.gateway.soldOutNotice else { return }
    guard !flags[sku].isSet, !flags[sku].isRising else { return }
    flags[sku].isRising = true
    flagQueue.send(sku << 1 | 1, at: Instant(nanoseconds: now + notice))
  }

  /// Units have come back: a set flag looks again at the next point of its grid.
  private func lookAgain(_ sku: Int) {
    guard scenario.orders.gateway.soldOutNotice != nil, !flags[sku].isFalling else { return }
    flags[sku].isFalling = true
    let grid = scenario.orders.gateway.soldOutRecheck
    flagQueue.send(sku << 1, at: Instant(nanoseconds: (now / grid + 1) * grid))
  }

  private func changeFlag(_ token: Int) async {
    let sku = token >> 1
    let available = await logics[skus[sku].product].available(sku)
    if token & 1 == 1 {
      flags[sku].isRising = false
      flags[sku].isSet = available <= 0
    } else {
      flags[sku].isFalling = false
      if available > 0 { flags[sku].isSet = false }
    }
  }

  // MARK: Stock and stage

  /// Whether no variant of a product is left.
  func isSoldOut(_ product: Int) -> Bool {
    countStock(skus(of: product)).allSatisfy { $0 <= 0 }
  }

  func skus(of product: Int) -> Range<Int> {
    firstSKU[product]..<firstSKU[product] + scenario.products[product].variants.count
  }

  /// Orders created so far for a product.
  func created(_ product: Int) -> Int { books.createdByProduct[product] }

  /// Whether a product's sale has begun, by true time.
  func hasOpened(_ product: Int) -> Bool { world.offer(product).opens.nanoseconds <= now }

  /// Takes over the openings of a stage whose entries have moved.
  func followOpenings(_ stage: StageLog) {
    for (index, product) in scenario.products.enumerated() {
      guard let opens = stage.opening(of: index), opens > now else { continue }
      let start = Instant(nanoseconds: opens)
      world.move(
        index, opens: start,
        closes: product.open.map { start.advanced(byNanoseconds: $0) } ?? .distantFuture)
    }
  }

  /// Delivers units of a product at `instant`, over its variants by their shares.
  func restock(_ product: Int, units: Int, at instant: Int64) {
    let index = books.deliveries.count
    books.deliveries.append(Delivery(product: product, units: units))
    deliveries.send(index, at: Instant(nanoseconds: instant))
  }

  private func deliverBatch(_ index: Int) {
    let delivery = books.deliveries[index]
    let variants = scenario.products[delivery.product].variants
    var left = delivery.units
    for (offset, variant) in variants.enumerated() {
      let isLast = offset == variants.count - 1
      let units = isLast ? left : min(left, Int(Double(delivery.units) * variant.share))
      left -= units
      deliver(units, to: firstSKU[delivery.product] + offset, at: now)
    }
  }

  private func deliver(_ units: Int, to sku: Int, at instant: Int64) {
    world.deliver(units, to: sku)
    referee.stock(sku, units: units, at: instant)
    lookAgain(sku)
  }

  private func book(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    let offer = world.offer(order.product)
    let event = LedgerEvent(
      at: now, kind: kind, order: order, opens: offer.opens.nanoseconds,
      clockSkew: world.skew(ofNode: order.node))
    books.lastAct = now
    eventLog?.append(event)
    referee.see(event) { [world] in
      world.database.recent.onStock(order.sku, limit: 8).map(\.sentence)
    }
  }
}

/// What a task that counts stock has found.
// Sendable: written on the executor's thread, and read there after it has been drained.
private final class StockCount: @unchecked Sendable {
  var units: [Int] = []
}

/// The gateway's knowledge of one stock row.
private struct SoldOutFlag: Sendable {
  var isSet = false
  var isRising = false
  var isFalling = false
}

/// One variant of one product.
struct SKU: Sendable, Equatable {
  var name: String
  var product: Int
  var stock: Int

  /// All stock rows of a scenario, product by product.
  static func all(of scenario: Scenario) -> [SKU] {
    scenario.products.enumerated().flatMap { index, product in
      product.variants.map { variant in
        let name =
          product.variants.count == 1 ? product.name : "\(product.name) (\(variant.name))"
        return SKU(name: name, product: index, stock: variant.stock)
      }
    }
  }
}
