// One actor knows what is left, and nobody else sells. It decides and takes in one step, before it
// awaits anything; then it writes through, order and stock in one transaction, so that a new instance
// can go on from what is written. Its broken sibling (reentrantActor) awaits in between.
//
// Invariant, per stock row that it knows: left = written stock − units taken and not yet written.
// Rows are known before anything is written to them, and are looked up anew (a delivery does not pass
// through the actor) only while nothing is being written.
import DiscreteEvents

/// A single-writer actor: decides in memory without awaiting, and writes through.
actor SingleWriterActor: GalleryPiece {
  static let name = "singleWriterActor"
  static let summary = "an actor that decides in memory, then writes order and stock through"
  static let withstands = OrderTime.withstands

  private nonisolated let book: OrderTime
  private nonisolated let database: SaleDatabase
  private nonisolated let clock: VirtualClock
  /// Units left of each stock row that is known.
  private var left: [Int: Int] = [:]
  /// Keys in hand: an actor lets a second attempt in while the first is being written.
  private var keys: Set<UInt64> = []
  /// Writes under way, and beginnings and ends of writes so far.
  private var writes = 0
  private var changes = 0
  /// Who waits to write, while somebody does: two transactions on one row are in each other's way.
  private var line: [CheckedContinuation<Void, Never>] = []

  init(world: SaleWorld) {
    book = OrderTime(world: world)
    database = world.database
    clock = world.clock
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    // A second attempt waits for what becomes of the first.
    while !keys.insert(order.key).inserted {
      do { try await clock.sleep(for: .milliseconds(20)) } catch { return .inProgress }
    }
    defer { keys.remove(order.key) }
    for item in order.items where !isThere(item) { await look(item) }
    guard order.items.allSatisfy(isThere) else {
      if let refusal = book.steps.refusal(order) { return refusal }
      if let answer = await book.answerAgain(order) { return answer }
      // What is being written may still come back.
      return writes == 0 && !order.items.allSatisfy(isThere) ? .soldOut : .inProgress
    }
    // Taken before anything is awaited.
    change(order, by: -1)
    await beginWrite()
    let answer = await book.reserve(order) { _, _ in true }
    endWrite()
    if case .held(order.id, _) = answer { return answer }
    change(order, by: 1)
    return answer
  }

  nonisolated func pay(_ order: SaleOrder) async -> Settlement { await book.pay(order) }

  func expire(_ order: SaleOrder) async -> Bool {
    for item in order.items where left[item.sku] == nil { await look(item) }
    await beginWrite()
    let hasEnded = await book.expire(order)
    endWrite()
    if hasEnded { change(order, by: 1) }
    return hasEnded
  }

  nonisolated func available(_ sku: Int) -> Int { book.available(sku) }

  // MARK: Memory

  private func isThere(_ item: SaleOrder) -> Bool { left[item.sku, default: 0] >= item.quantity }

  private func change(_ order: SaleOrder, by sign: Int) {
    for item in order.items { left[item.sku, default: 0] += sign * item.quantity }
  }

  /// Waits for its turn to write.
  private func beginWrite() async {
    writes += 1
    changes += 1
    if writes > 1 { await withCheckedContinuation { line.append($0) } }
  }

  private func endWrite() {
    writes -= 1
    changes += 1
    if !line.isEmpty { line.removeFirst().resume() }
  }

  /// Looks a row up; what was found counts only if nothing was being written meanwhile.
  private func look(_ item: SaleOrder) async {
    let before = changes
    let found = await database.read(.stock(item.sku), for: item)
    let isQuiet = writes == 0 && changes == before
    if left[item.sku] == nil || isQuiet { left[item.sku] = found }
  }
}
