// The order workers: long-lived tasks that take orders from the queue and run the sale logic's
// `reserve`.
//
// Invariant: an order is answered once; it is in a worker's hands from when it is taken out of the
// queue until then.
import DiscreteEvents
import Stochastics

extension Checkout {
  func startWorkers() {
    for index in 0..<scenario.orders.workers.count {
      executor.spawn(name: "order worker \(index + 1)") { [self] in
        while let slot = await takeOrder(worker: index) { await serve(slot) }
      }
    }
    executor.spawn(name: "failed charges") { [self] in
      while let slot = await chargeRetries.receive() { payAgain(slot) }
    }
    executor.spawn(name: "waiting room") { [self] in
      while let token = await roomQueue.receive() { attend(token) }
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

  /// The next order for a worker; one that is out of service leaves it to the others.
  @inline(__always)
  private func takeOrder(worker: Int) async -> Int? {
    while true {
      if let end = workerOutages.end(for: worker, at: now) {
        await executor.sleep(until: Instant(nanoseconds: end))
        continue
      }
      guard let slot = await orderQueue.receive() else { return nil }
      guard workerOutages.end(for: worker, at: now) != nil else { return slot }
      // It was idle when the fault began, so nobody else waits in the queue.
      if !orderQueue.send(slot) { turnAway(slot) }
    }
  }

  private func turnAway(_ slot: Int) {
    books.workers.refuses(.queueFull)
    books.workers.waiting.add(-1, at: now)
    hearFailure(orders[slot])
    answer(orders[slot], .busy)
    close(slot)
  }

  @inline(__always)
  private func serve(_ slot: Int) async {
    let request = orders[slot]
    books.workers.begins(at: now)
    var hasFailed = false
    if let deadline = scenario.orders.workers.deadline, now - request.arrival > deadline {
      hasFailed = true
      books.workers.refuses(.deadline)
      answer(request, .busy)
      close(slot)
    } else {
      let order = saleOrder(request, slot: slot)
      do {
        conclude(order, request, try await logics[order.product].reserve(order))
      } catch {
        hasFailed = true
        note(error, of: .reserve, order)
        answer(request, .busy)
        close(slot)
      }
    }
    breaker?.hears(failed: hasFailed, admitted: request.arrival, at: now)
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
}
