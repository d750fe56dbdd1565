// The gateway: what is refused before it costs anything. It knows of stock only what it was told a
// notice ago, the sold-out flag.
//
// Invariant: a request is either answered here or in the order queue, never both.
import DiscreteEvents
import Stochastics

extension Checkout {
  func receive(_ request: Request) {
    if request.kind == .payment {
      return pay(request)
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
    let isFirst = workers.hasClasses && scenario.orders.workers.queueing.isFirst(request)
    switch workers.admit(slot, isFirst: isFirst) {
    case .full:
      books.workers.turnsAway(at: now)
      answer(request, .busy)
      close(slot)
      return
    case .waits: break
    case .begins: handOver(slot)
    }
    // Whoever has been handed the order begins in a job of its own, after this.
    books.workers.arrives(at: now)
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
