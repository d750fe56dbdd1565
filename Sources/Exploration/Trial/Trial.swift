// One storm against one sale logic under one schedule, from the first order to the last end of a hold.
// The trial is what a platform is to a sale logic: it passes on orders, payments and ends of holds,
// builds a node anew that has crashed, and sends again what a crash has swallowed. Beside it stands
// the referee, who judges by what was promised, sold, released and refunded.
//
// Invariant: confined to one thread; a trial is a function of (storm, logic, schedule, misfortune).
import DiscreteEvents
public import LiveCommerce
import Stochastics

/// Makes a sale logic over a world, once for each start of a node.
public typealias SaleFactory = @Sendable (SaleWorld) async throws -> any FlashSale

/// Runs trials one after the other.
final class Trial: @unchecked Sendable {
  // Sendable: confined to the thread that runs the trial.

  /// A node: its logic, and the group of the strands of its present incarnation.
  private struct Node {
    var sale: (any FlashSale)?
    var group: Int32
    var starts = 0
  }
  /// What the platform knows of an order.
  private struct Case {
    var order: StormOrder
    var attempts = 0
    /// Attempts that a node has in hand.
    var asking = 0
    var isAnswered = false
    var isClosed = false
    /// Calls to end the hold, and notices of the payment, that a node has in hand.
    var ending = 0
    var paying = 0
    /// Whether a crash has swallowed the answer to the end of the hold, which may have taken effect.
    var hasLostEnd = false
    /// Whether the end of the hold that a crash has swallowed is yet to be sent again.
    var owesEnd = false
    /// Whether a crash has swallowed the answer to a payment, which will be asked for again.
    var hasLostPayment = false
    /// Strands that have been started for payments and for ends of the hold.
    var payments = 0
    var ends = 0
    /// Whether the payment has been kept or given back.
    var isSettled = false
    /// The order as its first attempt put it, and as it holds units.
    let sale: SaleOrder
    /// When its first attempt reached a node, in nanoseconds; −1 before.
    var arrival: Int64 = -1
    var held: SaleOrder?
  }

  let laboratory: Laboratory
  private let make: SaleFactory
  private let promises: Set<SaleCheckName>
  @safe @exclusivity(unchecked) private var storm = Storm(products: [], orders: [])
  @safe @exclusivity(unchecked) private var path = OrderPath.laboratory(clockSkews: [0])
  @safe @exclusivity(unchecked) private var world: SaleWorld?
  @safe @exclusivity(unchecked) private var nodes: [Node] = []
  @safe @exclusivity(unchecked) private var cases: [Case] = []
  @safe @exclusivity(unchecked) private var referee: Referee
  @safe @exclusivity(unchecked) private var findings: [Finding] = []
  @safe @exclusivity(unchecked) private var available: [Int] = []
  /// Whether orders come.
  @safe @exclusivity(unchecked) private var hasBegun = false
  /// Whether the stock is to be counted while holds run.
  @safe @exclusivity(unchecked) private var isRestExpected = false

  /// Makes trials of the logics that a factory makes; nil where the runtime cannot be explored.
  init?(promises: Set<SaleCheckName>, make: @escaping SaleFactory) {
    guard let interleaver = Interleaver(schedule: RunOn()) else { return nil }
    laboratory = Laboratory(interleaver)
    self.promises = promises
    self.make = make
    referee = Referee(CheckSetting(skuNames: [], limits: [], undersellWithin: 0), promises: [])
    laboratory.onCrash = { [unowned self] in crashed($0) }
  }

  private var executor: VirtualExecutor { laboratory.executor }
  private var now: Int64 { executor.now.nanoseconds }

  /// Runs a storm under a schedule; more than `steps` jobs and turns are called a livelock.
  func run(
    _ storm: Storm, _ schedule: any StrandSchedule, _ misfortune: (any Misfortune)?,
    steps: Int = 100_000
  ) -> TrialResult {
    begin(storm, schedule, misfortune)
    for node in nodes.indices { start(node) }
    let left = executor.explore(atMost: steps)
    let seesStock = laboratory.hasSeenStock
    judge(hasEnded: left > 0)
    laboratory.end()
    for index in nodes.indices { nodes[index].sale = nil }
    world = nil
    return TrialResult(
      findings: findings, fingerprint: laboratory.fingerprint,
      steps: steps - left, calls: laboratory.calls, seesStock: seesStock)
  }

  private func begin(
    _ storm: Storm, _ schedule: any StrandSchedule, _ misfortune: (any Misfortune)?
  ) {
    self.storm = storm
    path.workers.clockSkews = storm.allClockSkews
    laboratory.interleaver.schedule = schedule
    laboratory.misfortune = misfortune
    laboratory.begin()
    findings.removeAll(keepingCapacity: true)
    available.removeAll(keepingCapacity: true)
    hasBegun = false
    isRestExpected = false
    world = SaleWorld(
      executor: executor, path: path, draws: Trial.draws,
      offers: storm.products.map(Trial.offer), stock: storm.products.map(\.stock),
      laboratory: laboratory)
    referee = Referee(
      CheckSetting(
        skuNames: storm.products.indices.map { "product \($0 + 1)" },
        limits: storm.products.map(\.limit), undersellWithin: storm.undersellWithin),
      promises: storm.products.map { _ in promises })
    for (sku, product) in storm.products.enumerated() {
      referee.stock(sku, units: product.stock, at: 0)
    }
    nodes = (0..<storm.nodes).map { _ in Node(sale: nil, group: laboratory.newGroup()) }
    cases = storm.orders.enumerated().map { place, order in
      Case(order: order, sale: saleOrder(order, slot: place * 2))
    }
    world?.releases = { [unowned self] in released($0) }
  }

  private static let draws = Draws(seed: 0)

  private static func offer(_ product: StormProduct) -> Offer {
    Offer(
      opens: Instant(nanoseconds: product.opens), closes: Instant(nanoseconds: product.closes),
      price: product.price, limit: product.limit)
  }

  private func saleOrder(_ order: StormOrder, slot: Int) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: UInt64(order.number)), account: order.account,
      key: UInt64(order.number), product: order.product, sku: order.product,
      quantity: order.quantity, shownPrice: storm.products[order.product].price,
      also: order.also.map {
        OrderItem(
          product: $0, sku: $0, quantity: order.quantity, shownPrice: storm.products[$0].price)
      }, node: (order.number - 1) % nodes.count, arrival: order.at, slot: slot)
  }

  // MARK: Nodes

  private func start(_ node: Int) {
    nodes[node].starts += 1
    let role = Trial.role("start of node", "start of node", nodes[node].starts - 1)
    executor.spawn(StrandName(role, node + 1), group: nodes[node].group) { [self] in
      guard let world else { return }
      do {
        nodes[node].sale = try await make(world)
        beginStorm()
      } catch {
        fail(error, "node \(node + 1) could not be started")
      }
    }
  }

  /// Lets the orders come, once all nodes are there: not before, and not when all is quiet, for what a
  /// logic does beside its orders would end then.
  private func beginStorm() {
    guard !hasBegun, nodes.allSatisfy({ $0.sale != nil }) else { return }
    hasBegun = true
    for index in cases.indices { expect(index) }
  }

  /// A node has crashed: it starts anew, and what it had in hand comes again.
  private func crashed(_ group: Int32) {
    guard let node = nodes.firstIndex(where: { $0.group == group }) else { return }
    nodes[node].sale = nil
    nodes[node].group = laboratory.newGroup()
    start(node)
    for index in cases.indices where cases[index].sale.node == node { resend(index) }
  }

  private func resend(_ index: Int) {
    let lost = cases[index]
    (cases[index].asking, cases[index].ending, cases[index].paying) = (0, 0, 0)
    if lost.asking > 0 { attempt(index, after: Trial.patience) }
    if lost.paying > 0 {
      cases[index].hasLostPayment = true
      pay(index, after: Trial.patience)
    }
    if lost.ending > 0 {
      cases[index].hasLostEnd = true
      cases[index].owesEnd = true
      endHold(index, after: Trial.patience)
    }
  }

  /// How long a client or a provider waits before it sends again what was not answered: 1 s.
  private static let patience: Int64 = 1_000_000_000

  /// Joins the strand that runs to the present incarnation of a node, and returns its logic.
  private func enter(_ node: Int) -> (any FlashSale)? {
    executor.join(group: nodes[node].group)
    return nodes[node].sale
  }

  private func fail(_ error: any Error, _ what: String) {
    guard !laboratory.isDead(laboratory.interleaver.current) else { return }
    findings.append(Finding(kind: .error, at: now, sentence: "\(what): \(error)"))
  }

  // MARK: Orders

  private func expect(_ index: Int) {
    let order = cases[index].order
    attempt(index, after: order.at)
    for wait in order.repeats { attempt(index, after: order.at + wait) }
  }

  /// Repeated attempts of order n are orders n + 1000, n + 2000 … to the logic.
  static let attemptStride = 1_000

  static func attemptRole(_ count: Int) -> String { role("order", "attempt of order", count) }

  /// What the strands of one kind are called: `order 3`, and then `second attempt of order 3`.
  private static func role(_ first: String, _ further: String, _ count: Int) -> String {
    let words = ["", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth "]
    return count == 0 ? first : (count < words.count ? words[count] : "further ") + further
  }

  private func attempt(_ index: Int, after wait: Int64) {
    let number = cases[index].attempts
    cases[index].attempts += 1
    let name = StrandName(Trial.attemptRole(number), cases[index].order.number)
    after(wait) { [self] in
      executor.spawn(name, group: -1) { [self] in await ask(index, attempt: number) }
    }
  }

  private func after(_ wait: Int64, _ body: @escaping () -> Void) {
    if wait > 0 { executor.call(after: wait, body) } else { body() }
  }

  private func ask(_ index: Int, attempt: Int) async {
    var order = cases[index].sale
    guard let sale = enter(order.node) else { return again(index) }
    if cases[index].arrival < 0 { cases[index].arrival = now }
    order.arrival = now
    // Every attempt is an order of its own to the logic; its key says that they mean the same.
    order.id = OrderID(rawValue: UInt64(cases[index].order.number + attempt * Trial.attemptStride))
    order.slot += attempt == 0 ? 0 : 2 * storm.orders.count * attempt
    cases[index].asking += 1
    world?.begin(order)
    referee.attempt(order)
    do {
      let answer = try await sale.reserve(order)
      guard isAlive else { return }
      cases[index].asking -= 1
      hear(answer, order, index)
    } catch {
      guard isAlive else { return }
      cases[index].asking -= 1
      fail(error, "order \(cases[index].order.number): reserve threw")
    }
  }

  /// A node that is starting takes no orders; the client tries again.
  private func again(_ index: Int) {
    guard cases[index].attempts < 8 else { return }
    attempt(index, after: Trial.patience)
  }

  private var isAlive: Bool { !laboratory.isDead(laboratory.interleaver.strandOfTask()) }

  private func hear(_ answer: Reservation, _ order: SaleOrder, _ index: Int) {
    cases[index].isAnswered = true
    switch answer {
    case .held(let id, let price): hold(id, price, order, index)
    case .soldOut: book(.refusedSoldOut, order)
    // If that attempt comes to nothing, nobody else will ask.
    case .inProgress where cases[index].asking == 0: again(index)
    case .tooEarly, .closed, .limitReached, .inProgress: break
    }
  }

  private func hold(_ id: OrderID, _ price: Int64, _ order: SaleOrder, _ index: Int) {
    // A repeated attempt that is told of the first one's hold is promised nothing new.
    guard id != cases[index].held?.id else { return }
    // A hold may be counted from when the first attempt arrived.
    var held = order
    held.id = id
    held.arrival = cases[index].arrival
    let until = now + storm.products[order.product].hold
    book(.held(price: price, until: until), held)
    guard cases[index].held == nil else { return }
    cases[index].held = held
    expectRest(after: storm.products[order.product].hold / 2)
    endHold(index, after: until + storm.releaseLag - now)
    if cases[index].order.endsTwice { endHold(index, after: until + storm.releaseLag - now) }
    guard let wait = cases[index].order.paysAfter else { return }
    pay(index, after: wait)
    for further in cases[index].order.repeatedNotices { pay(index, after: wait + further) }
  }

  // MARK: Ends of holds

  private func endHold(_ index: Int, after wait: Int64) {
    let role = Trial.role(
      "end of the hold of order", "end of the hold of order", cases[index].ends)
    cases[index].ends += 1
    let name = StrandName(role, cases[index].order.number)
    after(wait) { [self] in
      guard !cases[index].isClosed else { return }
      executor.spawn(name, group: -1) { [self] in await expire(index) }
    }
  }

  private func expire(_ index: Int) async {
    guard let order = cases[index].held else { return }
    guard let sale = enter(order.node) else { return endHold(index, after: Trial.patience) }
    cases[index].ending += 1
    cases[index].owesEnd = false
    do {
      let isReleased = try await sale.expire(order)
      guard isAlive else { return }
      cases[index].ending -= 1
      if isReleased { close(index, order) } else { closeIfLost(index, order) }
    } catch {
      guard isAlive else { return }
      cases[index].ending -= 1
      fail(error, "order \(cases[index].order.number): expire threw")
    }
  }

  private func close(_ index: Int, _ order: SaleOrder) {
    cases[index].isClosed = true
    book(.released, order)
  }

  private func isPaying(_ index: Int) -> Bool {
    cases[index].paying > 0 || cases[index].hasLostPayment && !cases[index].isSettled
  }

  /// Who says that a hold has ended, and not by this call nor for a payment, has ended it by the call
  /// that a crash has swallowed; unless that is yet to be sent again, and may do the rest of it then.
  private func closeIfLost(_ index: Int, _ order: SaleOrder) {
    guard cases[index].hasLostEnd, !cases[index].owesEnd, cases[index].ending == 0,
      !isPaying(index), !cases[index].isClosed
    else { return }
    close(index, order)
  }

  /// A logic has ended a hold by itself.
  private func released(_ order: SaleOrder) {
    guard isAlive, let index = cases.firstIndex(where: { $0.held?.id == order.id }) else { return }
    cases[index].isClosed = true
    guard let held = cases[index].held else { return }
    book(.released, held)
  }

  // MARK: Payments

  private func pay(_ index: Int, after wait: Int64) {
    let role = Trial.role(
      "payment of order", "notice of the payment of order", cases[index].payments)
    cases[index].payments += 1
    let name = StrandName(role, cases[index].order.number)
    after(wait) { [self] in
      executor.spawn(name, group: -1) { [self] in await settle(index) }
    }
  }

  private func settle(_ index: Int) async {
    guard let order = cases[index].held else { return }
    guard let sale = enter(order.node) else { return pay(index, after: Trial.patience) }
    let amount = order.shownTotal
    let isAgain = cases[index].isSettled
    if !isAgain && cases[index].paying == 0 && !cases[index].hasLostPayment {
      book(.charged(amount: amount), order)
    }
    cases[index].paying += 1
    do {
      let settlement = try await sale.pay(order)
      guard isAlive else { return }
      cases[index].paying -= 1
      if isAgain || cases[index].isSettled {
        book(.noticedAgain(accepted: settlement == .paid), order)
        if settlement == .late { closeIfLost(index, order) }
      } else if settlement == .paid {
        cases[index].isSettled = true
        cases[index].isClosed = true
        book(.paid(amount: amount), order)
      } else {
        cases[index].isSettled = true
        book(.refunded(amount: amount), order)
        closeIfLost(index, order)
      }
    } catch {
      guard isAlive else { return }
      cases[index].paying -= 1
      fail(error, "order \(cases[index].order.number): pay threw")
    }
  }

  // MARK: Judgement

  private func book(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    guard let world else { return }
    let event = LedgerEvent(
      at: now, kind: kind, order: order,
      opens: world.offer(order.product).opens.nanoseconds,
      clockSkew: world.skew(ofNode: order.node))
    laboratory.note(event)
    referee.see(event)
  }

  private func judge(hasEnded: Bool) {
    let interleaver = laboratory.interleaver
    for leak in interleaver.leaks {
      findings.append(Finding(kind: leak.findingKind, at: now, sentence: words(leak)))
    }
    if !hasEnded {
      let who = interleaver.words(interleaver.current)
      findings.append(
        Finding(kind: .livelock, at: now, sentence: "it goes on and on; \(who) was at work last"))
      return
    }
    findWaiters()
    countStock()
    let unanswered = cases.filter { $0.asking > 0 || !$0.isAnswered }.map(\.sale)
    referee.finish(at: now, available: available, unanswered: unanswered)
    guard referee.isBroken else { return }
    for check in referee.results where check.brokenPromises > 0 {
      guard let first = check.first else { continue }
      findings.append(
        Finding(
          kind: .brokenPromise(check.name.rawValue), at: first.at,
          sentence: Story.named(first.sentence)))
    }
  }

  private func words(_ leak: Leak) -> String {
    let who = laboratory.interleaver.words(leak.strand)
    switch leak.kind {
    case .realSleep: return "\(who) sleeps by a real clock; take the world's clock"
    case .mainActor: return "\(who) works on the main actor"
    case .foreignThread: return "another thread enqueued a job of \(who)"
    }
  }

  private func countStock() {
    spawnCount { [self] in available = $0 }
    _ = executor.explore(atMost: 10_000)
    while available.count < storm.products.count { available.append(0) }
  }

  private func spawnCount(_ body: @escaping @Sendable ([Int]) -> Void) {
    executor.spawn(StrandName("stock count"), group: nodes.first?.group ?? -1) { [self] in
      guard let sale = nodes.first?.sale else { return }
      var counts: [Int] = []
      for sku in storm.products.indices { counts.append(await sale.available(sku)) }
      body(counts)
    }
  }

  /// Counts the stock once, between the orders and the ends of their holds, if nobody is at work then:
  /// units that a release gives back wrongly can so be told from units that an order took.
  private func expectRest(after wait: Int64) {
    guard !isRestExpected else { return }
    isRestExpected = true
    after(wait) { [self] in
      guard isAtRest else { return }
      let seen = laboratory.fingerprint
      spawnCount { [self] counts in
        guard isAtRest, laboratory.fingerprint == seen else { return }
        referee.rest(counts.enumerated().map { ($0.offset, $0.element) })
      }
    }
  }

  private var isAtRest: Bool {
    cases.allSatisfy { $0.asking + $0.paying + $0.ending == 0 }
  }

  /// Finds who still waits though nothing will happen any more.
  private func findWaiters() {
    let strands = laboratory.interleaver.strands
    let waiting = executor.waitingStrands
    for (strand, primitive) in waiting where !laboratory.isDead(strand) {
      guard !strands[Int(strand)].isBackground else { continue }
      let isChild = strands[Int(strand)].parent >= 0
      findings.append(
        Finding(
          kind: isChild ? .taskLeft : .deadlock, at: now,
          sentence: "\(laboratory.interleaver.words(strand)) waits for ever at \(primitive)"))
    }
    for (number, strand) in strands.enumerated() where strand.parent < 0 && !strand.hasEnded {
      guard !strand.isBackground, !laboratory.isDead(Int32(number)),
        !waiting.contains(where: { $0.strand == number })
      else { continue }
      findings.append(
        Finding(
          kind: .outsideWait, at: now,
          sentence: "\(laboratory.interleaver.words(Int32(number))) waits for something outside "
            + "virtual time"))
    }
  }
}

extension Leak {
  /// The finding that a leak is.
  fileprivate var findingKind: Finding.Kind {
    switch kind {
    case .realSleep: .realSleep
    case .mainActor: .mainActor
    case .foreignThread: .foreignThread
    }
  }
}
