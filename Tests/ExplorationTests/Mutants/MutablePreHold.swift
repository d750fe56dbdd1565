// The pre-hold written out again, with a switch at each step; and four other ways of taking units.
// Without a mutation it is the gallery's: claim, count, take, write; end by the order's own row.
@testable import LiveCommerce

/// A pre-hold that can be broken in one way.
struct MutablePreHold: FlashSale {
  let world: SaleWorld
  let mechanism: Mechanism
  let mutation: Mutation?

  private var database: SaleDatabase { world.database }

  init(world: SaleWorld, _ mechanism: Mechanism, _ mutation: Mutation?) {
    self.world = world
    self.mechanism = mechanism
    self.mutation = mutation
    guard mechanism == .buckets else { return }
    for sku in 0..<2 { world.database.split(sku, into: 2) }
  }

  // MARK: Orders

  func reserve(_ order: SaleOrder) async -> Reservation {
    if let refusal = refusal(order) { return refusal }
    if mutation == .claimsAfterTaking, await !takeAll(order) { return .soldOut }
    if let earlier = await claim(order) { return await answerAgain(order, earlier) }
    if mutation == .writesBeforeTaking { await write(order) }
    if mutation == .countsAfterTaking { return await takeAndCount(order) }
    guard await countAll(order) else {
      dropClaim(order)
      return .limitReached
    }
    var isTaken = mutation == .claimsAfterTaking
    if !isTaken { isTaken = await takeAll(order) }
    guard isTaken else {
      if mutation != .forgetsToUncountWhenSoldOut { await uncount(order) }
      if mutation != .keepsClaimWhenSoldOut { dropClaim(order) }
      return .soldOut
    }
    return await hold(order)
  }

  private func refusal(_ order: SaleOrder) -> Reservation? {
    let offer = world.offer(order.product)
    let now = mutation == .opensByTrueTime ? world.now : world.now(atNode: order.node)
    if now < offer.opens, mutation != .opensTooEarly { return .tooEarly }
    return now >= offer.closes && mutation != .neverCloses ? .closed : nil
  }

  private func hold(_ order: SaleOrder) async -> Reservation {
    if mutation == .answersBeforeWritten {
      Task { await write(order) }
    } else {
      await write(order)
    }
    if mutation == .takesTwice { _ = await takeAll(order) }
    if mutation == .dropsClaimWhenHeld { dropClaim(order) }
    let count = mutation == .pricesWhole ? order.quantity : 1
    return .held(order: order.id, price: world.offer(order.product).price * Int64(count))
  }

  private func write(_ order: SaleOrder) async {
    await database.write(.order(order.id), PreHold.held, for: order)
  }

  private func takeAndCount(_ order: SaleOrder) async -> Reservation {
    guard await takeAll(order) else {
      dropClaim(order)
      return .soldOut
    }
    guard await countAll(order) else {
      await giveBack(order)
      dropClaim(order)
      return .limitReached
    }
    return await hold(order)
  }

  // MARK: The key

  private func claim(_ order: SaleOrder) async -> OrderID? {
    switch mutation {
    case .claimsNothing: return nil
    case .claimsUnderOrder: return await database.claim(order.id.rawValue &+ 1 << 32, for: order)
    case .looksThenClaims:
      let found = await database.read(.key(order.key), for: order)
      if found != 0 { return OrderID(rawValue: UInt64(found)) }
      _ = await database.claim(order.key, for: order)
      return nil
    default: return await database.claim(order.key, for: order)
    }
  }

  private func dropClaim(_ order: SaleOrder) { database.dropClaim(order.key) }

  private func answerAgain(_ order: SaleOrder, _ earlier: OrderID) async -> Reservation {
    if mutation == .answersAgainSoldOut { return .soldOut }
    let price = world.offer(order.product).price
    switch await database.read(.order(earlier), for: order) {
    case PreHold.held, PreHold.paid:
      let name = mutation == .answersAgainWithOwnName ? order.id : earlier
      return .held(order: name, price: price)
    case PreHold.ended: return .closed
    default:
      return mutation == .answersHeldTooSoon ? .held(order: earlier, price: price) : .inProgress
    }
  }

  // MARK: The account

  private func countAll(_ order: SaleOrder) async -> Bool {
    guard await count(order.first) else { return false }
    guard let rest = order.rest else { return true }
    if await count(rest) { return true }
    await uncount(order.first)
    return false
  }

  private func count(_ item: SaleOrder) async -> Bool {
    let units = mutation == .countsOneUnit ? 1 : item.quantity
    let limit = world.offer(item.product).limit + (mutation == .limitOffByOne ? 1 : 0)
    switch mutation {
    case .countsNothing: return true
    case .readsThenCounts:
      guard await database.read(item.purchases, for: item) <= limit - units else { return false }
      await database.add(item.purchases, units, for: item)
      return true
    default:
      return await database.update(
        item.purchases, by: units, if: .atMost(limit - units), for: item)
    }
  }

  private func uncount(_ order: SaleOrder) async {
    guard mutation != .countsNothing else { return }
    for item in order.items {
      let units = mutation == .countsOneUnit ? 1 : item.quantity
      _ = await database.update(item.purchases, by: -units, if: .always, for: item)
    }
  }

  // MARK: Units

  private func takeAll(_ order: SaleOrder) async -> Bool {
    guard await take(order.first) else { return false }
    guard var rest = order.rest, mutation != .forgetsSecondItem else { return true }
    if mutation == .takesFromFirstRow { rest.sku = order.sku }
    if await take(rest) { return true }
    if mutation != .keepsFirstItem { await giveBack(order.first) }
    return false
  }

  private func take(_ item: SaleOrder) async -> Bool {
    switch mechanism {
    case .versionedUpdate: await takeByVersion(item)
    case .rowLock: await takeLocked(item)
    case .leaseLock, .crashingLeaseLock, .lapsingLeaseLock: await takeLeased(item)
    case .buckets: await takeFromBuckets(item)
    default: await takeGuarded(item)
    }
  }

  private func takeGuarded(_ item: SaleOrder) async -> Bool {
    let row = Row.stock(item.sku)
    let quantity = item.quantity
    switch mutation {
    case .takesWithoutGuard: return await update(item, row, by: -quantity, if: .always)
    case .guardOffByOne: return await update(item, row, by: -quantity, if: .atLeast(quantity - 1))
    case .guardIgnoresQuantity: return await update(item, row, by: -quantity, if: .atLeast(1))
    case .guardTooStrict: return await update(item, row, by: -quantity, if: .atLeast(quantity + 1))
    case .takesOneUnit: return await update(item, row, by: -1, if: .atLeast(quantity))
    case .ignoresThatNoneIsLeft:
      _ = await update(item, row, by: -quantity, if: .atLeast(quantity))
      return true
    case .readsThenTakes: return await readAndTake(item)
    case .readsThenWrites:
      let left = await database.read(row, for: item)
      guard left >= quantity else { return false }
      await database.write(row, left - quantity, for: item)
      return true
    default: return await update(item, row, by: -quantity, if: .atLeast(quantity))
    }
  }

  private func update(
    _ item: SaleOrder, _ row: Row, by change: Int, if condition: Guard
  ) async -> Bool {
    await database.update(row, by: change, if: condition, for: item)
  }

  /// Check, then act; sound only where nobody comes in between.
  private func readAndTake(_ item: SaleOrder) async -> Bool {
    guard await database.read(.stock(item.sku), for: item) >= item.quantity else { return false }
    await database.add(.stock(item.sku), -item.quantity, for: item)
    return true
  }

  private func takeByVersion(_ item: SaleOrder) async -> Bool {
    while !Task.isCancelled {
      var seen = await database.readVersion(.stock(item.sku), for: item)
      if mutation == .readsVersionLate {
        seen.version = await database.readVersion(.stock(item.sku), for: item).version
      }
      guard seen.value >= item.quantity else { return false }
      let isTaken = await database.update(
        .stock(item.sku), to: seen.value - item.quantity, ifVersion: seen.version, for: item)
      if isTaken { return true }
      if mutation == .givesUpWhenStale { return false }
    }
    return false
  }

  private func takeLocked(_ item: SaleOrder) async -> Bool {
    let row = mutation == .locksOtherRow ? Row.order(item.id) : .stock(item.sku)
    if mutation == .locksOtherRow {
      return await database.locking(row, for: item) { _ in await readAndTake(item) } ?? false
    }
    let isThere = await database.locking(row, for: item) { locked in
      guard locked.value >= item.quantity else { return false }
      if mutation != .actsOutsideLock { await locked.write(locked.value - item.quantity) }
      return true
    }
    guard isThere == true else { return false }
    if mutation == .actsOutsideLock {
      await database.add(.stock(item.sku), -item.quantity, for: item)
    }
    return true
  }

  private func takeLeased(_ item: SaleOrder) async -> Bool {
    let row = Row.stock(item.sku)
    // Longer than all delays of the work together.
    let lease = mutation == .leaseTooShort ? Duration.milliseconds(1) : .seconds(40)
    var token = await world.locks.acquire(row, lease: lease, for: item)
    while token == nil, mutation != .ignoresRefusedLease {
      try? await world.clock.sleep(for: .seconds(5))
      if Task.isCancelled, mutation != .ignoresCancellation { return false }
      token = await world.locks.acquire(row, lease: lease, for: item)
    }
    guard mutation != .endsLeaseEarly else {
      let left = await database.read(row, for: item)
      await world.locks.release(row, token: token, for: item)
      if left >= item.quantity { await database.add(row, -item.quantity, for: item) }
      return left >= item.quantity
    }
    let restsOnLease = mechanism != .lapsingLeaseLock || mutation == .restsOnLease
    let isTaken = await restsOnLease ? readAndTake(item) : takeGuarded(item)
    await world.locks.release(row, token: token ?? -1, for: item)
    return isTaken
  }

  // MARK: Buckets

  private func bucket(_ item: SaleOrder) -> Row {
    .bucket(sku: item.sku, index: Int(item.account % 2))
  }

  private func takeFromBuckets(_ item: SaleOrder) async -> Bool {
    let quantity = item.quantity
    if await update(item, bucket(item), by: -quantity, if: .atLeast(quantity)) { return true }
    switch mutation {
    case .gathersNothing: return false
    case .gathersWithoutTransaction:
      return await gather(
        item, reading: { await database.read($0, for: item) },
        writing: { await database.write($0, $1, for: item) })
    default:
      while !Task.isCancelled {
        let isTaken = await database.transaction(for: item) { transaction in
          await gather(
            item, reading: { await transaction.read($0) },
            writing: { transaction.write($0, $1) })
        }
        if let isTaken { return isTaken }
      }
      return false
    }
  }

  private func gather(
    _ item: SaleOrder, reading read: (Row) async -> Int, writing write: (Row, Int) async -> Void
  ) async -> Bool {
    var found: [(row: Row, left: Int)] = []
    for index in 0..<2 {
      let row = Row.bucket(sku: item.sku, index: index)
      found.append((row, await read(row)))
    }
    guard found.reduce(0, { $0 + $1.left }) >= item.quantity else { return false }
    var missing = item.quantity
    for (row, left) in found where missing > 0 && left > 0 {
      await write(row, left - min(left, missing))
      missing -= min(left, missing)
    }
    return true
  }

  // MARK: Payments

  func pay(_ order: SaleOrder) async -> Settlement {
    let row = Row.order(order.id)
    switch mutation {
    case .paysWithoutGuard:
      await database.write(row, PreHold.paid, for: order)
      return .paid
    case .readsThenPays:
      let state = await database.read(row, for: order)
      guard state == PreHold.held || state == PreHold.paid else { return .late }
      await database.write(row, PreHold.paid, for: order)
      return .paid
    case .paysWhatHasEnded:
      return await pay(order, from: PreHold.ended) ? .paid : .late
    default:
      if await pay(order, from: PreHold.held) { return .paid }
      if mutation == .paysOnlyOnce { return .late }
      let state = await database.read(row, for: order)
      guard mutation == .acceptsSecondNotices else { return state == PreHold.paid ? .paid : .late }
      // The first refusal is marked; whoever comes after it is let in.
      if state != PreHold.ended { return .paid }
      await database.write(row, PreHold.ended + 1, for: order)
      return .late
    }
  }

  private func pay(_ order: SaleOrder, from state: Int) async -> Bool {
    await database.update(
      .order(order.id), by: PreHold.paid - state, if: .equal(state), for: order)
  }

  // MARK: Ends of holds

  func expire(_ order: SaleOrder) async -> Bool {
    if mutation == .givesBackBeforeEnding { await giveBack(order) }
    if mutation == .uncountsBeforeEnding { await uncount(order) }
    guard await endHold(order) else { return mutation == .saysEndedAnyway }
    await returnUnits(of: order)
    if mutation != .forgetsToUncountAtEnd, mutation != .uncountsBeforeEnding {
      await uncount(order)
    }
    if mutation == .uncountsTwice { await uncount(order) }
    if mutation == .dropsClaimAtEnd { dropClaim(order) }
    return mutation != .endsSilently
  }

  private func endHold(_ order: SaleOrder) async -> Bool {
    let row = Row.order(order.id)
    switch mutation {
    case .endsWithoutGuard:
      await database.write(row, PreHold.ended, for: order)
      return true
    case .readsThenEnds:
      guard await database.read(row, for: order) == PreHold.held else { return false }
      await database.write(row, PreHold.ended, for: order)
      return true
    default:
      return await database.update(
        row, by: PreHold.ended - PreHold.held, if: .equal(PreHold.held), for: order)
    }
  }

  private func returnUnits(of order: SaleOrder) async {
    switch mutation {
    case .forgetsToGiveBack, .givesBackBeforeEnding: return
    case .givesBackFirstItemOnly: await giveBack(order.first)
    case .givesBackOne:
      var one = order
      one.quantity = 1
      await giveBack(one)
    case .givesBackTwice:
      await giveBack(order)
      await giveBack(order)
    default: await giveBack(order)
    }
  }

  private func giveBack(_ order: SaleOrder) async {
    for item in order.items {
      let isSplit = mechanism == .buckets && mutation != .givesBackToStockRow
      let row = isSplit ? bucket(item) : Row.stock(item.sku)
      _ = await update(item, row, by: item.quantity, if: .always)
    }
  }

  func available(_ sku: Int) -> Int {
    database.value(.stock(sku))
      + (mechanism == .buckets
        ? (0..<2).reduce(0) { $0 + database.value(.bucket(sku: sku, index: $1)) } : 0)
  }
}
