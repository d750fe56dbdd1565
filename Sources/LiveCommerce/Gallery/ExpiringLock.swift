// Check, then act, made safe by a lock; but the lock has a lease, and the lease does not wait for the
// work. When it runs out a second one comes in, and the first never looks whether the lock is still
// its own: it goes on, and gives back whoever's lock it is. FIELD §3, "lock TTL".
import DiscreteEvents

/// A lock whose lease runs out while its holder works.
struct ExpiringLock: PreHoldVariant {
  static let name = "expiringLock"
  static let summary = "checks and acts under a lock of 5 ms, and does not notice when it is over"
  static let breaks: Set<SaleCheckName> = [.noOversell]
  static let withstands = PreHold.withstands

  let steps: PreHold

  func reserve(_ order: SaleOrder) async -> Reservation {
    await steps.reserve(order) { order in
      while await world.locks.acquire(.stock(order.sku), lease: .milliseconds(5), for: order) == nil
      {
        do { try await world.clock.sleep(for: .milliseconds(1)) } catch { return false }
      }
      let left = await database.read(.stock(order.sku), for: order)
      let isThere = left >= order.quantity
      if isThere { await database.add(.stock(order.sku), -order.quantity, for: order) }
      // Whoever has it now.
      await world.locks.release(.stock(order.sku), token: nil, for: order)
      return isThere
    }
  }
}
