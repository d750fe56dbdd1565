// The script has deducted, the message is on its way, the buyer is told "held". But the queue has never
// answered, and perhaps never had the message: then no order is ever written, the payment is refused,
// and reconciliation sells the unit a second time. bootsrc #19 (ack timeout but message sent),
// haopengmai #1 (crash between script and queue; user told success).

/// A lost acknowledgement that nobody asks about: ghost successes until reconciliation.
struct LostAcknowledgement: QueueVariant {
  static let name = "lostAcknowledgement"
  static let summary =
    "tells the buyer \"held\" once the message is sent, whether or not it arrived"
  static let breaks: Set<SaleCheckName> = [.noGhostSuccess, .noOversell]

  let steps: QueueSteps

  init(world: SaleWorld) {
    steps = QueueSteps(world: world, of: Self.name) { await QueueSteps.writeOnce($0, in: &$1) }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { first in
      guard first == order.id else { return await steps.book.steps.answerAgain(order, first) }
      // Sent, so held.
      await steps.settle(order, giveBack: false)
      return .held(order: order.id, price: steps.world.offer(order.product).price)
    }
  }
}
