// Returns: a buyer who has paid may send the unit back, days later; the money goes back when the unit is
// in the warehouse, and after a look at it the unit is on sale again or scrapped. A return is two
// timers and nothing in between, so days in which only units come back cost nothing by the second.
//
// Invariant: whether, when and in what state a unit comes back is drawn under the key of its order, when
// it is paid for; so it does not depend on what else happens.
import DiscreteEvents
import Stochastics

extension Checkout {
  /// Opens the returns desk, if anything can come back.
  func openReturns() {
    guard isReturnable.contains(true) else { return }
    returns = ReturnsDesk(products: scenario.products.count)
    executor.spawn(name: "returns desk") {
      while let slot = await self.returnsQueue.receive() { self.handle(parcel: slot) }
    }
  }

  /// Decides whether a paid order will be sent back.
  func expectReturn(of order: SaleOrder, from payment: Request) {
    guard let rule = scenario.products[order.product].returns else { return }
    let pool = scenario.pool(of: order.product)
    let chance = ReturnOdds.chance(
      rule, scenario.cohorts[Int(payment.cohort)], scenario.rooms[Int(payment.room)].host, pool)
    let own = draws.entity(Purpose.returnDomain, order.id.rawValue)
    guard own.chance(chance, Purpose.sentBack) else { return }
    let after =
      Delay.nanoseconds(rule.after.value(own, Purpose.sentBackAfter, 0)) + pool.returnDelay
    let parcel = ReturnsDesk.Parcel(
      order: order.id.rawValue, account: order.account, amount: order.shownTotal,
      inspection: Delay.nanoseconds(rule.inspection.value(own, Purpose.inspection, 0)),
      sku: UInt32(order.sku), product: UInt32(order.product),
      isResaleable: own.chance(rule.resaleable * pool.resaleable, Purpose.resaleable))
    let slot = returns.announce(parcel, after: after)
    returnsQueue.send(slot, at: executor.now.advanced(byNanoseconds: after))
  }

  /// A unit is back in the warehouse, or has been looked at there.
  private func handle(parcel slot: Int) {
    guard !hasEnded else { return }
    let parcel = returns[slot]
    if parcel.isBack {
      settle(parcel)
      returns.settle(slot, at: now, close: scenario.length)
      if parcel.isResaleable { handover?.counts.restocked[Int(parcel.sku)].add(at: now) }
    } else {
      show(.returned(amount: parcel.amount), order(of: parcel))
      returns.takeBack(slot, at: now)
      handover?.counts.returned.add(at: now)
      returnsQueue.send(slot, at: executor.now.advanced(byNanoseconds: parcel.inspection))
    }
  }

  private func settle(_ parcel: ReturnsDesk.Parcel) {
    guard parcel.isResaleable else { return show(.scrapped, order(of: parcel)) }
    world.deliver(1, to: Int(parcel.sku))
    show(.restocked, order(of: parcel))
    lookAgain(Int(parcel.sku))
  }

  /// The order that a unit was bought with; it has long left its slot.
  private func order(of parcel: ReturnsDesk.Parcel) -> SaleOrder {
    SaleOrder(
      id: OrderID(rawValue: parcel.order), account: parcel.account, key: 0,
      product: Int(parcel.product), sku: Int(parcel.sku), quantity: 1, shownPrice: parcel.amount,
      node: world.node(for: parcel.account), arrival: now, slot: -1)
  }
}
