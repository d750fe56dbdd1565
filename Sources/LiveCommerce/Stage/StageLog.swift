// What is said and shown in one room: the entries of the stage, in order of publication, and the
// cards pushed beside it. Planned entries are known from the start, so viewers plan against them; an
// unplanned change may only touch entries that nobody can have heard.
//
// Invariant: entries are sorted by publication; nothing is ever inserted or moved at or before an
// instant that has passed on the platform.

/// What is on air from one instant on.
struct StageEntry: Sendable, Equatable {
  /// When it is published, in nanoseconds.
  var published: Int64
  var kind: RundownStep.Kind
  /// Index of the rundown step it comes from.
  var step: Int
  /// The product on air, or −1.
  var product: Int
  /// Whether the product on air can be ordered.
  var isOrderable: Bool
  /// For an announcement, when the product opens.
  var opens: Int64
  /// Whether the host has shown something personal by then, or does so now.
  var isRevealed = false
  /// Whether it is no step of its own but the end of the offer before it.
  var endsOffer = false
}

/// A pushed change of a product's stock state.
struct StockCard: Sendable, Equatable {
  /// The tick at which it is published.
  var published: Int64
  var isSoldOut: Bool
}

/// The stage of one room.
///
/// Sendable: written by the session only between windows.
@safe final class StageLog: @unchecked Sendable {
  private(set) var entries: [StageEntry]
  /// Cards by product, in order of publication.
  private(set) var cards: [[StockCard]]
  /// What may be sold here.
  let products: Range<Int>
  private let model: HazardModel
  private let clock: PeopleClock
  private let rateCount: Int
  private let space: StageSpace
  private let tables: UnsafeMutablePointer<StageTables>
  /// The entries as they are since one was moved; before, they are those of all rooms like this.
  private var moved: UnsafeMutablePointer<StageMoment>?

  /// Puts the stage of `room` into a space.
  init(
    entries: [StageEntry], products: Range<Int>, model: HazardModel, clock: PeopleClock,
    in space: StageSpace, room: Int
  ) {
    self.entries = entries
    self.model = model
    self.clock = clock
    self.products = products
    self.space = space
    cards = Array(repeating: [], count: products.count)
    let rates = entries.flatMap { model.rates(for: $0, tick: clock.tick) }
    rateCount = rates.count
    unsafe tables = space.place(
      room: room, moments: StageLog.moments(entries, products, clock), rates: rates,
      cohorts: model.cohortCount, products: products)
  }

  deinit {
    unsafe tables.pointee.cards.deallocate()
    unsafe tables.pointee.cardStarts.deallocate()
    unsafe moved?.deallocate()
  }

  private static func moments(
    _ entries: [StageEntry], _ products: Range<Int>, _ clock: PeopleClock
  ) -> [StageMoment] {
    var moments = entries.map { entry in
      StageMoment(
        published: clock.wideTick(atOrAfter: entry.published), opens: entry.opens,
        product: entry.product < 0 ? -1 : Int32(entry.product - products.lowerBound),
        kind: entry.kind, stockMatters: entry.isOrderable,
        isRevealed: entry.isRevealed)
    }
    for index in moments.indices.dropLast() {
      moments[index].nextPublished = moments[index + 1].published
    }
    return moments
  }

  /// The newest entry published at or before `instant`; entry 0 is published before all others.
  func index(publishedBy instant: Int64) -> Int {
    (entries.firstIndex { $0.published > instant } ?? entries.count) - 1
  }

  /// When anybody here could mean to order something: from the instant at which a link-up or an
  /// announcement is published until it has left the last screen.
  var orderSpans: [ClosedRange<Int64>] {
    let longest = (ViewerRecord.longestStreamDelay + 1) * clock.tick
    return entries.indices.compactMap { index in
      guard entries[index].isOrderable || entries[index].kind == .announce else { return nil }
      let isLast = index + 1 == entries.count
      return entries[index].published...(isLast ? .max : entries[index + 1].published + longest)
    }
  }

  /// When somebody could first see a new card of what is on air for them, from `instant` on, given when
  /// the next card of each product can come.
  func firstCard(after instant: Int64, _ nextCard: (Int) -> Int64) -> Int64 {
    let longest = (ViewerRecord.longestStreamDelay + 1) * clock.tick
    var first = Int64.max
    for index in entries.indices where entries[index].isOrderable {
      let isOver = index + 1 < entries.count && entries[index + 1].published + longest < instant
      guard !isOver, entries[index].published < first else { continue }
      first = min(first, max(entries[index].published, nextCard(entries[index].product)))
    }
    return first
  }

  /// Pushes a card at `instant`.
  ///
  /// Viewers have planned for either state from this epoch on, so nobody's next action is brought
  /// forward by it.
  func push(soldOut: Bool, of product: Int, at instant: Int64) {
    guard products.contains(product), entries.contains(where: { $0.product == product })
    else { return }
    let tick = clock.wideTick(atOrAfter: instant)
    cards[product - products.lowerBound].append(StockCard(published: tick, isSoldOut: soldOut))
    unsafe tables.pointee.cards.deallocate()
    unsafe tables.pointee.cards = StageSpace.table(cards.flatMap { $0 })
    var start = 0
    for index in cards.indices {
      start += cards[index].count
      unsafe tables.pointee.cardStarts[index + 1] = Int32(start)
    }
  }

  /// Moves all entries after `index` by `shift` nanoseconds, none beyond the close of the room, at
  /// `instant`; returns whether that can bring anybody's next action forward.
  func moveEntries(after index: Int, by shift: Int64, at instant: Int64) -> Bool {
    guard index + 1 < entries.count, let close = entries.last?.published else { return false }
    for later in (index + 1)..<(entries.count - 1) {
      entries[later].published = min(entries[later].published + shift, close)
    }
    entries.announceOpenings()
    unsafe moved?.deallocate()
    unsafe moved = StageSpace.table(StageLog.moments(entries, products, clock))
    if let moved = unsafe moved { unsafe tables.pointee.moments = UnsafePointer(moved) }
    unsafe tables.pointee.unchangedSince = clock.tick(atOrAfter: instant)
    let rates = unsafe Array(UnsafeBufferPointer(start: tables.pointee.rates, count: rateCount))
    return shift < 0 || model.slowsDown(from: index, rates: rates)
  }

  /// When a product is linked up here, in order.
  func linkUps(of product: Int) -> [Int64] {
    entries.compactMap { $0.kind == .linkUp && $0.product == product ? $0.published : nil }
  }
}

extension [StageEntry] {
  /// Lets every announcement say when its product is linked up next.
  mutating func announceOpenings() {
    for index in indices where self[index].kind == .announce {
      let product = self[index].product
      let next = self[index...].first { $0.kind == .linkUp && $0.product == product }
      self[index].opens = next?.published ?? 0
    }
  }
}
