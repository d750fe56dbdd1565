// Payment: a charge takes a channel of the provider for a while, and then the sale logic is asked to
// settle it. A charged payment is kept for the order or given back.
//
// Invariant: a channel is taken from the charge to the end of the settlement.
import DiscreteEvents
import Stochastics

extension Checkout {
  /// Adds a task that settles payments.
  ///
  /// A charge under way is a timer, and only when it ends a task takes it on. One task is always to
  /// spare, so there are few more of them than have been settling at the same time. Only where
  /// channels are shared is a charge a task from its beginning.
  func addSettler() {
    guard sharedChannels != nil || settlers < channels.servers else { return }
    settlers += 1
    executor.spawn(name: "settlement \(settlers)") {
      while let slot = await self.paymentQueue.receive() { await self.end(charge: slot) }
    }
  }

  func pay(_ request: Request) { ask(charge: payments.open(request)) }

  /// Asks the provider for a charge; one that has failed before stands behind the others.
  func ask(charge slot: Int) {
    let request = payments[slot]
    payments.ask(slot, at: now)
    let isFirst = channels.hasClasses && scenario.orders.payment.queueing.isFirst(request)
    switch channels.admit(slot, isFirst: isFirst) {
    case .full:
      books.payment.turnsAway(at: now)
      tell(.refused(.payment, .queueFull), of: request)
      answer(request, .busy)
      payments.close(slot)
    case .waits:
      books.payment.arrives(at: now)
      tell(.queued(.payment, TraceLoad(books.payment)), of: request)
    case .begins:
      books.payment.arrives(at: now)
      start(charge: slot)
    }
  }

  /// Begins a charge on a channel that is free.
  private func start(charge slot: Int) {
    if sharedChannels != nil {
      if paymentQueue.waiting == 0 { addSettler() }
      paymentQueue.send(slot)
    } else {
      let time = begin(charge: slot)
      if time > 0 { schedule(slot, time) } else { paymentQueue.send(slot) }
    }
  }

  /// Begins a charge and returns how long it takes.
  private func begin(charge slot: Int) -> Int64 {
    books.payment.begins(at: now)
    tell(.began(.payment, TraceLoad(books.payment)), of: payments[slot])
    return chargeSpeed.time(for: work(ofCharge: slot), from: now)
  }

  /// How long a charge takes a channel of its own at full speed.
  private func work(ofCharge slot: Int) -> Int64 {
    let own = draws.entity(Purpose.paymentDomain, payments[slot].id.rawValue)
    // Each attempt takes a time of its own.
    let attempt = UInt32(payments.failures(slot))
    return chargeTime.value(at: own.uniform(Purpose.charge, attempt))
  }

  private func schedule(_ slot: Int, _ time: Int64) {
    paymentQueue.send(slot, at: executor.now.advanced(byNanoseconds: time))
  }

  /// Settles a charge, and begins the next one in line on the same channel.
  @inline(__always)
  private func end(charge slot: Int) async {
    if paymentQueue.waiting == 0 { addSettler() }
    if let sharedChannels { return await share(charge: slot, sharedChannels) }
    var ended = slot
    while true {
      // The charge is over; the channel is kept while the sale logic works, or waits.
      books.payment.departs(at: now, arrived: payments.asked(ended))
      books.payment.pauses(at: now)
      tell(.ended(.payment, TraceLoad(books.payment)), of: payments[ended])
      await settle(charge: ended)
      books.payment.resumes(at: now)
      books.payment.frees(at: now)
      guard let next = nextCharge() else { return }
      let time = begin(charge: next)
      guard time <= 0 else { return schedule(next, time) }
      await executor.yield()
      ended = next
    }
  }

  /// Charges on channels that are shared, and settles.
  @inline(never)
  private func share(charge slot: Int, _ servers: SharedServers) async {
    books.payment.joins(at: now)
    tell(.began(.payment, TraceLoad(books.payment)), of: payments[slot])
    await servers.serve(for: work(ofCharge: slot))
    books.payment.shares(-1, at: now)
    books.payment.departs(at: now, arrived: payments.asked(slot))
    tell(.ended(.payment, TraceLoad(books.payment)), of: payments[slot])
    await settle(charge: slot)
    _ = channels.next()
  }

  /// The payment that a channel takes when it has been let go; those that have waited too long are
  /// dropped.
  private func nextCharge() -> Int? {
    while let slot = channels.next() {
      guard isOverdue(slot) else { return slot }
      drop(charge: slot)
    }
    return nil
  }

  private func isOverdue(_ slot: Int) -> Bool {
    guard let deadline = scenario.orders.payment.deadline else { return false }
    return now - payments[slot].arrival > deadline
  }

  private func drop(charge slot: Int) {
    let request = payments[slot]
    let asked = payments.asked(slot)
    books.payment.begins(at: now)
    books.payment.refuses(.deadline)
    tell(.refused(.payment, .deadline), of: request)
    answer(request, .busy)
    payments.close(slot)
    books.payment.ends(at: now, arrived: asked)
  }

  func resizeChannels(to servers: Int) {
    books.payment.resize(to: servers, at: now)
    channels.resize(to: servers)
    sharedChannels?.resize(to: servers)
    while let slot = channels.begin() {
      if isOverdue(slot) {
        drop(charge: slot)
        if let next = nextCharge() { start(charge: next) }
      } else {
        start(charge: slot)
      }
    }
  }

  @inline(__always)
  private func settle(charge slot: Int) async {
    let request = payments[slot]
    if hasFailed(charge: slot) { return }
    payments.close(slot)
    let own = draws.entity(Purpose.paymentDomain, request.id.rawValue)
    let decline = scenario.orders.payment.decline
    if decline > 0 && own.uniform(Purpose.decline) < decline {
      books.payment.refuses(.declined)
      tell(.refused(.payment, .declined), of: request)
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
    let amount = order.shownTotal
    orders.take(slot)
    book(.charged(amount: amount), order)
    do {
      switch try await logics[order.product].pay(order) {
      case .paid: keep(request, order, amount)
      case .late:
        book(.refunded(amount: amount), order)
        refund(request)
      }
    } catch {
      note(error, of: .pay, order)
      // Nobody knows whether the unit is the buyer's; the money is not kept for it.
      book(.refunded(amount: amount), order)
      answer(request, .busy)
    }
    letGo(slot)
  }

  private func keep(_ request: Request, _ order: SaleOrder, _ amount: Int64) {
    book(.paid(amount: amount), order)
    books.paid(order, amount: amount, shift: orders[order.slot].shift, at: now)
    if orders.isHeld(order) { close(order.slot) }
    answer(request, .paid, amount: amount)
    handover?.note(buyer: request)
    if isReturnable[order.product] { expectReturn(of: order, from: request) }
  }

  private func refund(_ request: Request) {
    books.refunded += 1
    answer(request, .refunded)
  }
}
