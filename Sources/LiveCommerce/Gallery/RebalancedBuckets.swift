// Buckets that help each other out: whoever finds its own bucket short goes round the others. A unit
// stays in its bucket until it is sold, so one that was free all the while is found, and "sold out"
// is true. Speed while there is plenty, and no undersell at the end. FIELD §3, "rebalancing,
// borrow-from-neighbour".
//
// Invariant: as for the plain buckets; what is gathered for one order is taken in one instant.

/// Stock in buckets; a short one borrows from the others.
struct RebalancedBuckets: PreHoldVariant {
  static let name = "rebalancedBuckets"
  static let summary =
    "splits stock into buckets by account; a short one borrows from the others"
  static let withstands = PreHold.withstands

  let steps: PreHold

  init(steps: PreHold) { self.steps = steps }

  init(world: SaleWorld) { steps = PreHold(world: world, isSplit: true) }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { item in
      if await steps.take(item) { return true }
      if await borrow(item) { return true }
      return item.quantity > 1 ? await gather(item) : false
    }
  }

  /// Takes what is needed from the first bucket that has it, beginning after the account's own.
  private func borrow(_ item: SaleOrder) async -> Bool {
    let buckets = database.splits[item.sku, default: 0]
    for offset in 1..<max(1, buckets) {
      let index = (steps.ownBucket(item, of: buckets) + offset) % buckets
      let bucket = Row.bucket(sku: item.sku, index: index)
      guard await database.read(bucket, for: item) >= item.quantity else { continue }
      let isTaken = await database.update(
        bucket, by: -item.quantity, if: .atLeast(item.quantity), for: item)
      if isTaken { return true }
    }
    return false
  }

  /// Takes several units from several buckets, in one transaction.
  private func gather(_ item: SaleOrder) async -> Bool {
    while !Task.isCancelled {
      let isTaken = await database.transaction(for: item) { await gather(item, in: &$0) }
      if let isTaken { return isTaken }
    }
    return false
  }

  /// Takes what is needed from as many buckets as it takes; nothing if all together have too little.
  private func gather(_ item: SaleOrder, in transaction: inout Transaction) async -> Bool {
    var missing = item.quantity
    var writes: [(Row, Int)] = []
    for index in 0..<database.splits[item.sku, default: 0] where missing > 0 {
      let bucket = Row.bucket(sku: item.sku, index: index)
      let left = await transaction.read(bucket)
      guard left > 0 else { continue }
      let part = min(left, missing)
      writes.append((bucket, left - part))
      missing -= part
    }
    guard missing == 0 else { return false }
    for (row, value) in writes { transaction.write(row, value) }
    return true
  }
}
