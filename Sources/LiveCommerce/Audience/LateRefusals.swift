// Refusals that come when the client has stopped waiting. Whoever still asks hears of one and asks no more;
// whoever has given up by then learns what has become of it.
//
// Invariant: what an intention came to is told by all answers to it, whichever is given first: one of which
// an order has come was not refused, however often it was told "no", and one that was refused counts once.
import Stochastics

/// Late refusals of one lane, and the intentions that have ended while answers to them may be under way.
struct LateRefusals: Sendable {
  /// What somebody asks for: one variant, by one click.
  struct Wish: Hashable, Sendable {
    private let bits: UInt64

    /// An account has forty bits, a shift is −1, 0 or 1.
    init(account: UInt64, click: UInt16, shift: Int8) {
      bits = UInt64(bitPattern: Int64(shift + 1)) << 56 | account << 16 | UInt64(click)
    }

    /// The intention, whichever variant is asked for.
    fileprivate var intention: UInt64 { bits & ((1 << 56) - 1) }
  }

  /// A refusal for good, and when it is heard, in nanoseconds.
  struct Refusal: Sendable, Equatable {
    let outcome: Outcome
    let heard: Int64
  }

  /// How an intention has ended.
  struct Ending: Sendable {
    /// When it began, in nanoseconds.
    let since: Int64
    /// The stock row that was wanted first.
    let row: Int
    let reason: LossReason
    /// Whether the time to its end has been counted.
    let isTimed: Bool
    /// Whether its buyer would take another variant that has not been asked for.
    let takesNeighbour: Bool
    /// What was asked for last, and the refusal of that.
    fileprivate var wish: Wish?
    fileprivate var refusal: Refusal?

    init(since: Int64, row: Int, _ reason: LossReason, isTimed: Bool, takesNeighbour: Bool) {
      self.since = since
      self.row = row
      self.reason = reason
      self.isTimed = isTimed
      self.takesNeighbour = takesNeighbour
    }
  }

  /// The refusal given first and the one heard first.
  private var refusals: [Wish: (given: Refusal, heard: Refusal)] = [:]
  private var endings: [UInt64: Ending] = [:]

  /// The refusal of a wish heard first, if that was by `instant`.
  func known(to wish: Wish, by instant: Int64) -> Refusal? {
    guard let refusal = refusals[wish]?.heard, refusal.heard <= instant else { return nil }
    return refusal
  }

  /// Keeps a refusal, for whoever still asks or has given up.
  mutating func hear(_ refusal: Refusal, of wish: Wish) {
    guard let ending = endings[wish.intention] else {
      let earlier = refusals[wish]
      let isFirst = refusal.heard < earlier?.heard.heard ?? .max
      refusals[wish] = (earlier?.given ?? refusal, isFirst ? refusal : earlier?.heard ?? refusal)
      return
    }
    if ending.wish == wish, ending.refusal == nil { endings[wish.intention]?.refusal = refusal }
  }

  /// Notes how an intention has ended, to which a refusal may be on its way.
  mutating func end(_ ending: Ending, asking wish: Wish) {
    var ending = ending
    ending.wish = wish
    ending.refusal = refusals.removeValue(forKey: wish)?.given
    endings[wish.intention] = ending
  }

  /// Takes back how an intention has ended: an order has come of it.
  mutating func create(_ wish: Wish) { endings.removeValue(forKey: wish.intention) }

  /// Adds what has become of intentions that have ended so; in no order, for only sums are formed.
  func count(into tally: inout AudienceTally) {
    for ending in endings.values { ending.count(into: &tally) }
  }
}

extension LateRefusals.Ending {
  fileprivate func count(into tally: inout AudienceTally) {
    guard reason.isUndecided else {
      if reason.isOfStock { tally.miss(row) }
      return
    }
    guard let refusal else {
      tally.untold += 1
      return
    }
    tally.refusedLate += 1
    if !isTimed {
      tally.refusedLatency.add(refusal.heard - since)
      tally.refusedLatencyOverTime.add(refusal.heard - since, at: refusal.heard)
    }
    guard refusal.outcome == .soldOut else { return }
    if takesNeighbour { tally.untold += 1 } else { tally.miss(row) }
  }
}
