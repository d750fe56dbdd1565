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
  /// spare, so there are few more of them than have been settling at the same time.
  func addSettler() {
    guard settlers < scenario.orders.payment.capacity else { return }
    settlers += 1
    executor.spawn(name: "settlement \(settlers)") { [self] in
      while let slot = await paymentQueue.receive() { await end(charge: slot) }
    }
  }

  func pay(_ slot: Int) {
    guard payments.taken < scenario.orders.payment.capacity else { return payments.append(slot) }
    payments.taken += 1
    let time = begin(charge: slot)
    if time > 0 { schedule(slot, time) } else { paymentQueue.send(slot) }
  }

  /// Begins a charge and returns how long it takes.
  private func begin(charge slot: Int) -> Int64 {
    books.payment.begins(at: now)
    let own = draws.entity(Purpose.paymentDomain, payments[slot].id.rawValue)
    // Each attempt takes a time of its own.
    let attempt = UInt32(payments.failures(slot))
    return chargeSpeed.time(
      for: chargeTime.value(at: own.uniform(Purpose.charge, attempt)), from: now)
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
    if hasFailed(charge: slot) { return }
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
    books.paid(order, amount: amount, at: now)
    if orders.isHeld(order) { close(order.slot) }
    answer(request, .paid, amount: amount)
  }

  private func refund(_ request: Request) {
    books.refunded += 1
    answer(request, .refunded)
  }
}
