// The limit holds over two counts, one of what was bought in the app and one of what was bought on the
// web. A transaction reads both and writes its own. Two at the same time, one here and one there, read
// the same numbers and write different rows, so neither notices the other: write skew, which snapshot
// isolation allows. FIELD §3, "limit by user; concurrent same-user requests" (JAVA_LOVE_GO #92).

/// Write skew on the account limit: reads two counts, writes one.
struct WriteSkewOnLimit: PreHoldVariant {
  static let name = "writeSkewOnLimit"
  static let summary = "checks the limit over two rows at snapshot isolation and writes one of them"
  static let breaks: Set<SaleCheckName> = [.accountLimit]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(
      order, counting: { await count($0) }, uncounting: { await steps.uncount($0.onChannel) },
      taking: { await steps.take($0) }, returning: { await steps.giveBack($0) })
  }

  func expire(_ order: SaleOrder) async -> Bool {
    guard await steps.endHold(order) else { return false }
    await steps.giveBack(order)
    await steps.uncount(order.onChannel)
    return true
  }

  private func count(_ order: SaleOrder) async -> Bool {
    while !Task.isCancelled {
      do {
        let isCounted = try await database.transaction(for: order) { transaction in
          for item in order.items { try await count(item, in: &transaction) }
          return true
        }
        if isCounted != nil { return true }
      } catch { return false }
    }
    return false
  }

  private func count(_ item: SaleOrder, in transaction: inout Transaction) async throws(Rollback) {
    // Only this row will be compared with the snapshot.
    let here = await transaction.add(item.quantity, to: item.onChannel.purchases)
    let there = await transaction.read(item.onOtherChannel.purchases)
    guard here + there <= world.offer(item.product).limit else { throw .limitReached }
  }
}

extension SaleOrder {
  /// The order as counted on its own channel: every other key comes from the web.
  fileprivate var onChannel: SaleOrder { key % 2 == 0 ? self : onWeb }
  /// The order as counted on the channel that it did not come by.
  fileprivate var onOtherChannel: SaleOrder { key % 2 == 0 ? onWeb : self }

  private var onWeb: SaleOrder {
    var order = self
    order.account = ~account
    return order
  }
}
