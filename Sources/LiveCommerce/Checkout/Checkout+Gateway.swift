// The gateway: what is refused before it costs anything. It knows of stock only what it was told a
// notice ago, the sold-out flag.
//
// Invariant: a request is either answered here or in the order queue, never both.
import DiscreteEvents
import Stochastics

extension Checkout {
  func receive(_ request: Request) {
    tell(.arrived(Arrival.Kind(request.kind)), of: request)
    if request.kind == .payment {
      return pay(request)
    }
    books.gateway.requests += 1
    books.gateway.requestsBySecond.add(at: now)
    if let refusal = admission(of: request) {
      refuse(request, refusal)
    } else if request.kind == .entry {
      books.gateway.served += 1
      enter(request)
    } else if let refusal = limit(request) {
      refuse(request, refusal)
    } else {
      books.gateway.served += 1
      enqueue(request)
    }
  }

  /// Why somebody is not even listened to, if so: at the door, whatever the request is for.
  @inline(__always)
  private func admission(of request: Request) -> TierCounter.Refusal? {
    if let fate = front.fate(of: request, at: now) {
      return fate == .lost ? .unreachable : .down
    }
    if scenario.orders.gateway.detector != nil, isTakenForProgram(request) { return .detected }
    if accountLimits?.take(request.account, at: now) == false { return .accountLimited }
    return nil
  }

  /// Why a request to order goes no further, if so.
  @inline(__always)
  private func limit(_ request: Request) -> TierCounter.Refusal? {
    if room != nil, !mayOrder(request.account) { return .notAdmitted }
    if flags[Int(request.sku)].isSet { return .flaggedSoldOut }
    if gateway?.take(at: now) == false { return .rateLimited }
    return breaker?.admits(at: now) == false ? .breakerOpen : nil
  }

  private func refuse(_ request: Request, _ refusal: TierCounter.Refusal) {
    books.gateway.refuses(refusal)
    tell(.refused(.gateway, refusal), of: request)
    switch refusal {
    case .unreachable: books.lastAct = now
    case .detected: answer(request, .rejected)
    case .notAdmitted: answer(request, .sessionOver)
    case .flaggedSoldOut:
      refuseSoldOut(saleOrder(request, slot: -1))
      answer(request, .soldOut)
    default: answer(request, .busy)
    }
  }

  /// Whether the detector takes an account for a program; it never changes its mind.
  private func isTakenForProgram(_ request: Request) -> Bool {
    guard let detector = scenario.orders.gateway.detector else { return false }
    let isProgram = scenario.cohorts[Int(request.cohort)].isAutomated
    let share = isProgram ? detector.recall : detector.falseReject
    let own = draws.entity(Purpose.gatewayDomain, request.account)
    return share > 0 && own.uniform(Purpose.detection) < share
  }

  private func enqueue(_ request: Request) {
    let slot = orders.open(request)
    world.database.begins(request.id, slot: slot)
    let isFirst = workers.hasClasses && scenario.orders.workers.queueing.isFirst(request)
    switch workers.admit(slot, isFirst: isFirst) {
    case .full:
      books.workers.turnsAway(at: now)
      tell(.refused(.orders, .queueFull), of: request)
      hearFailure(request)
      answer(request, .busy)
      close(slot)
      return
    case .waits:
      books.workers.arrives(at: now)
      return tell(.queued(.orders, TraceLoad(books.workers)), of: request)
    case .begins: handOver(slot)
    }
    // Whoever has been handed the order begins in a job of its own, after this.
    books.workers.arrives(at: now)
  }

  /// The circuit breaker hears of a request that the workers did not take.
  func hearFailure(_ request: Request) {
    breaker?.hears(failed: true, admitted: request.arrival, at: now)
  }

  // MARK: Sold-out flag

  func refuseSoldOut(_ order: SaleOrder) { book(.refusedSoldOut, order) }

  /// After the first "sold out" of a worker, the gateway learns of it a notice later.
  func raiseFlag(_ sku: Int) {
    guard let notice = scenario.orders.gateway.soldOutNotice else { return }
    guard !flags[sku].isSet, !flags[sku].isRising else { return }
    flags[sku].isRising = true
    flagQueue.send(sku << 1 | 1, at: Instant(nanoseconds: now + notice))
  }

  /// Units have come back: a set flag looks again at the next point of its grid.
  func lookAgain(_ sku: Int) {
    guard scenario.orders.gateway.soldOutNotice != nil, !flags[sku].isFalling else { return }
    flags[sku].isFalling = true
    let grid = scenario.orders.gateway.soldOutRecheck
    flagQueue.send(sku << 1, at: Instant(nanoseconds: (now / grid + 1) * grid))
  }

  func changeFlag(_ token: Int) async {
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
}

/// The gateway's knowledge of one stock row.
struct SoldOutFlag: Sendable {
  var isSet = false
  var isRising = false
  var isFalling = false
}
