// Looking ahead: what a watching viewer does next, given the stage as far as it is published. The
// stage is cut into pieces at which the viewer hears an entry or sees a card; within a piece all
// rates are constant.
//
// Invariant: an outlook depends on the record and the stage alone, never on when it is asked, and
// its instant is never later than what the viewer will do. Stock states of future epochs are unknown,
// so beyond the next epoch the higher of both rates is assumed: whoever wakes too early for that
// looks again and nothing is settled. Engaging does not depend on the stock, so its instant is reckoned
// once an entry, from where the entry was heard: no card can move it, not even by rounding.

/// What a watching viewer does next, and what is left of the budgets then.
struct Outlook {
  enum Action { case leave, close, click, engage, hear, announced, look }
  /// The tick of the action; never later than it really comes.
  var at: Int64
  var action = Action.look
  /// The entry heard last by then.
  var entry: Int
  var patience: Double
  var click: Double
  /// The budget to engage where `entry` was heard.
  private var engage: Double
  /// When `entry` was heard, or the budgets were last settled.
  private var heardAt: Int64
  /// When the viewer engages if no further entry is heard.
  private var engageAt: Int64
  // What the viewer is: copied out of the record field by field, for a copy of the whole record
  // would wait until the fields just written have reached the cache.
  private let cohort: Int
  private let tried: UInt16
  private let stageDelay: Int64
  private let cardDelay: Int64

  /// Starts from where the budgets of a viewer have been spent to.
  @inline(__always)
  init(of viewer: borrowing ViewerRecord, _ stage: StageView, cardDelay: Int64) {
    at = Int64(viewer.last)
    entry = Int(viewer.heard)
    patience = Double(viewer.patience)
    click = Double(viewer.click)
    engage = Double(viewer.engage)
    heardAt = at
    cohort = Int(viewer.cohort)
    engageAt = Outlook.engageAt(engage, heardAt, stage, entry: entry, cohort: cohort)
    tried = viewer.tried
    stageDelay = viewer.stageDelay
    self.cardDelay = cardDelay
  }

  /// What a record can remember of a certain action.
  @inline(__always)
  var plan: Plan { action == .engage ? .engage : action == .leave ? .leave : .look }

  @inline(__always)
  private static func engageAt(
    _ budget: Double, _ start: Int64, _ stage: StageView, entry: Int, cohort: Int
  ) -> Int64 {
    let rates = stage.rates(entry: entry, .inStock, cohort: cohort)
    return start &+ wait(budget, rates.engageWait)
  }

  /// What is left of the budget to engage.
  func engageLeft(_ stage: StageView) -> Double {
    let rates = stage.rates(entry: entry, .inStock, cohort: cohort)
    return engage - Double(at &- heardAt) * rates.engage
  }

  /// Hears the next entry.
  mutating func hear(_ stage: StageView) {
    engage = engageLeft(stage)
    heardAt = at
    entry += 1
    engageAt = Outlook.engageAt(engage, heardAt, stage, entry: entry, cohort: cohort)
  }

  /// What is known of the piece in which a viewer is.
  private struct Piece {
    var rates: HazardRates
    var leaveAt: Int64
    var clickAt: Int64
    var engageAt: Int64
    /// When the next entry is heard or the next card seen.
    var end: Int64
    var stockMatters: Bool
    var first: Int64 { min(leaveAt, min(clickAt, engageAt)) }
    var action: Action { leaveAt == first ? .leave : clickAt == first ? .click : .engage }
  }

  @inline(__always)
  private func piece(_ stage: StageView) -> Piece {
    let moment = stage[entry]
    var soldOut = false
    var cardChange = Int64.max
    if moment.stockMatters {
      (soldOut, cardChange) = stage.cardState(
        of: Int(moment.product), seenAt: at, delay: cardDelay)
    }
    let rates = stage.rates(entry: entry, soldOut ? .soldOut : .inStock, cohort: cohort)
    let isTried = ViewerRecord.tag(of: moment.product) == tried
    return Piece(
      rates: rates, leaveAt: at &+ Outlook.wait(patience, rates.leaveWait),
      clickAt: isTried ? Int64.max : at &+ Outlook.wait(click, rates.clickWait),
      engageAt: engageAt,
      end: min(nextEntry(moment), cardChange), stockMatters: moment.stockMatters)
  }

  /// Spends the budgets through the piece at hand; returns whether something happens in it.
  @inline(__always)
  mutating func endsInPiece(_ stage: StageView) -> Bool {
    let piece = piece(stage)
    let until = min(piece.first, piece.end)
    if piece.stockMatters && until > stage.nextCards {
      let horizon = max(at, stage.nextCards + cardDelay)
      if until > horizon { return endsBeyond(horizon, piece, stage) }
    }
    spend(piece.rates, until: until)
    guard piece.first < piece.end else { return false }
    action = piece.action
    return true
  }

  /// When the entry after the one heard last is heard.
  func nextEntry(_ stage: StageView) -> Int64 { nextEntry(stage[entry]) }

  @inline(__always)
  private func nextEntry(_ moment: StageMoment) -> Int64 {
    guard moment.nextPublished < .max else { return .max }
    return max(moment.nextPublished &+ stageDelay, at)
  }

  @inline(__always)
  private mutating func spend(_ rates: HazardRates, until: Int64) {
    let elapsed = Double(until &- at)
    patience -= elapsed * rates.leave
    click -= elapsed * rates.click
    at = until
  }

  /// The same where nothing happens before `horizon`, from which on cards of a future epoch may be
  /// seen.
  private mutating func endsBeyond(
    _ horizon: Int64, _ piece: Piece, _ stage: StageView
  ) -> Bool {
    let either = stage.rates(entry: entry, .either, cohort: cohort)
    var beyond = self
    beyond.spend(piece.rates, until: horizon)
    let leaveAt = horizon + Outlook.wait(beyond.patience, either.leaveWait)
    let clickAt =
      piece.clickAt == .max ? .max : horizon + Outlook.wait(beyond.click, either.clickWait)
    // Two ticks less, because sums in two parts round otherwise than sums in one.
    let bound = max(horizon, min(leaveAt, clickAt) - 2)
    guard piece.engageAt >= min(bound, piece.end) else {
      // Engaging does not depend on the stock, so this is certain.
      spend(piece.rates, until: piece.engageAt)
      action = .engage
      return true
    }
    beyond.spend(either, until: min(bound, piece.end))
    self = beyond
    action = .look
    return bound < piece.end
  }

  /// How many ticks a budget lasts, given the reciprocal of its rate; at most 2⁵¹, fourteen
  /// hundred years.
  @inline(__always)
  static func wait(_ budget: Double, _ reciprocal: Double) -> Int64 {
    // A budget used up to the last bit is still positive, so that no rate means never. Adding 2⁵²
    // leaves the integer in the low bits of the sum, without the checks of a conversion.
    let ticks = min(max(budget, 1e-12) * reciprocal, 0x1p51) + 0x1p52
    return Int64(bitPattern: ticks.bitPattern & 0x000f_ffff_ffff_ffff) &+ 1
  }
}
