// A simulated cache: values under keys, in memory, served one call after the other. What it holds is
// lost to nobody and promised to nobody: a value may have run out, and nothing ties it to the
// database but the sale logic.
//
// Invariant: every call has its effect in one instant, a script over all its keys; a value whose life
// is over is not there, whether or not it has been cleared away.
import DiscreteEvents

/// The simulated cache.
public final class SaleCache: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  private struct Entry {
    var value: Int
    var ends: Int64
  }
  private let station: Station
  private let database: SaleDatabase
  private let call: Service
  private let scriptCall: Service
  private let cold: ShareProfile
  @safe @exclusivity(unchecked) private var entries: [Row: Entry] = [:]
  /// Stock rows that have a copy here.
  @safe @exclusivity(unchecked) private(set) var warmed: Set<Int> = []

  init(_ database: SaleDatabase, _ setting: OrderPath.Cache, faults: [Fault] = []) {
    self.database = database
    cold = ShareProfile(faults, of: .cache, .coldCache)
    station = Station(
      database, .cache, servers: 1, speed: SpeedProfile(faults, of: .cache))
    call = Service(time: DrawnTime(setting.call), purpose: Purpose.cacheCall)
    scriptCall = Service(time: DrawnTime(setting.script), purpose: Purpose.cacheScript)
  }

  /// What the tier has done.
  var tier: TierCounter { station.tier }

  // MARK: Calls

  /// The value under a key; nil if there is none.
  public func get(_ key: Row, for order: SaleOrder) async -> Int? {
    guard await serve(call, .cacheGet, key, order) else { return nil }
    let value = value(key)
    note(order, .cacheGet, key, value)
    return value
  }

  /// Sets a key, for as long as `life`, or until it is removed.
  public func set(
    _ key: Row, _ value: Int, life: Duration? = nil, for order: SaleOrder
  ) async {
    guard await serve(call, .cacheSet, key, order) else { return }
    put(key, value, life: life)
    note(order, .cacheSet, key, value)
  }

  /// Removes a key.
  public func remove(_ key: Row, for order: SaleOrder) async {
    guard await serve(call, .cacheRemove, key, order) else { return }
    put(key, nil)
    note(order, .cacheRemove, key, nil)
  }

  /// Adds to the value under a key, in one instant, and returns the sum; a missing value counts as 0.
  ///
  /// The life of the value stays as it is.
  public func add(_ key: Row, _ change: Int, for order: SaleOrder) async -> Int {
    guard await serve(call, .cacheAdd, key, order) else { return 0 }
    let sum = change + (value(key) ?? 0)
    replace(key, by: sum)
    note(order, .cacheAdd, key, sum)
    return sum
  }

  /// Sets a key if it has the value expected (nil: none), in one instant; returns whether it did.
  public func compareAndSet(
    _ key: Row, from expected: Int?, to value: Int, life: Duration? = nil, for order: SaleOrder
  ) async -> Bool {
    guard await serve(call, .cacheSwap, key, order) else { return false }
    let found = self.value(key)
    guard found == expected else {
      note(order, .refusedSwap, key, found)
      return false
    }
    put(key, value, life: life)
    note(order, .cacheSwap, key, value)
    return true
  }

  /// Runs a script: everything that `body` does to any keys happens in one instant.
  ///
  /// - Parameters:
  ///   - key: the key that the story tells of.
  ///   - order: the order it is run for.
  ///   - body: the script; it may not call the cache other than through the keys it is given.
  /// - Returns: what the script returned; nil if the node has crashed.
  public func script<Result>(
    on key: Row, for order: SaleOrder, _ body: (CacheKeys) -> Result
  ) async -> Result? {
    guard await serve(scriptCall, .cacheScript, key, order) else { return nil }
    let result = body(CacheKeys(self))
    note(order, .cacheScript, key, value(key))
    return result
  }

  private func serve(
    _ service: Service, _ kind: Statement.Kind, _ key: Row, _ order: SaleOrder
  ) async -> Bool {
    let share = cold.share(at: database.executor.now.nanoseconds)
    if share > 0, misses(share, order) { _ = await database.read(key, for: order) }
    return await station.serve(service, kind, key, order) != .dead
  }

  /// Whether a cold cache does not have what is asked for, so that it comes from the database first.
  private func misses(_ share: Double, _ order: SaleOrder) -> Bool {
    let index = database.nextStatement(of: order)
    return database.uniform(Purpose.coldCache, of: order, index) < share
  }

  private func note(_ order: SaleOrder, _ kind: Statement.Kind, _ key: Row, _ value: Int?) {
    database.note(order, kind, key, value ?? .min)
  }

  // MARK: Values, without taking time

  /// The value under a key now; nil if there is none.
  public func value(_ key: Row) -> Int? {
    guard let entry = entries[key] else { return nil }
    guard entry.ends > database.executor.now.nanoseconds else {
      entries[key] = nil
      return nil
    }
    return entry.value
  }

  /// Copies a stock row into the cache, now and with every delivery; does nothing a second time.
  ///
  /// It takes no time: it stands for what is warmed up before a sale.
  public func warm(_ sku: Int) {
    guard warmed.insert(sku).inserted else { return }
    put(.stock(sku), database.value(.stock(sku)))
  }

  /// Units have been delivered.
  func stockUp(_ sku: Int, by units: Int) {
    guard warmed.contains(sku) else { return }
    replace(.stock(sku), by: units + (value(.stock(sku)) ?? 0))
  }

  fileprivate func put(_ key: Row, _ value: Int?, life: Duration? = nil) {
    let now = database.executor.now
    let ends = life.map { now.advanced(by: $0).nanoseconds } ?? .max
    entries[key] = value.map { Entry(value: $0, ends: ends) }
  }

  /// Sets a value without touching its life.
  private func replace(_ key: Row, by value: Int) {
    let ends = self.value(key) == nil ? Int64.max : entries[key]?.ends ?? .max
    entries[key] = Entry(value: value, ends: ends)
  }
}

/// What a script sees of the cache.
public struct CacheKeys {
  private let cache: SaleCache

  fileprivate init(_ cache: SaleCache) { self.cache = cache }

  /// The value under a key, nil if there is none.
  ///
  /// Setting it gives it a life without end.
  public subscript(key: Row) -> Int? {
    get { cache.value(key) }
    nonmutating set { cache.put(key, newValue) }
  }

  /// The value under a key, or else a value that stands for none.
  public subscript(key: Row, default missing: Int) -> Int {
    get { cache.value(key) ?? missing }
    nonmutating set { cache.put(key, newValue) }
  }

  /// Sets a key for as long as `life`.
  public func set(_ key: Row, _ value: Int, life: Duration) {
    cache.put(key, value, life: life)
  }
}
