// What viewers read of a stage: flat tables in ticks, without a reference to count, so that a viewer's
// step touches no shared counter.
//
// Invariant: what only one room has is written between windows, by its StageLog; a view is valid for
// the window it was taken for. This is one of the three places with unsafe memory (the others are the
// executor and the chunks of the wheel).

/// What a viewer's budgets are spent at, per tick, with the reciprocals.
struct HazardRates: Sendable, Hashable {
  /// Patience, in ticks per tick.
  var leave: Double
  /// Unit-exponential budget of clicking.
  var click: Double
  /// Unit-exponential budget of engaging.
  var engage: Double
  /// Reciprocals of the above; 10³⁰ for a rate of zero.
  var leaveWait: Double
  var clickWait: Double
  var engageWait: Double
  /// Log-odds that somebody without personal deviation wants what is linked up or announced.
  var linkUp: Double

  init(leave: Double, click: Double, engage: Double, linkUp: Double) {
    self.leave = leave
    self.click = click
    self.engage = engage
    self.linkUp = linkUp
    leaveWait = HazardRates.reciprocal(leave)
    clickWait = HazardRates.reciprocal(click)
    engageWait = HazardRates.reciprocal(engage)
  }

  private static func reciprocal(_ rate: Double) -> Double { rate > 0 ? 1 / rate : 1e30 }

  /// Whether any of the rates is higher than in `other`.
  func exceeds(_ other: HazardRates) -> Bool {
    leave > other.leave || click > other.click || engage > other.engage
  }

  /// The higher of each pair of rates.
  func upperBound(_ other: HazardRates) -> HazardRates {
    HazardRates(
      leave: max(leave, other.leave), click: max(click, other.click),
      engage: max(engage, other.engage), linkUp: linkUp)
  }
}

/// A stage entry as viewers read it.
struct StageMoment: Sendable, Hashable {
  /// The tick at which it is published; −1 for the entry that is on air before anybody comes.
  var published: Int64
  /// The tick at which the next entry is published; `Int64.max` after the last one.
  var nextPublished = Int64.max
  /// For an announcement, when the product opens, in nanoseconds.
  var opens: Int64
  /// The product on air, or −1.
  var product: Int32
  var kind: RundownStep.Kind
  /// Whether the rates depend on what the viewer has seen of the stock.
  var stockMatters: Bool
  /// Whether the host has shown something personal by then, or does so now.
  var isRevealed: Bool
}

/// Where the tables of one stage are: one cache line, all that a step touches of a room alone.
@unsafe struct StageTables {
  /// The entries; products are counted from `firstProduct` on.
  var moments: UnsafePointer<StageMoment>
  /// Three columns of all cohorts for each entry.
  var rates: UnsafePointer<HazardRates>
  var cards: UnsafeMutablePointer<StockCard>
  /// Where the cards of each product begin in `cards`, and where the last one's end.
  var cardStarts: UnsafeMutablePointer<Int32>
  /// The first tick at which another card may be published, in any room; `Int64.max` after the last
  /// epoch.
  var nextCards: UnsafePointer<Int64>
  /// Number of entries.
  var count: Int32
  var cohortCount: Int32
  /// The first product that has cards; the others follow it.
  var firstProduct: Int32
  /// Since which tick the entries have been as they are now.
  var unchangedSince: UInt32
  /// By product of the session, a tick before which no card of it is published, if that is later.
  var quiet: UnsafePointer<Int64>
}

/// What viewers read of all stages, by room.
///
/// Sendable: nobody writes the tables during the window in which lanes read them.
@safe struct StageViews: @unchecked Sendable {
  private let tables: UnsafeMutablePointer<StageTables>

  init(_ tables: UnsafeMutablePointer<StageTables>) { unsafe self.tables = tables }

  /// The stage of a room.
  @inline(__always)
  subscript(room: UInt16) -> StageView { unsafe StageView(tables + Int(room)) }
}

/// What viewers read of one stage.
///
/// Sendable: nobody writes the tables during the window in which lanes read them.
@safe struct StageView: @unchecked Sendable {
  /// What the rates in a column hold for.
  enum Column: Int { case inStock, soldOut, either }

  private let tables: UnsafeMutablePointer<StageTables>

  init(_ tables: UnsafeMutablePointer<StageTables>) { unsafe self.tables = tables }

  /// Number of entries.
  @inline(__always)
  var count: Int { Int(unsafe tables.pointee.count) }
  /// Since which tick the entries have been as they are now.
  @inline(__always)
  var unchangedSince: UInt32 { unsafe tables.pointee.unchangedSince }
  /// The first tick at which another card of a product may be published; `Int64.max` after the last
  /// epoch.
  @inline(__always)
  func nextCard(of product: Int32) -> Int64 {
    unsafe max(tables.pointee.nextCards.pointee, tables.pointee.quiet[Int(product)])
  }
  @inline(__always)
  private var firstProduct: Int32 { unsafe tables.pointee.firstProduct }

  /// An entry; `index` must be below `count`.
  @inline(__always)
  subscript(index: Int) -> StageMoment {
    var moment = unsafe tables.pointee.moments[index]
    moment.product = moment.product < 0 ? -1 : moment.product &+ firstProduct
    return moment
  }

  /// The rates of a cohort while an entry is on air.
  @inline(__always)
  func rates(entry: Int, _ column: Column = .inStock, cohort: Int) -> HazardRates {
    let cohorts = Int(unsafe tables.pointee.cohortCount)
    return unsafe tables.pointee.rates[(entry &* 3 &+ column.rawValue) &* cohorts &+ cohort]
  }

  /// The newest entry published at or before `tick`; entry 0 is published before all others.
  func index(publishedBy tick: Int64) -> Int {
    var low = 0
    var high = count
    while low + 1 < high {
      let middle = (low + high) / 2
      if unsafe tables.pointee.moments[middle].published <= tick {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  /// Whether the newest card of `product` that a viewer has seen says sold out, and when that
  /// changes next as far as is known; cards are seen after a delay of at most `longest`, which is asked for
  /// only where it matters.
  @inline(__always)
  func cardState(
    of product: Int, seenAt tick: Int64, longest: Int64, delay: () -> Int64
  ) -> (Bool, Int64) {
    guard product >= 0 else { return (false, .max) }
    let place = product &- Int(firstProduct)
    let start = Int(unsafe tables.pointee.cardStarts[place])
    let end = Int(unsafe tables.pointee.cardStarts[place &+ 1])
    guard start < end else { return (false, .max) }
    // Whatever the delay is, the newest card of all has been seen long ago.
    let newest = unsafe tables.pointee.cards[end - 1]
    if newest.published <= tick &- longest { return (newest.isSoldOut, .max) }
    let delay = delay()
    return newestCard(start, end, publishedBy: tick - delay, delay: delay)
  }

  /// Binary search, because a product that sells out and comes back has a card for each turn.
  @inline(never)
  private func newestCard(
    _ start: Int, _ end: Int, publishedBy tick: Int64, delay: Int64
  ) -> (Bool, Int64) {
    let cards = unsafe tables.pointee.cards
    var low = start
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if unsafe cards[middle].published <= tick { low = middle + 1 } else { high = middle }
    }
    let change = low < end ? unsafe cards[low].published + delay : .max
    return unsafe (low > start && cards[low - 1].isSoldOut, change)
  }
}
