// What comes back after it has been paid for, and what is known of it: a record for each unit on its
// way, and counts by the hour, for this lasts for days when nothing else happens any more; exact instants
// are kept of what the next session finds on sale again.
//
// Invariant: an order has a record from its payment, if it is going to be sent back, until its unit is
// on sale again or scrapped; `announced` counts at the payment what the ledger sees come back later.
import Stochastics

/// A count of units in each hour of a session and of the days after it.
public struct HourSeries: Sendable, Equatable {
  /// Its dotted name.
  public let name: String
  /// What it is, in one sentence.
  public let about: String
  /// One number an hour, from the first instant on, up to the last hour in which anything was.
  public let values: [Int]
}

/// Units on their way back, and those that were.
struct ReturnsDesk: Sendable, Equatable {
  /// A unit that its buyer sends back.
  struct Parcel: Sendable, Equatable {
    var order: UInt64
    var account: UInt64
    var amount: Int64
    var inspection: Int64
    var sku: UInt32
    var product: UInt32
    var isResaleable: Bool
    /// Whether it is back in the warehouse.
    var isBack = false
  }
  private static let hour: Int64 = 3_600_000_000_000

  private var parcels: [Parcel] = []
  private var free: [Int] = []
  /// Units that their buyers were going to send back when they paid, by product.
  private(set) var announced: [Int] = []
  /// What was paid for them, in minor units.
  private(set) var announcedValue: Int128 = 0
  /// Whether no unit is on its way back, or waits for what becomes of it.
  var isAtRest: Bool { parcels.count == free.count }
  /// Units that are back and wait for what becomes of them.
  private(set) var open = TimeWeighted()
  private(set) var backByHour = CountSeries(width: hour)
  private(set) var restockedByHour = CountSeries(width: hour)
  private(set) var scrappedByHour = CountSeries(width: hour)
  /// When units were put on sale again after the close, in order, of each stock row up to the last that
  /// had any: the next session may open at any instant, so hours would not do.
  private var lateRestocks: [[Int64]] = []
  /// From the payment to the unit in the warehouse.
  private(set) var lag = LogLinearHistogram()
  /// When anything happened here last, in nanoseconds.
  private(set) var lastAct: Int64 = 0

  init(products: Int = 0) { announced = Array(repeating: 0, count: products) }

  subscript(slot: Int) -> Parcel { parcels[slot] }

  /// Announces a unit that will be back `after` its payment, and returns its slot.
  mutating func announce(_ parcel: Parcel, after: Int64) -> Int {
    announced[Int(parcel.product)] += 1
    announcedValue += Int128(parcel.amount)
    lag.add(after)
    guard let slot = free.popLast() else {
      parcels.append(parcel)
      return parcels.count - 1
    }
    parcels[slot] = parcel
    return slot
  }

  /// The unit is back in the warehouse.
  mutating func takeBack(_ slot: Int, at instant: Int64) {
    parcels[slot].isBack = true
    open.add(1, at: instant)
    backByHour.add(at: instant)
    lastAct = instant
  }

  /// The unit has been looked at, and is on sale again or scrapped.
  mutating func settle(_ slot: Int, at instant: Int64, close: Int64) {
    open.add(-1, at: instant)
    if parcels[slot].isResaleable {
      restockedByHour.add(at: instant)
      if instant >= close { restockLate(Int(parcels[slot].sku), at: instant) }
    } else {
      scrappedByHour.add(at: instant)
    }
    lastAct = instant
    free.append(slot)
  }

  private mutating func restockLate(_ row: Int, at instant: Int64) {
    while lateRestocks.count <= row { lateRestocks.append([]) }
    lateRestocks[row].append(instant)
  }

  /// Units of a row put on sale again after the close.
  func restockedLate(_ row: Int) -> Int {
    row < lateRestocks.count ? lateRestocks[row].count : 0
  }

  /// Units of a row put on sale again after the close, by an instant.
  func restockedLate(_ row: Int, by instant: Int64) -> Int {
    guard row < lateRestocks.count else { return 0 }
    return lateRestocks[row].prefix { $0 <= instant }.count
  }

  /// Units put on sale again by an instant.
  func restocked(by instant: Int64) -> Int {
    restockedByHour.counts.prefix(Int(instant / ReturnsDesk.hour)).reduce(0, +)
  }

  /// What happened in each hour; empty if nothing has come back.
  var byHour: [HourSeries] {
    guard lastAct > 0 else { return [] }
    return [
      HourSeries(
        name: "returns.units", about: "Units that came back.", values: backByHour.counts),
      HourSeries(
        name: "returns.restocked", about: "Units put on sale again.",
        values: restockedByHour.counts),
      HourSeries(
        name: "returns.scrapped", about: "Units scrapped after they had come back.",
        values: scrappedByHour.counts),
    ]
  }
}
