// One lock for everything that is on sale. Who does not get it is turned away, and does not try again;
// who gets it writes so much under it that its lease is over before the work is, finds that out, and
// undoes it all. FlashSaleOMSMVP: 1 unit, 1 000 users, sold 0, and its report calls that perfect.

/// A lock too coarse: one for all, no retry, and a lease that is shorter than the work.
struct CoarseLock: PreHoldVariant {
  static let name = "coarseLock"
  static let summary = "one lock for the whole shop, 5 ms, no retry; nobody wins"
  static let breaks: Set<SaleCheckName> = [.noUndersell]
  static let withstands = PreHold.withstands.union([.leaseLapse])

  private static let shop = Row.own(0)

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      let lock = await world.locks.acquire(CoarseLock.shop, lease: .milliseconds(5), for: order)
      guard let lock else { return false }
      let isTaken = await steps.take(order)
      await database.write(CoarseLock.shop, order.id.name, for: order)
      let isStillMine = await world.locks.release(CoarseLock.shop, token: lock, for: order)
      if isTaken && !isStillMine { await steps.giveBack(order) }
      return isTaken && isStillMine
    }
  }
}
