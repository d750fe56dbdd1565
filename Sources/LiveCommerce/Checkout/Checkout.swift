// The order back end of a session: gateway, order workers, stock database, payment. Requests arrive at
// the gateway as plain events; from the queue on, long-lived worker tasks run the sale logic on the
// virtual executor, and every step is shown to the ledger and its checks.
//
// Invariant: confined to the thread that drives the executor; `advance(to:)` handles everything
// strictly before its instant, messages before timers of the same instant, so the outcome does not
// depend on how time is cut into windows.
import DiscreteEvents
import Stochastics

/// The order back end.
final class Checkout: @unchecked Sendable {
  // Sendable: confined to the executor's thread, see above.
  let scenario: Scenario
  let executor = VirtualExecutor()
  let world: SaleWorld
  let draws: Draws
  private let skus: [SKU]
  private let firstSKU: [Int]
  private let logics: [any SaleLogic]
  private var gateway: TokenBucket?
  private var inbox = RequestInbox()
  private var orders = OrderBook()
  private var flags: [SoldOutFlag]
  private var payments = PaymentSlots()
  /// Answers on their way to viewers since they were last collected.
  private var answers: [Answer] = []
  private(set) var ledger: Ledger
  private(set) var checks: CheckSuite
  private(set) var books = CheckoutBooks()
  /// All events of the ledger, when they are kept: for a comparison step by step.
  var eventLog: [LedgerEvent]?

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
    let database = SaleDatabase(
      executor: executor, setting: path.database, draws: draws, skus: skus.count)
    world = SaleWorld(
      executor: executor, database: database, offers: Checkout.offers(of: scenario),
      clockSkews: path.workers.clockSkews)
    logics = logicTypes.map { [world] in $0.init(world: world) }
    ledger = Ledger(skus: skus.count)
    checks = CheckSuite(
      CheckSetting(
        skuNames: skus.map(\.name), limits: scenario.products.map(\.limit),
        undersellWithin: path.undersellWithin),
      promises: skus.map { logicTypes[$0.product].promises })
    gateway = path.gateway.rate.map { TokenBucket(rate: $0, burst: path.gateway.burst) }
    flags = Array(repeating: SoldOutFlag(), count: skus.count)
    orderQueue = Mailbox(executor, name: "order queue", capacity: path.workers.queue)
    paymentQueue = Mailbox(executor, name: "payment queue")
    releaseQueue = Mailbox(executor, name: "releases")
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
    for index in 0..<scenario.orders.payment.capacity {
      executor.spawn(name: "payment \(index + 1)") { [self] in
        while let slot = await paymentQueue.receive() { await charge(slot) }
      }
    }
    for index in 0..<scenario.orders.workers.releasers {
      executor.spawn(name: "releaser \(index + 1)") { [self] in
        while let token = await releaseQueue.receive() { await release(token) }
      }
    }
    executor.spawn(name: "sold-out flag") { [self] in
      while let token = await flagQueue.receive() { changeFlag(token) }
    }
    executor.spawn(name: "deliveries") { [self] in
      while let token = await deliveries.receive() { deliverBatch(token) }
    }
  }

  // MARK: Driving

  /// When something happens here next.
  var nextEvent: Int64 {
    min(inbox.firstArrival ?? .max, executor.nextTimer?.nanoseconds ?? .max)
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
    while let request = inbox.takeFirst(before: end) {
      executor.advance(to: Instant(nanoseconds: request.arrival))
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
  func finish(at end: Int64) {
    let available = skus.indices.map { logics[skus[$0].product].available($0) }
    checks.finish(at: end, ledger, available: available)
    executor.shutdown()
  }

  private var now: Int64 { executor.now.nanoseconds }

  // MARK: Gateway

  private func receive(_ request: Request) {
    if request.kind == .payment {
      books.payment.arrives(at: now)
      paymentQueue.send(payments.open(request))
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
    let slot = orders.open { slot in
      OrderRecord(
        order: saleOrder(request, slot: slot), request: request, state: .asking, due: 0)
    }
    world.database.begins(slot: slot)
    guard orderQueue.send(slot) else {
      books.workers.turnsAway(at: now)
      answer(request, .busy)
      orders.close(slot)
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

  private func serve(_ slot: Int) async {
    guard let record = orders[slot] else { return }
    let arrived = record.request.arrival
    books.workers.begins(at: now)
    defer { books.workers.ends(at: now, arrived: arrived) }
    if let deadline = scenario.orders.workers.deadline, now - arrived > deadline {
      books.workers.refuses(.deadline)
      answer(record.request, .busy)
      orders.close(slot)
      return
    }
    let reservation = await logics[record.order.product].reserve(record.order)
    conclude(record, reservation)
  }

  private func conclude(_ record: OrderRecord, _ reservation: Reservation) {
    let slot = record.order.slot
    switch reservation {
    case .held(let id, let price) where id == record.order.id:
      hold(record, price: price)
      return
    case .held(let id, _):
      let isOpen = orders.held(id) != nil
      books.repeatedAnswers += 1
      answer(record.request, isOpen ? .created : .closed, order: id)
    case .soldOut:
      raiseFlag(record.order.sku)
      refuseSoldOut(record.order)
      answer(record.request, .soldOut)
    case .tooEarly: answer(record.request, .tooEarly)
    case .closed: answer(record.request, .closed)
    case .limitReached: answer(record.request, .limitReached)
    case .inProgress: answer(record.request, .inProgress)
    }
    orders.close(slot)
  }

  private func hold(_ record: OrderRecord, price: Int64) {
    let due = now + scenario.products[record.order.product].hold
    orders.hold(record.order.slot, until: due)
    book(.held(price: price, until: due), record.order)
    let isEarly = now < world.offer(record.order.product).opens.nanoseconds
    books.created(record, at: now, isEarly: isEarly)
    answer(record.request, .created, order: record.order.id)
    let lag = draws.entity(Purpose.releaseDomain, record.order.id.rawValue)
      .uniform(Purpose.releaseLag)
    let wait = Delay.nanoseconds(scenario.orders.releaseLag.value(at: lag))
    releaseQueue.send(
      Int(truncatingIfNeeded: record.order.id.rawValue), at: Instant(nanoseconds: due + wait))
  }

  // MARK: End of a hold

  private func release(_ token: Int) async {
    let id = OrderID(rawValue: UInt64(truncatingIfNeeded: token))
    guard let record = orders.held(id) else { return }
    orders.take(record.order.slot)
    defer { orders.letGo(record.order.slot) }
    let released = await logics[record.order.product].expire(record.order)
    guard released else { return }
    book(.released, record.order)
    books.released += 1
    if orders.held(id) != nil { orders.close(record.order.slot) }
    lookAgain(record.order.sku)
  }

  // MARK: Payment

  private func charge(_ slot: Int) async {
    let request = payments[slot]
    let arrived = request.arrival
    books.payment.begins(at: now)
    let own = draws.entity(Purpose.paymentDomain, request.id.rawValue)
    let setting = scenario.orders.payment
    await executor.sleep(
      for: Delay.nanoseconds(setting.latency.value(at: own.uniform(Purpose.charge))))
    books.payment.ends(at: now, arrived: arrived)
    payments.close(slot)
    if setting.decline > 0 && own.uniform(Purpose.decline) < setting.decline {
      books.payment.refuses(.declined)
      answer(request, .declined)
      return
    }
    await settle(request)
  }

  private func settle(_ request: Request) async {
    guard let record = orders.held(request.order) else {
      // The order is closed: nothing is left to pay for.
      books.refunded += 1
      answer(request, .refunded)
      return
    }
    orders.take(record.order.slot)
    defer { orders.letGo(record.order.slot) }
    let settlement = await logics[record.order.product].pay(record.order)
    guard settlement == .paid else {
      books.refunded += 1
      answer(request, .refunded)
      return
    }
    let amount = record.order.shownPrice * Int64(record.order.quantity)
    book(.paid(amount: amount), record.order)
    books.paid(record, amount: amount, at: now)
    if orders.held(request.order) != nil { orders.close(record.order.slot) }
    answer(request, .paid, amount: amount)
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

  private func changeFlag(_ token: Int) {
    let sku = token >> 1
    let available = logics[skus[sku].product].available(sku)
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
    skus(of: product).allSatisfy { logics[product].available($0) <= 0 }
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
    world.database.stockUp(sku, by: units)
    ledger.stock(sku, units: units, at: instant)
    lookAgain(sku)
  }

  private func book(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    let offer = world.offer(order.product)
    let event = LedgerEvent(
      at: now, kind: kind, order: order, opens: offer.opens.nanoseconds,
      clockSkew: world.skew(ofNode: order.node))
    books.lastAct = now
    ledger.prepare(for: event)
    ledger.book(event)
    eventLog?.append(event)
    checks.observe(event, ledger) { [world] in
      world.database.recent.onStock(order.sku, limit: 8).map(\.sentence)
    }
  }
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
