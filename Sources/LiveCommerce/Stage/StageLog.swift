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
  private let model: HazardModel
  private let clock: PeopleClock
  private let moments: UnsafeMutableBufferPointer<StageMoment>
  private let rates: UnsafeMutableBufferPointer<HazardRates>
  private var cardTable: UnsafeMutableBufferPointer<StockCard>
  private let cardStarts: UnsafeMutableBufferPointer<Int32>
  private var unchangedSince: UInt32 = 0
  private var nextCards: Int64

  init(
    entries: [StageEntry], productCount: Int, model: HazardModel, clock: PeopleClock,
    firstEpoch: Int64?
  ) {
    self.entries = entries
    self.model = model
    self.clock = clock
    cards = Array(repeating: [], count: productCount)
    nextCards = firstEpoch.map { clock.wideTick(atOrAfter: $0) } ?? .max
    let rows = entries.flatMap { model.rates(for: $0, tick: clock.tick) }
    unsafe moments = .allocate(capacity: entries.count)
    unsafe rates = .allocate(capacity: rows.count)
    unsafe cardTable = .allocate(capacity: 1)
    unsafe cardStarts = .allocate(capacity: productCount + 1)
    _ = unsafe rates.initialize(from: rows)
    unsafe cardStarts.initialize(repeating: 0)
    _ = unsafe moments.initialize(from: entries.map(moment))
  }

  deinit {
    unsafe moments.deallocate()
    unsafe rates.deallocate()
    unsafe cardTable.deallocate()
    unsafe cardStarts.deallocate()
  }

  /// The tables for the next window.
  var view: StageView {
    guard let moments = unsafe moments.baseAddress, let rates = unsafe rates.baseAddress,
      let cards = unsafe cardTable.baseAddress, let starts = unsafe cardStarts.baseAddress
    else { preconditionFailure("a stage has at least one entry") }
    return unsafe StageView(
      moments: moments, count: entries.count, rates: rates, cohortCount: model.cohortCount,
      cards: cards, cardStarts: starts, unchangedSince: unchangedSince, nextCards: nextCards)
  }

  private func moment(_ entry: StageEntry) -> StageMoment {
    StageMoment(
      published: clock.wideTick(atOrAfter: entry.published), opens: entry.opens,
      product: Int32(entry.product), kind: entry.kind, stockMatters: entry.isOrderable)
  }

  /// The newest entry published at or before `instant`; entry 0 is published before all others.
  func index(publishedBy instant: Int64) -> Int {
    (entries.firstIndex { $0.published > instant } ?? entries.count) - 1
  }

  /// The first instant from `instant` on at which anybody here could mean to order something: when
  /// the next link-up or announcement is published, or now while the last one may still be on
  /// anybody's screen.
  func earliestOrder(from instant: Int64) -> Int64 {
    for (index, entry) in entries.enumerated() {
      guard entry.isOrderable || entry.kind == .announce else { continue }
      let isLast = index + 1 == entries.count
      let longest = (ViewerRecord.longestStreamDelay + 1) * clock.tick
      let seenUntil = isLast ? .max : entries[index + 1].published + longest
      if seenUntil >= instant { return max(instant, entry.published) }
    }
    return .max
  }

  /// Ends an epoch: until `next` (nil: for ever) nothing more is published.
  func settle(until next: Int64?) {
    nextCards = next.map { clock.wideTick(atOrAfter: $0) } ?? .max
  }

  /// Pushes a card at `instant`.
  ///
  /// Viewers have planned for either state from this epoch on, so nobody's next action is brought
  /// forward by it.
  func push(soldOut: Bool, of product: Int, at instant: Int64) {
    guard entries.contains(where: { $0.product == product }) else { return }
    let tick = clock.wideTick(atOrAfter: instant)
    cards[product].append(StockCard(published: tick, isSoldOut: soldOut))
    unchangedSince = clock.tick(atOrAfter: instant)
    let flat = cards.flatMap { $0 }
    unsafe cardTable.deallocate()
    unsafe cardTable = .allocate(capacity: flat.count)
    _ = unsafe cardTable.initialize(from: flat)
    var start = 0
    for index in cards.indices {
      start += cards[index].count
      unsafe cardStarts[index + 1] = Int32(start)
    }
  }

  /// Moves all entries after `index` by `shift` nanoseconds, none beyond the close of the room, at
  /// `instant`; returns whether that can bring anybody's next action forward.
  func moveEntries(after index: Int, by shift: Int64, at instant: Int64) -> Bool {
    guard index + 1 < entries.count, let close = entries.last?.published else { return false }
    for later in (index + 1)..<(entries.count - 1) {
      entries[later].published = min(entries[later].published + shift, close)
    }
    for entry in entries.indices where entries[entry].kind == .announce {
      entries[entry].opens = opening(of: entries[entry].product) ?? entries[entry].opens
    }
    for entry in entries.indices { unsafe moments[entry] = moment(entries[entry]) }
    unchangedSince = clock.tick(atOrAfter: instant)
    let rates = unsafe Array(rates)
    return shift < 0 || model.slowsDown(from: index, rates: rates)
  }

  /// When a product is first linked up.
  func opening(of product: Int) -> Int64? {
    entries.first { $0.kind == .linkUp && $0.product == product }?.published
  }
}
