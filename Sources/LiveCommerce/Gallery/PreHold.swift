// The sound classic: claim the key, count the unit against the account, then take it from stock with
// one guarded update, and give back what was taken if the stock is not there. The stock row decides,
// because its guard is checked in the same instant as it is changed; the order's own row decides how
// a hold ends, for the same reason. FIELD §3: "order-time vs pay-time vs pre-hold".
//
// Its steps are there for the rest of the gallery to be put together from. What it does not
// withstand is a crash between two of them: then a unit is taken and nobody has it.

/// Pre-hold with guarded updates: a unit is held when the order is created, and released when its
/// hold ends unpaid.
public struct PreHold: GalleryPiece {
  /// The name by which scenarios refer to it.
  public static let name = "preHold"
  /// What it does, in one sentence.
  public static let summary = "holds a unit at order time by a guarded update (stock >= quantity)"
  /// What may go wrong around it without harm.
  public static let withstands: Set<SaleFault> = [
    .duplicateRequest, .latePayment, .duplicateExpiry, .clockSkew,
  ]

  /// What the row of an order says while a unit is held for it.
  static let held = 1
  /// What it says when the unit is sold.
  static let paid = 2
  /// What it says when the hold has ended unpaid.
  static let ended = 3

  let world: SaleWorld
  private let database: SaleDatabase
  /// Whether stock rows are split into buckets.
  private let isSplit: Bool

  /// Creates the logic over a sale world.
  public init(world: SaleWorld) { self.init(world: world, isSplit: false) }

  init(world: SaleWorld, isSplit: Bool) {
    self.world = world
    self.isSplit = isSplit
    database = world.database
  }

  /// Decides whether an order gets a unit.
  public func reserve(_ order: SaleOrder) async -> Reservation {
    await reserve(order) { await take($0) }
  }

  /// Settles a payment; late when the hold has ended.
  public func pay(_ order: SaleOrder) async -> Settlement {
    let won = await database.update(
      .order(order.id), by: PreHold.paid - PreHold.held, if: .equal(PreHold.held), for: order)
    return won ? .paid : .late
  }

  /// Ends the hold of an unpaid order and gives back its unit.
  public func expire(_ order: SaleOrder) async -> Bool {
    guard await endHold(order) else { return false }
    await giveBack(order)
    await uncount(order)
    return true
  }

  /// Units that could still be reserved.
  public func available(_ sku: Int) -> Int {
    (0..<database.splits[sku, default: 0]).reduce(database.value(.stock(sku))) { sum, index in
      sum + database.value(.bucket(sku: sku, index: index))
    }
  }

  // MARK: Steps

  /// The steps around taking units; `takeUnits` sees one item of a basket at a time.
  func reserve(
    _ order: SaleOrder, taking takeUnits: (SaleOrder) async -> Bool
  ) async -> Reservation {
    await reserve(order, taking: takeUnits, returning: { await giveBack($0) })
  }

  /// The same, with a way to return the first item of a basket when there is no second.
  @inline(__always)
  func reserve(
    _ order: SaleOrder, taking takeUnits: (SaleOrder) async -> Bool,
    returning returnUnits: (SaleOrder) async -> Void
  ) async -> Reservation {
    await reserve(
      order, counting: { await count($0) }, uncounting: { await uncount($0) }, taking: takeUnits,
      returning: returnUnits)
  }

  /// The same, with a way of its own to count units against the account.
  @inline(__always)
  func reserve(
    _ order: SaleOrder, counting countUnits: (SaleOrder) async -> Bool,
    uncounting uncountUnits: (SaleOrder) async -> Void,
    taking takeUnits: (SaleOrder) async -> Bool, returning returnUnits: (SaleOrder) async -> Void
  ) async -> Reservation {
    if let refusal = refusal(order) { return refusal }
    if let earlier = await database.claim(order.key, for: order) {
      return await answerAgain(order, earlier)
    }
    guard await countUnits(order) else {
      database.dropClaim(order.key)
      return .limitReached
    }
    guard await takeAll(order, takeUnits, returnUnits) else {
      await uncountUnits(order)
      database.dropClaim(order.key)
      return .soldOut
    }
    return await hold(order)
  }

  /// Takes all that an order wants, or nothing.
  func takeAll(_ order: SaleOrder) async -> Bool {
    await takeAll(order, { await take($0) }, { await giveBack($0) })
  }

  @inline(__always)
  private func takeAll(
    _ order: SaleOrder, _ takeUnits: (SaleOrder) async -> Bool,
    _ returnUnits: (SaleOrder) async -> Void
  ) async -> Bool {
    guard let rest = order.rest else { return await takeUnits(order) }
    guard await takeUnits(order.first) else { return false }
    if await takeUnits(rest) { return true }
    await returnUnits(order.first)
    return false
  }

  /// What is said to an order that comes before the opening or after the end, by its node's clock.
  func refusal(_ order: SaleOrder) -> Reservation? {
    let offer = world.offer(order.product)
    let now = world.now(atNode: order.node)
    if now < offer.opens { return .tooEarly }
    return now >= offer.closes ? .closed : nil
  }

  /// A repeated attempt gets the answer of the first one.
  func answerAgain(_ order: SaleOrder, _ earlier: OrderID) async -> Reservation {
    switch await database.read(.order(earlier), for: order) {
    case PreHold.held, PreHold.paid:
      .held(order: earlier, price: world.offer(order.product).price)
    case PreHold.ended: .closed
    default: .inProgress
    }
  }

  /// Counts an order's units against its account; false if they would be too many.
  func count(_ order: SaleOrder) async -> Bool {
    let limit = world.offer(order.product).limit
    let isCounted = await database.update(
      order.purchases, by: order.quantity, if: .atMost(limit - order.quantity), for: order)
    guard isCounted, let rest = order.rest else { return isCounted }
    if await count(rest) { return true }
    await uncount(order.first)
    return false
  }

  /// Takes the count back.
  func uncount(_ order: SaleOrder) async {
    _ = await database.update(order.purchases, by: -order.quantity, if: .always, for: order)
    if let rest = order.rest { await uncount(rest) }
  }

  /// Takes units of one item from stock, if they are there.
  @inline(__always)
  func take(_ order: SaleOrder) async -> Bool {
    await database.update(
      stockRow(order), by: -order.quantity, if: .atLeast(order.quantity), for: order)
  }

  /// Gives an order's units back to stock.
  func giveBack(_ order: SaleOrder) async {
    _ = await database.update(stockRow(order), by: order.quantity, if: .always, for: order)
    if let rest = order.rest { await giveBack(rest) }
  }

  /// The row that an order takes from: the stock row, or its account's bucket of it.
  @inline(__always)
  private func stockRow(_ order: SaleOrder) -> Row {
    isSplit ? bucket(order) : .stock(order.sku)
  }

  /// The bucket of an account; a row is split into one for every 100 units, from 2 to 100.
  private func bucket(_ order: SaleOrder) -> Row {
    let wanted = database.value(.stock(order.sku)) / 100
    let buckets = database.split(order.sku, into: max(2, min(wanted, 100)))
    return .bucket(sku: order.sku, index: ownBucket(order, of: buckets))
  }

  /// The index of an account's bucket.
  func ownBucket(_ order: SaleOrder, of buckets: Int) -> Int {
    Int(order.account.scrambled % UInt64(buckets))
  }

  /// Writes down that an order holds its units.
  @inline(__always)
  func hold(_ order: SaleOrder) async -> Reservation {
    await database.write(.order(order.id), PreHold.held, for: order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }

  /// Ends the hold of an unpaid order in its row; whether this call has ended it.
  @inline(__always)
  func endHold(_ order: SaleOrder) async -> Bool {
    await database.update(
      .order(order.id), by: PreHold.ended - PreHold.held, if: .equal(PreHold.held), for: order)
  }
}

extension SaleOrder {
  /// The row that counts what its account holds or owns of the product.
  var purchases: Row { .purchases(account: account, product: product) }

  /// The order without the second item of its basket.
  var first: SaleOrder {
    var order = self
    order.also = nil
    return order
  }

  /// The items of the order, each as an order of its own.
  var items: [SaleOrder] { rest.map { [first, $0] } ?? [self] }

  /// The second item of a basket, as an order of its own.
  var rest: SaleOrder? {
    guard let also else { return nil }
    var order = first
    order.product = also.product
    order.sku = also.sku
    order.quantity = also.quantity
    order.shownPrice = also.shownPrice
    return order
  }
}

extension UInt64 {
  /// The number with its bits mixed up (the finaliser of SplitMix64), so that neighbours part.
  var scrambled: UInt64 {
    var mixed = self &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
