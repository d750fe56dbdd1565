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
  var published: Int64
  var isSoldOut: Bool
}

/// What a viewer's budgets are spent at, per nanosecond.
struct HazardRates: Sendable, Equatable {
  /// Patience, in nanoseconds per nanosecond.
  var leave: Double
  /// Unit-exponential budget of clicking.
  var click: Double
  /// Unit-exponential budget of engaging.
  var engage: Double

  /// Whether any of the rates is higher than in `other`.
  func exceeds(_ other: HazardRates) -> Bool {
    leave > other.leave || click > other.click || engage > other.engage
  }
}

/// The stage of one room.
///
/// Read by every lane during a window, written by the session only between windows; so it needs no
/// lock, and the runtime's check for overlapping accesses (a fifth of the cost of an event) is off.
final class StageLog: @unchecked Sendable {
  @safe @exclusivity(unchecked) private(set) var entries: [StageEntry]
  /// Cards by product, in order of publication.
  @safe @exclusivity(unchecked) private(set) var cards: [[StockCard]]
  @safe @exclusivity(unchecked) private var rates: [HazardRates]
  private let model: HazardModel

  init(entries: [StageEntry], productCount: Int, model: HazardModel) {
    self.entries = entries
    self.model = model
    cards = Array(repeating: [], count: productCount)
    rates = entries.flatMap { model.rates(for: $0) }
  }

  /// The rates of a cohort while `entry` is on air.
  @inline(__always)
  func rates(entry: Int, soldOut: Bool, cohort: Int) -> HazardRates {
    rates[(entry * 2 + (soldOut ? 1 : 0)) * model.cohortCount + cohort]
  }

  /// The newest entry published at or before `instant`; entry 0 is published before all others.
  func index(publishedBy instant: Int64) -> Int {
    var low = 0
    var high = entries.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if entries[middle].published <= instant { low = middle } else { high = middle }
    }
    return low
  }

  /// Whether the newest card of `product` that a viewer has seen says sold out, and when that
  /// changes next as far as is known.
  @inline(__always)
  func cardState(of product: Int, seenAt instant: Int64, delay: Int64) -> (Bool, Int64) {
    guard product >= 0, !cards[product].isEmpty else { return (false, .max) }
    return newestCard(of: product, publishedBy: instant - delay, delay: delay)
  }

  /// Binary search, because a product that sells out and comes back has a card for each turn.
  private func newestCard(
    of product: Int, publishedBy instant: Int64, delay: Int64
  ) -> (Bool, Int64) {
    var low = 0
    var high = cards[product].count
    while low < high {
      let middle = (low + high) / 2
      if cards[product][middle].published <= instant { low = middle + 1 } else { high = middle }
    }
    let change = low < cards[product].count ? cards[product][low].published + delay : .max
    return (low > 0 && cards[product][low - 1].isSoldOut, change)
  }

  /// The first instant from `instant` on at which anybody here could mean to order something: when
  /// the next link-up or announcement is published, or now while the last one may still be on
  /// anybody's screen.
  func earliestOrder(from instant: Int64) -> Int64 {
    for (index, entry) in entries.enumerated() {
      guard entry.isOrderable || entry.kind == .announce else { continue }
      let isLast = index + 1 == entries.count
      let seenUntil =
        isLast ? .max : entries[index + 1].published + ViewerRecord.longestStreamDelay
      if seenUntil >= instant { return max(instant, entry.published) }
    }
    return .max
  }

  /// Pushes a card; returns whether it can bring anybody's next action forward.
  func push(_ card: StockCard, of product: Int) -> Bool {
    cards[product].append(card)
    return entries.contains { $0.product == product && $0.kind != .announce }
  }

  /// Moves all entries after `index` by `shift` nanoseconds, none beyond the close of the room;
  /// returns whether that can bring anybody's next action forward.
  func moveEntries(after index: Int, by shift: Int64) -> Bool {
    guard index + 1 < entries.count, let close = entries.last?.published else { return false }
    for later in (index + 1)..<(entries.count - 1) {
      entries[later].published = min(entries[later].published + shift, close)
    }
    for entry in entries.indices where entries[entry].kind == .announce {
      entries[entry].opens = opening(of: entries[entry].product) ?? entries[entry].opens
    }
    return shift < 0 || model.slowsDown(from: index, rates: rates)
  }

  /// When a product is first linked up.
  func opening(of product: Int) -> Int64? {
    entries.first { $0.kind == .linkUp && $0.product == product }?.published
  }
}
