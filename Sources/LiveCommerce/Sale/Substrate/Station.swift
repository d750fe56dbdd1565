// A machine beside the database that serves one call after the other, or a few at a time: the cache,
// the queue, the lock service. In a laboratory it only passes on the turn.
import DiscreteEvents

/// A machine with servers, service times and a counter.
final class Station: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  let database: SaleDatabase
  private let servers: Resource?
  private let speed: SpeedProfile
  /// What the tier has done.
  @safe @exclusivity(unchecked) private(set) var tier: TierCounter
  private let name: TraceTier

  init(_ database: SaleDatabase, _ name: TraceTier, servers count: Int, speed: SpeedProfile) {
    self.name = name
    self.speed = speed
    self.database = database
    servers =
      database.laboratory == nil
      ? Resource(database.executor, name: name.rawValue, capacity: count) : nil
    tier = TierCounter(name: name.rawValue, servers: count)
  }

  /// Lets a call take its turn or its time; without a laboratory it is always answered.
  func serve(
    _ service: Service, _ kind: Statement.Kind, _ row: Row, _ order: SaleOrder
  ) async -> Turn {
    if let laboratory = database.laboratory {
      return await laboratory.turn(kind, row, for: order.id)
    }
    guard database.isAskedHere() else { return .dead }
    await serve(service, order)
    return .answered
  }

  private func serve(_ service: Service, _ order: SaleOrder) async {
    guard let servers else { return }
    let executor = database.executor
    let arrival = executor.now.nanoseconds
    tier.arrives(at: arrival)
    if !servers.tryAcquire() {
      database.tell(.queued(name, TraceLoad(tier)), of: order)
      let isStalled = database.stalls(order)
      await servers.acquire()
      database.resumes(order, isStalled)
    }
    let begun = executor.now.nanoseconds
    tier.begins(at: begun)
    database.tell(.began(name, TraceLoad(tier)), of: order)
    let index = database.nextStatement(of: order)
    let work = service.time.value(at: database.uniform(service.purpose, of: order, index))
    await executor.sleep(for: speed.time(for: work, from: begun))
    tier.ends(at: executor.now.nanoseconds, arrived: arrival)
    database.tell(.ended(name, TraceLoad(tier)), of: order)
    servers.release()
  }
}
