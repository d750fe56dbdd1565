// Orders that are written by the consumer of a queue, the smallest such chain: the front claims the
// key and sends, the consumer takes the unit and writes the order in one transaction, and the buyer
// is answered by the order's row. And the gallery's chain with a cache before it, whose steps are
// put together in other ways.
import DiscreteEvents

@testable import LiveCommerce

/// An order queue that can be broken in one way.
struct MutableQueue: FlashSale {
  private static let refused = 4

  let world: SaleWorld
  let mutation: Mutation?
  private let queue: MessageQueue
  private let book: OrderTime
  private var database: SaleDatabase { world.database }

  init(world: SaleWorld, _ mutation: Mutation?) {
    self.world = world
    self.mutation = mutation
    book = OrderTime(world: world)
    queue = world.queue("orders")
    let sale = self
    queue.consume { message in
      guard mutation == .acknowledgesFirst else { return await sale.write(message.order) }
      Task { await sale.write(message.order) }
    }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    if let refusal = book.steps.refusal(order) { return refusal }
    if let earlier = await database.claim(order.key, for: order) {
      return await book.steps.answerAgain(order, earlier)
    }
    _ = await queue.send(order)
    if mutation == .answersWhenSent { return held(order) }
    return await awaitWriter(order)
  }

  private func held(_ order: SaleOrder) -> Reservation {
    .held(order: order.id, price: world.offer(order.product).price)
  }

  private func awaitWriter(_ order: SaleOrder) async -> Reservation {
    let row = Row.order(order.id)
    let end = world.now.advanced(by: .seconds(2))
    var state = await database.read(row, for: order)
    while state == 0, !Task.isCancelled, world.now < end {
      try? await world.clock.sleep(for: .milliseconds(100))
      state = await database.read(row, for: order)
    }
    if state == 0, mutation != .leavesOrderToWriter,
      await !database.update(row, by: PreHold.ended, if: .equal(0), for: order)
    {
      state = await database.read(row, for: order)
    }
    // Perhaps another attempt has been answered, and paid for, meanwhile.
    if state == PreHold.held || state == PreHold.paid { return held(order) }
    if mutation != .leavesOrderToWriter || state != 0 { database.dropClaim(order.key) }
    return state == MutableQueue.refused ? .soldOut : .inProgress
  }

  private func write(_ order: SaleOrder) async {
    while !Task.isCancelled {
      let isDone = await database.transaction(for: order) { transaction in
        let state = await transaction.read(.order(order.id))
        guard state == 0 || mutation == .writesAgain && state == PreHold.held else {
          return true
        }
        let left = await transaction.read(.stock(order.sku))
        guard left >= order.quantity || mutation == .writesWithoutGuard else {
          if state == 0 { transaction.write(.order(order.id), MutableQueue.refused) }
          return true
        }
        transaction.write(.stock(order.sku), left - order.quantity)
        transaction.write(.order(order.id), PreHold.held)
        return true
      }
      if isDone != nil { return }
    }
  }

  func pay(_ order: SaleOrder) async -> Settlement { await book.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await book.expire(order) }
  func available(_ sku: Int) -> Int { database.value(.stock(sku)) }
}

/// The gallery's chain of cache and queue, broken in one way.
struct MutableChain: FlashSale {
  let steps: QueueSteps
  let mutation: Mutation?

  init(world: SaleWorld, _ mutation: Mutation?) {
    self.mutation = mutation
    steps = QueueSteps(world: world, of: "mutant") { await QueueSteps.writeOnce($0, in: &$1) }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { first in
      guard first == order.id else { return await steps.awaitWriter(of: first, for: order) }
      switch mutation {
      case .sellsWhenSent:
        await steps.settle(order, giveBack: false)
        return .held(order: order.id, price: steps.world.offer(order.product).price)
      case .keepsPendingUnits, .freesWrittenUnits: return await confirm(order)
      default: return await steps.awaitWriter(of: first, for: order)
      }
    }
  }

  /// As the steps do it, but for what is then told to the cache.
  private func confirm(_ order: SaleOrder) async -> Reservation {
    let database = steps.world.database
    let end = steps.world.now.advanced(by: .milliseconds(500))
    var state = await database.read(.order(order.id), for: order)
    while state == 0, !Task.isCancelled, steps.world.now < end {
      try? await steps.world.clock.sleep(for: .milliseconds(5))
      state = await database.read(.order(order.id), for: order)
    }
    if state == 0,
      await !database.update(.order(order.id), by: PreHold.ended, if: .equal(0), for: order)
    {
      state = await database.read(.order(order.id), for: order)
    }
    await steps.settle(order, giveBack: mutation == .freesWrittenUnits)
    guard state == PreHold.held else { return .inProgress }
    return .held(order: order.id, price: steps.world.offer(order.product).price)
  }

  func pay(_ order: SaleOrder) async -> Settlement { await steps.book.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool {
    if mutation == .endsBehindTheCache { return await steps.book.expire(order) }
    return await steps.expire(order)
  }
  func available(_ sku: Int) -> Int { steps.book.available(sku) }
}
