// Where the tables of all stages are: what one room has to itself side by side, a cache line a room,
// and what rooms have in common once. So ten thousand rooms of a kind give a viewer's step hardly more
// memory to reach for than one room does.
//
// Invariant: what is in common is never written, and lives as long as the space.

/// The memory of all stages of a session.
///
/// Sendable: written by the session only between windows.
@safe final class StageSpace: @unchecked Sendable {
  private let clock: PeopleClock
  private let rooms: UnsafeMutablePointer<StageTables>
  private let nextCards: UnsafeMutablePointer<Int64>
  private let quiet: UnsafeMutablePointer<Int64>
  private var moments = SharedTables<StageMoment>()
  private var rates = SharedTables<HazardRates>()

  /// Makes space for some rooms that sell some products; each is to be placed before anybody reads it.
  init(rooms count: Int, products: Int, clock: PeopleClock) {
    self.clock = clock
    let line = unsafe MemoryLayout<StageTables>.stride
    unsafe rooms = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * line, alignment: 64)
      .bindMemory(to: StageTables.self, capacity: count)
    unsafe nextCards = .allocate(capacity: 1)
    unsafe nextCards.initialize(to: .max)
    unsafe quiet = StageSpace.table(Array(repeating: 0, count: products))
  }

  deinit {
    moments.deallocate()
    rates.deallocate()
    unsafe nextCards.deallocate()
    unsafe quiet.deallocate()
    unsafe rooms.deallocate()
  }

  /// What viewers read; valid as long as the space.
  var views: StageViews { unsafe StageViews(rooms) }

  /// Ends an epoch: until `next` (nil: for ever) nothing more is published.
  func settle(until next: Int64?) {
    unsafe nextCards.pointee = next.map { clock.wideTick(atOrAfter: $0) } ?? .max
  }

  /// Until `instant` nothing is published of a product, whatever happens at epochs before.
  func keepQuiet(_ product: Int, until instant: Int64) {
    unsafe quiet[product] = clock.wideTick(atOrAfter: instant)
  }

  /// Puts down the stage of a room, and returns where it is.
  func place(
    room: Int, moments: [StageMoment], rates: [HazardRates], cohorts: Int, products: Range<Int>
  ) -> UnsafeMutablePointer<StageTables> {
    let starts = Array(repeating: Int32(0), count: products.count + 1)
    unsafe (rooms + room).initialize(
      to: StageTables(
        moments: self.moments.table(moments), rates: self.rates.table(rates),
        cards: StageSpace.table([]), cardStarts: StageSpace.table(starts),
        nextCards: UnsafePointer(nextCards),
        count: Int32(moments.count), cohortCount: Int32(cohorts),
        firstProduct: Int32(products.lowerBound), unchangedSince: 0,
        quiet: UnsafePointer(quiet)))
    return unsafe rooms + room
  }

  /// Memory that holds some rows; whoever asks for it deallocates it.
  static func table<Row>(_ rows: [Row]) -> UnsafeMutablePointer<Row> {
    let table = UnsafeMutablePointer<Row>.allocate(capacity: max(1, rows.count))
    for (index, row) in rows.enumerated() { unsafe (table + index).initialize(to: row) }
    return unsafe table
  }
}

/// Tables that rooms have in common, by what they hold.
@safe private struct SharedTables<Row: Hashable> {
  private var tables: [[Row]: Int] = [:]
  private var places: [UnsafePointer<Row>] = unsafe []

  /// Where some rows are; the same rows are always in the same place.
  mutating func table(_ rows: [Row]) -> UnsafePointer<Row> {
    if let known = tables[rows] { return unsafe places[known] }
    tables[rows] = unsafe places.count
    let table = unsafe UnsafePointer(StageSpace.table(rows))
    unsafe places.append(table)
    return unsafe table
  }

  func deallocate() {
    for index in unsafe places.indices { unsafe places[index].deallocate() }
  }
}
