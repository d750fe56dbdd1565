// Who comes in the first half second takes part in a draw instead of a race: all wait for it, and are
// then served in the order of their tickets. A bot's quick hands gain it nothing; only its number of
// accounts does. FIELD §3, "bots: FIFO → min(1, accounts/stock); lottery → accounts share".
//
// Invariant: the draw decides who comes first and nothing else; who gets a unit is decided by the
// pre-hold's guarded update, so the lottery inherits what that promises.
import DiscreteEvents

/// A lottery among those who come in the first half second; first come, first served after it.
actor Lottery: PreHoldVariant {
  static let name = "lottery"
  static let summary = "serves those of the first half second by lot, the others as they come"
  static let withstands = PreHold.withstands

  /// For how long tickets are given out, and how much later each next one is served.
  private static let window: Int64 = 500_000_000
  private static let step: Int64 = 100_000

  nonisolated let steps: PreHold
  /// Tickets for the draw, by product; in order once it has taken place.
  private var tickets: [Int: [UInt64]] = [:]
  private var drawn: Set<Int> = []

  init(steps: PreHold) { self.steps = steps }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      await awaitTurn(order)
      return await steps.take(order)
    }
  }

  private func awaitTurn(_ order: SaleOrder) async {
    let opens = world.offer(order.product).opens
    let draw = opens.advanced(byNanoseconds: Lottery.window)
    guard world.now < draw, !drawn.contains(order.product) else { return }
    let ticket = Lottery.ticket(of: order)
    tickets[order.product, default: []].append(ticket)
    try? await world.clock.sleep(until: draw)
    let place = place(of: ticket, order.product)
    try? await world.clock.sleep(
      until: draw.advanced(byNanoseconds: Int64(place) * Lottery.step))
  }

  /// The place of a ticket in the draw, which takes place when it is first asked for.
  private func place(of ticket: UInt64, _ product: Int) -> Int {
    if drawn.insert(product).inserted { tickets[product]?.sort() }
    return tickets[product]?.firstIndex(of: ticket) ?? 0
  }

  /// A ticket's number, which nobody can choose: it depends on the nanosecond of the arrival.
  private static func ticket(of order: SaleOrder) -> UInt64 {
    (order.account.scrambled ^ UInt64(bitPattern: order.arrival)).scrambled
  }
}
