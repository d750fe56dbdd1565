// A waiting room in front of the shop: so many are let in at the same time, the others wait in the
// order in which they came. Nobody overtakes, and the stock row never sees more than the shop holds.
// Cloudflare Waiting Room (FIFO, total active users set to 75 % of capacity); AWS virtual waiting room.

import DiscreteEvents

/// A waiting room: lets so many orders in at the same time, first come, first served.
struct WaitingRoom: PreHoldVariant {
  static let name = "waitingRoom"
  static let summary = "lets 16 orders in at the same time, in the order of their coming"
  static let withstands = PreHold.withstands

  let steps: PreHold
  private let places: Resource

  init(steps: PreHold) {
    self.steps = steps
    places = Resource(steps.world.executor, name: "waiting room", capacity: 16)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await places.acquire()
    defer { places.release() }
    return await steps.reserve(order)
  }
}
