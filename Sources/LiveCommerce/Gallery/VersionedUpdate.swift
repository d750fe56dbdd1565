// Optimistic: read the stock with its version, write it back if the version is still the same, and
// begin again if it is not. No lock, no guard on the value; under contention all but one begin again,
// so it is sound and slow. The sound sibling of the lost update.

/// A versioned update: writes what it read less what it sells, if nobody has written since.
struct VersionedUpdate: PreHoldVariant {
  static let name = "versionedUpdate"
  static let summary =
    "reads stock and version, writes if the version is unchanged, or begins again"
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      while !Task.isCancelled {
        let left = await database.readVersion(.stock(order.sku), for: order)
        guard left.value >= order.quantity else { return false }
        let isTaken = await database.update(
          .stock(order.sku), to: left.value - order.quantity, ifVersion: left.version, for: order)
        if isTaken { return true }
      }
      return false
    }
  }
}
