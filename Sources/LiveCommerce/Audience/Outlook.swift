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
  /// Whether stock states unknown so far lie behind, so that leaving and clicking may come later.
  private var isBound = false
  /// When `entry` was heard, or the budgets were last settled.
  private var heardAt: Int64
  /// When the viewer engages if no further entry is heard.
  private var engageAt: Int64
  // What the viewer is: copied out of the record field by field, for a copy of the whole record
  // would wait until the fields just written have reached the cache.
  private let cohort: Int
  private let tried: UInt16
  private let stageDelay: Int64

  /// Starts from where the budgets of a viewer have been spent to.
  @inline(__always)
  init(of viewer: borrowing ViewerRecord, _ stage: StageView) {
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
  }

  /// Whether an errand may begin with the action.
  var beginsErrand: Bool { action == .click || action == .hear || action == .announced }

  /// What a record can remember of a certain action.
  @inline(__always)
  func plan(of viewer: borrowing ViewerRecord) -> Plan {
    switch action {
    case .engage: settles(viewer) ? .look : .engage
    case .leave: isBound ? .look : .leave
    default: .look
    }
  }

  /// Whether an engagement is to settle the budgets, because so much has been heard since they were that
  /// looking ahead from there would take longer every time.
  @inline(__always)
  func settles(_ viewer: borrowing ViewerRecord) -> Bool {
    entry &- Int(viewer.heard) >= Outlook.entriesPerSettling
  }

  private static let entriesPerSettling = 4

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

  /// Spends the budgets through the piece at hand; returns whether something happens in it.
  ///
  /// How late cards are seen is seldom asked for.
  @inline(__always)
  mutating func endsInPiece(_ stage: StageView, cardDelay: () -> Int64) -> Bool {
    let moment = stage[entry]
    let canClick = ViewerRecord.tag(of: moment.product) != tried
    var end = nextEntry(moment)
    var column = StageView.Column.inStock
    if moment.stockMatters {
      let nextCard = stage.nextCard(of: moment.product)
      guard at < nextCard else { return endsUnknown(stage, end: end, canClick) }
      let seen = stage.cardState(
        of: Int(moment.product), seenAt: at, longest: Outlook.longestCardDelay, delay: cardDelay)
      if seen.0 { column = .soldOut }
      end = min(end, seen.1)
      end = min(end, nextCard)
    }
    let rates = stage.rates(entry: entry, column, cohort: cohort)
    if lasts(to: end, rates, canClick, spare: 0) { return false }
    let leaveAt = at &+ Outlook.wait(patience, rates.leaveWait)
    let clickAt = canClick ? at &+ Outlook.wait(click, rates.clickWait) : .max
    let first = min(leaveAt, min(clickAt, engageAt))
    spend(rates, until: min(first, end))
    action = first == leaveAt ? .leave : first == clickAt ? .click : .engage
    return first < end
  }

  /// The same from an instant on from which the cards are not known, at the higher of both rates; who
  /// engages before anything else could happen does so whatever the cards say.
  @inline(__always)
  private mutating func endsUnknown(_ stage: StageView, end: Int64, _ canClick: Bool) -> Bool {
    isBound = true
    let rates = stage.rates(entry: entry, .either, cohort: cohort)
    // Two ticks less, because sums in two parts round otherwise than sums in one.
    if lasts(to: end, rates, canClick, spare: 2) { return false }
    let leaveAt = at &+ Outlook.wait(patience, rates.leaveWait)
    let clickAt = canClick ? at &+ Outlook.wait(click, rates.clickWait) : .max
    let bound = max(at, min(leaveAt, clickAt) &- 2)
    action = engageAt < bound ? .engage : .look
    let first = min(bound, engageAt)
    spend(rates, until: min(first, end))
    return first < end
  }

  /// Spends the budgets until `end`, if all of them last by far; returns whether they do.
  ///
  /// Most who look ahead pass some pieces before anything happens, so this is what is quickly seen: the
  /// same as the exact reckoning finds, without its waits.
  @inline(__always)
  private mutating func lasts(
    to end: Int64, _ rates: HazardRates, _ canClick: Bool, spare: Double
  ) -> Bool {
    guard engageAt >= end else { return false }
    let elapsed = Double(end &- at) + spare
    guard patience > elapsed * rates.leave else { return false }
    guard click > elapsed * rates.click || rates.click == 0 || !canClick else { return false }
    spend(rates, until: end)
    return true
  }

  /// No card is seen later than this, in ticks.
  static let longestCardDelay = Int64(UInt16.max) << 2

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
