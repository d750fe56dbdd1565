// Holds: begun when a sale logic has promised units, ended by the sale logic when they are due and not
// paid, or by the sale logic on its own.
//
// Invariant: an order that holds units has a timer under way that will end its hold.
import DiscreteEvents
import Stochastics

extension Checkout {
  func hold(_ order: SaleOrder, _ request: Request, price: Int64) {
    let due = now + holds[order.product]
    book(.held(price: price, until: due), order)
    let isEarly = now < world.offer(order.product).opens.nanoseconds
    books.created(order, at: now, isEarly: isEarly)
    answer(request, .created, order: order.id)
    let wait = releaseLag.value(
      at: draws.entity(Purpose.releaseDomain, order.id.rawValue).uniform(Purpose.releaseLag))
    let timer = releaseQueue.send(
      orders.token(order.slot), at: Instant(nanoseconds: due + wait))
    orders.hold(order.slot, timer: timer)
    world.database.holds(slot: order.slot)
  }

  @inline(__always)
  func release(_ token: Int) async {
    guard let slot = orders.held(token: token) else { return }
    touch(slot)
    let order = saleOrder(orders[slot], slot: slot)
    orders.take(slot)
    tell(.expires, of: order)
    do {
      if try await logics[order.product].expire(order) { released(order) }
    } catch {
      note(error, of: .expire, order)
    }
    letGo(slot)
  }

  /// A sale logic has ended the hold of an order by itself.
  func releasedByLogic(_ order: SaleOrder) { released(order) }

  /// Books the end of a hold, also of one that has ended already: that is for the checks to tell.
  private func released(_ order: SaleOrder) {
    book(.released, order)
    books.released += 1
    if orders.isHeld(order) { close(order.slot) }
    lookAgain(order.sku)
  }
}
