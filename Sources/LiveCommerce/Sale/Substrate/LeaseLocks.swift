// Locks with a lease, as a lock service gives them: whoever holds one loses it when the lease runs
// out, and is not told. Each lock that is given has a token of its own, so that a holder can prove
// that a lock is still its own, if it cares to. A laboratory may let a lease run out as soon as it is
// given: then others take the lock whenever the schedule lets them, whatever its holder is doing.
//
// Invariant: at any instant a lock has at most one holder by the service's own clock; tokens grow.
import DiscreteEvents

/// The lock service.
public final class LeaseLocks: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  private struct Lease {
    var token: Int
    var ends: Int64
  }
  private let station: Station
  private let database: SaleDatabase
  private let call: Service
  @safe @exclusivity(unchecked) private var leases: [Row: Lease] = [:]
  @safe @exclusivity(unchecked) private var given = 0

  init(_ database: SaleDatabase, _ setting: OrderPath.Locks, faults: [Fault] = []) {
    self.database = database
    station = Station(
      database, .locks, servers: 1, speed: SpeedProfile(faults, of: .locks))
    call = Service(time: DrawnTime(setting.call), purpose: Purpose.lockCall)
  }

  /// What the tier has done.
  var tier: TierCounter { station.tier }

  /// Takes the lock on a row for as long as `lease`, if nobody has it; does not wait for it.
  ///
  /// - Returns: the token of the lock, larger than all before; nil if it is taken, or the node has
  ///   crashed. Who wants to wait asks again, and stops when its task is cancelled.
  public func acquire(_ row: Row, lease: Duration, for order: SaleOrder) async -> Int? {
    let turn = await station.serve(call, .lease, row, order)
    guard turn != .dead else { return nil }
    let now = database.executor.now
    if let held = leases[row], held.ends > now.nanoseconds {
      database.note(order, .refusedLease, row, held.token)
      return nil
    }
    given += 1
    let life = turn == .lapsing ? .zero : lease
    leases[row] = Lease(token: given, ends: now.advanced(by: life).nanoseconds)
    database.note(order, .lease, row, given)
    return given
  }

  /// Gives a lock back; without a token, whoever's it is.
  ///
  /// - Returns: whether a lock ended. With a token that is no longer the lock's, nothing happens.
  @discardableResult
  public func release(_ row: Row, token: Int?, for order: SaleOrder) async -> Bool {
    guard await station.serve(call, .endLease, row, order) != .dead else { return false }
    guard let held = holder(of: row), token == nil || token == held else {
      database.note(order, .staleEnd, row, token ?? 0)
      return false
    }
    leases[row] = nil
    database.note(order, .endLease, row, held)
    return true
  }

  /// The token under which a lock is held now, without taking time; nil if nobody holds it.
  public func holder(of row: Row) -> Int? {
    guard let held = leases[row], held.ends > database.executor.now.nanoseconds else { return nil }
    return held.token
  }
}
