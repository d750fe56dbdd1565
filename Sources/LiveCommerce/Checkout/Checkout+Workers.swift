// The order workers: long-lived tasks that take orders from the queue and run the sale logic's
// `reserve`.
//
// Invariant: an order is answered once; it is in a worker's hands from when it is taken out of the
// queue until then.
import DiscreteEvents
import Stochastics

extension Checkout {
  func startWorkers() {
    addStockCounter()
    if sharedWorkers == nil { for _ in 0..<workers.servers { addWorker() } }
    executor.spawn(name: "failed charges") {
      while let slot = await self.chargeRetries.receive() { self.ask(charge: slot) }
    }
    executor.spawn(name: "waiting room") {
      while let token = await self.roomQueue.receive() { self.attend(token) }
    }
    addSettler()
    for index in 0..<scenario.orders.workers.releasers {
      executor.spawn(name: "releaser \(index + 1)") {
        while let token = await self.releaseQueue.receive() { await self.release(token) }
      }
    }
    executor.spawn(name: "sold-out flag") {
      while let token = await self.flagQueue.receive() { await self.changeFlag(token) }
    }
    executor.spawn(name: "deliveries") {
      while let token = await self.deliveries.receive() { self.deliverBatch(token) }
    }
  }

  /// Adds a task that works on orders: one for each worker, and where the workers are shared, one
  /// for each order that has them.
  private func addWorker() {
    workerTasks += 1
    executor.spawn(name: "order worker \(workerTasks)") {
      while let first = await self.orderQueue.receive() {
        var slot = first
        while true {
          await self.serve(slot)
          guard let next = self.workers.next() else { break }
          slot = next
        }
      }
    }
  }

  /// Hands an order to a worker that is free.
  func handOver(_ slot: Int) {
    if sharedWorkers != nil, orderQueue.waiting == 0 { addWorker() }
    orderQueue.send(slot)
  }

  func resizeWorkers(to servers: Int, handsOver: Bool = true) {
    books.workers.resize(to: servers, at: now)
    workers.resize(to: servers)
    if let sharedWorkers {
      sharedWorkers.resize(to: servers)
    } else {
      while workerTasks < servers { addWorker() }
    }
    if handsOver { handOverLine() }
  }

  /// Hands over those who wait and can begin.
  func handOverLine() { while let slot = workers.begin() { handOver(slot) } }

  /// Why an order whose turn has come is not worth serving; nil if it is.
  @inline(__always)
  private func staleness(of request: Request) -> TierCounter.Refusal? {
    if let deadline = scenario.orders.workers.deadline, now - request.arrival > deadline {
      return .deadline
    }
    return scenario.orders.workers.dropsExpired && isGivenUp(request) ? .expired : nil
  }

  /// Whether the client will have stopped waiting when an answer of now arrives.
  private func isGivenUp(_ request: Request) -> Bool { now + request.downlink > request.timeout }

  @inline(__always)
  private func serve(_ slot: Int) async {
    let request = orders[slot]
    if sharedWorkers == nil { books.workers.begins(at: now) }
    tell(.began(.orders, TraceLoad(books.workers)), of: request)
    var hasFailed = false
    if let reason = staleness(of: request) {
      hasFailed = true
      if sharedWorkers != nil { books.workers.passesBy(at: now) }
      books.workers.refuses(reason)
      tell(.refused(.orders, reason), of: request)
      answer(request, .busy)
      close(slot)
    } else {
      if hasOwnWork { await work(on: request) }
      let order = saleOrder(request, slot: slot)
      if hasNoCode(request) {
        answer(request, .unverified)
        close(slot)
      } else {
        do {
          conclude(order, request, try await logics[order.product].reserve(order))
        } catch {
          hasFailed = true
          note(error, of: .reserve, order)
          answer(request, .busy)
          close(slot)
        }
      }
      if isGivenUp(request) { books.workers.wasted += 1 }
    }
    breaker?.hears(failed: hasFailed, admitted: request.arrival, at: now)
    if sharedWorkers == nil {
      books.workers.ends(at: now, arrived: request.arrival)
    } else {
      books.workers.departs(at: now, arrived: request.arrival)
    }
    tell(.ended(.orders, TraceLoad(books.workers)), of: request)
  }

  /// Whether an order needs a code that its buyer does not have.
  @inline(__always)
  private func hasNoCode(_ request: Request) -> Bool {
    guard let verified = scenario.orders.workers.verified else { return false }
    return !verified.contains(Int(request.cohort))
  }

  /// What a worker does itself, before the sale logic is asked.
  @inline(never)
  private func work(on request: Request) async {
    let own = draws.entity(Purpose.workerDomain, request.id.rawValue)
    let time = workTime.value(at: own.uniform(Purpose.workerService))
    guard let sharedWorkers else { return await executor.sleep(for: time) }
    books.workers.joins(at: now)
    await sharedWorkers.serve(for: time)
    books.workers.shares(-1, at: now)
  }

  private func conclude(_ order: SaleOrder, _ request: Request, _ reservation: Reservation) {
    switch reservation {
    case .held(let id, let price) where id == order.id:
      hold(order, request, price: price)
      return
    case .held(let id, _):
      books.repeatedAnswers += 1
      answer(request, .created, order: id)
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
