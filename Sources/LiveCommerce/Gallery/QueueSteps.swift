// The steps of the chain from cache to order writer, for the sound piece and those that break a link.
//
// Invariant, per stock row: cached stock + pending = written stock, but for what is being written and
// what a crash or a lost message has left behind; that is found by reconciliation.
import DiscreteEvents

/// A piece that is the chain of cache, queue and order writer but for what it does anew.
protocol QueueVariant: GalleryPiece {
  /// The chain that it is otherwise.
  var steps: QueueSteps { get }
}

extension QueueVariant {
  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { await steps.awaitWriter(of: $0, for: order) }
  }
  func pay(_ order: SaleOrder) async -> Settlement { await steps.book.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await steps.expire(order) }
  func available(_ sku: Int) async -> Int { steps.book.available(sku) }
}

/// The chain of cache, queue and order writer.
struct QueueSteps: Sendable {
  /// What the script makes of an order.
  private enum Entry {
    case deducted, soldOut, limitReached, pending
    case again(OrderID)
  }
  /// What the row of an order says when its writer found too little for it.
  private static let refused = 4
  /// How long an order waits for its writer, and how often it looks.
  private static let patience = Duration.milliseconds(500)
  private static let look = Duration.milliseconds(5)
  /// How long the cache remembers a key.
  private static let keyLife = Duration.seconds(600)

  let world: SaleWorld
  /// What is done in the database alone.
  let book: OrderTime
  private let queue: MessageQueue
  private let rows: Rows

  /// The stock rows that an instance has in its hands; others that share its world see to theirs.
  private final class Rows: @unchecked Sendable {
    // Sendable: confined to the executor's thread.
    @safe @exclusivity(unchecked) var known: Set<Int>

    init(_ known: Set<Int>) { self.known = known }
  }

  /// Starts the chain with its writer, which says whether the order can be written.
  ///
  /// - Parameters:
  ///   - world: Where it sells.
  ///   - name: The name of the logic. Logics that share a world have a queue each, for their writers differ.
  ///   - write: Writes an order.
  init(
    world: SaleWorld, of name: String,
    write: @escaping @Sendable (SaleOrder, inout Transaction) async -> Bool
  ) {
    self.world = world
    book = OrderTime(world: world)
    queue = world.queue("orders of " + name)
    // After a crash a new instance takes over what there is.
    rows = Rows(world.cache.warmed)
    let steps = self
    queue.consume { await steps.handle($0.order, write) }
    world.run("reconciliation") { await steps.reconcile() }
  }

  // MARK: The front

  /// Deducts in the cache, sends the order to its writer, and lets `confirm` say what
  /// became of it, or of the order that has its key.
  func reserve(
    _ order: SaleOrder, confirming confirm: (OrderID) async -> Reservation
  ) async -> Reservation {
    if let refusal = book.steps.refusal(order) { return refusal }
    for item in order.items {
      world.cache.warm(item.sku)
      rows.known.insert(item.sku)
    }
    switch await world.cache.script(on: .stock(order.sku), for: order, { enter(order, $0) }) {
    case .deducted:
      // Whether the queue has it is seen by what the writer does.
      _ = await queue.send(order)
      return await confirm(order.id)
    case .again(let earlier):
      // The first attempt may have died with its node, and its message be on its way.
      return await confirm(earlier)
    case .limitReached: return .limitReached
    case .soldOut: return .soldOut
    case .pending, nil: return .inProgress
    }
  }

  private func enter(_ order: SaleOrder, _ keys: CacheKeys) -> Entry {
    if let earlier = keys[order.keyRow] { return .again(OrderID(name: earlier)) }
    for item in order.items {
      let limit = world.offer(item.product).limit
      if (keys[item.purchases] ?? 0) + item.quantity > limit { return .limitReached }
      guard (keys[.stock(item.sku)] ?? 0) < item.quantity else { continue }
      return (keys[item.pendingRow] ?? 0) > 0 ? .pending : .soldOut
    }
    for item in order.items {
      keys[item.purchases, default: 0] += item.quantity
      keys[.stock(item.sku), default: 0] -= item.quantity
      keys[item.pendingRow, default: 0] += item.quantity
    }
    keys.set(order.keyRow, order.id.name, life: QueueSteps.keyLife)
    return .deducted
  }

  /// Waits until an order is written, by this attempt or an earlier one; one that is not in time is
  /// called off, by whoever is first.
  func awaitWriter(of first: OrderID, for order: SaleOrder) async -> Reservation {
    let row = Row.order(first)
    let end = world.now.advanced(by: QueueSteps.patience)
    var state = await world.database.read(row, for: order)
    while state == 0, !Task.isCancelled, world.now < end {
      try? await world.clock.sleep(for: QueueSteps.look)
      state = await world.database.read(row, for: order)
    }
    if state == 0 {
      // In the order's own row, so that a message that comes now finds it so.
      if await world.database.update(row, by: PreHold.ended, if: .equal(0), for: order) {
        await settle(order, giveBack: true)
        return .inProgress
      }
      state = await world.database.read(row, for: order)
    }
    let isWritten = state == PreHold.held || state == PreHold.paid
    if first == order.id, isWritten || state == QueueSteps.refused {
      await settle(order, giveBack: !isWritten)
    }
    if isWritten { return .held(order: first, price: world.offer(order.product).price) }
    return first == order.id ? .inProgress : .closed
  }

  /// The order is pending no more; if it was not written, its units and its key are free again.
  func settle(_ order: SaleOrder, giveBack: Bool) async {
    _ = await world.cache.script(on: .stock(order.sku), for: order) { keys in
      for item in order.items {
        keys[item.pendingRow, default: 0] -= item.quantity
        guard giveBack else { continue }
        keys[.stock(item.sku), default: 0] += item.quantity
        keys[item.purchases, default: 0] -= item.quantity
      }
      if giveBack { keys[order.keyRow] = nil }
    }
  }

  /// Ends a hold in the database, and then lets the cache know; pending meanwhile.
  func expire(_ order: SaleOrder) async -> Bool {
    _ = await world.cache.script(on: .stock(order.sku), for: order) { keys in
      for item in order.items { keys[item.pendingRow, default: 0] += item.quantity }
    }
    let hasEnded = await end(order)
    _ = await world.cache.script(on: .stock(order.sku), for: order) { keys in
      for item in order.items {
        keys[item.pendingRow, default: 0] -= item.quantity
        guard hasEnded else { continue }
        keys[.stock(item.sku), default: 0] += item.quantity
        keys[item.purchases, default: 0] -= item.quantity
      }
    }
    return hasEnded
  }

  private func end(_ order: SaleOrder) async -> Bool {
    while !Task.isCancelled {
      let hasEnded = await world.database.transaction(for: order) { transaction in
        let state = await transaction.read(.order(order.id))
        guard state != PreHold.paid, state != PreHold.ended else { return false }
        transaction.write(.order(order.id), PreHold.ended)
        // What was not written, or was refused, has taken nothing.
        guard state == PreHold.held else { return true }
        for item in order.items { await transaction.add(item.quantity, to: .stock(item.sku)) }
        return true
      }
      if let hasEnded { return hasEnded }
    }
    return false
  }

  // MARK: The order writer

  /// Writes an order and deducts its units, unless its row says that this has been done.
  static func writeOnce(_ order: SaleOrder, in transaction: inout Transaction) async -> Bool {
    guard await transaction.read(.order(order.id)) == 0 else { return true }
    for item in order.items {
      guard await transaction.add(-item.quantity, to: .stock(item.sku)) >= 0 else { return false }
    }
    transaction.write(.order(order.id), PreHold.held)
    return true
  }

  private func handle(
    _ order: SaleOrder, _ write: @Sendable (SaleOrder, inout Transaction) async -> Bool
  ) async {
    while !Task.isCancelled {
      do {
        let isDone = try await world.database.transaction(for: order) { transaction in
          guard await write(order, &transaction) else { throw Rollback.soldOut }
          return true
        }
        if isDone != nil { return }
      } catch {
        // The cache had promised more than there is; the order is told so by its row.
        _ = await world.database.update(
          .order(order.id), by: QueueSteps.refused, if: .equal(0), for: order)
        return
      }
    }
  }

  // MARK: Reconciliation

  /// Compares cache and database once a second; what has not moved in between is set right.
  private func reconcile() async {
    var seen: [Int: Picture] = [:]
    while await world.pause(for: .seconds(1)) {
      for sku in rows.known.sorted() {
        guard let picture = await look(at: sku) else { continue }
        if picture == seen[sku], picture.isWrong { await correct(sku, picture) }
        seen[sku] = picture
      }
    }
  }

  private struct Picture: Equatable {
    var cached: Int
    var pending: Int
    var written: Int
    var isWrong: Bool { cached != written || pending != 0 }
  }

  /// What cache and database say of a row; nil if no order of this kind has ever deducted from it.
  private func look(at sku: Int) async -> Picture? {
    let keys = await world.cache.script(on: .stock(sku), for: .housekeeping) { keys in
      (cached: keys[.stock(sku)], pending: keys[.pending(sku)])
    }
    guard let cached = keys?.cached, let pending = keys?.pending else { return nil }
    let written = await world.database.read(.stock(sku), for: .housekeeping)
    return Picture(cached: cached, pending: pending, written: written)
  }

  private func correct(_ sku: Int, _ picture: Picture) async {
    _ = await world.cache.script(on: .stock(sku), for: .housekeeping) { keys in
      guard keys[.stock(sku)] == picture.cached, (keys[.pending(sku)] ?? 0) == picture.pending
      else { return }
      keys[.stock(sku)] = picture.written
      keys[.pending(sku)] = 0
    }
  }
}

extension Row {
  /// Units of a stock row that the cache has deducted and the writer has not.
  static func pending(_ sku: Int) -> Row { .own(-1 - sku) }
}

extension SaleOrder {
  fileprivate var pendingRow: Row { .pending(sku) }
}
