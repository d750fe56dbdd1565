// Looking ahead: what a watching viewer does next, given the stage as far as it is published. The
// stage is cut into pieces at which the viewer hears an entry or sees a card; within a piece all
// rates are constant.
//
// Invariant: an outlook depends on the record and the stage alone, never on when it is asked, and
// its instant is never later than what the viewer will do. Whenever an entry is heard the budgets are
// rounded to what a record holds, so a record may be brought up to any entry heard, and what has been
// heard is gone through once. Stock states of future epochs are unknown, so beyond the next epoch the
// higher of both rates is assumed: whoever wakes too early for that looks again and nothing is settled.
// Engaging does not depend on the stock, so its instant is reckoned once an entry, from where the entry
// was heard: no card can move it, not even by rounding.
import Stochastics

/// What a watching viewer does next, and what is left of the budgets then.
struct Outlook {
  enum Action { case leave, close, click, engage, hear, announced, look }

  /// Where an entry was heard, and the budgets there, as a record holds them.
  struct Hearing {
    var at: Int64
    var entry: Int
    var patience: Float
    var click: Float
    var engage: Float
  }

  /// The tick of the action; never later than it really comes.
  private(set) var at: Int64
  var action = Action.look
  /// The entry heard last by then.
  private(set) var entry: Int
  private(set) var patience: Double
  private(set) var click: Double
  /// Up to where the viewer has come when looking.
  private var now: Int64
  /// The last hearing that is certain and called for nothing, and the last of those up to `now`.
  private var heard: Hearing
  private(set) var reached: Hearing
  /// Whether stock states unknown so far lie behind, so that leaving and clicking may come later.
  private var isBound = false
  /// Whether an entry has been heard since, so that the budgets there are not known.
  private var isBlind = false
  /// When `entry` was heard, and the budget to engage there.
  private var heardAt: Int64
  private var engage: Double
  /// When the viewer engages if no further entry is heard.
  private var engageAt: Int64
  // What the viewer is: copied out of the record field by field, for a copy of the whole record
  // would wait until the fields just written have reached the cache.
  let own: EntityDraws
  let cohort: Int
  let tried: UInt16
  let inclination: Double
  private let stageDelay: Int64
  /// The delay of the viewer's cards, once it has been asked for.
  private var cardDelay: Int64?

  /// Starts from where the budgets of a viewer have been spent to, who has come up to the tick `now`.
  @inline(__always)
  init(
    of viewer: borrowing ViewerRecord, _ own: EntityDraws, _ stage: StageView, now: UInt32
  ) {
    at = Int64(viewer.last)
    entry = Int(viewer.heard)
    patience = Double(viewer.patience)
    click = Double(viewer.click)
    engage = Double(viewer.engage)
    self.now = Int64(now)
    heardAt = at
    heard = Hearing(
      at: at, entry: entry, patience: viewer.patience, click: viewer.click, engage: viewer.engage)
    reached = heard
    self.own = own
    cohort = Int(viewer.cohort)
    tried = viewer.tried
    inclination = viewer.inclination
    stageDelay = viewer.stageDelay
    engageAt = heardAt &+ Outlook.wait(engage, stage.rates(entry: entry, cohort: cohort).engageWait)
  }

  /// Whether an errand may begin with the action.
  var beginsErrand: Bool { action == .click || action == .hear || action == .announced }

  /// What a record can remember of a certain action; of an engagement only if it follows on what has been
  /// heard by now, for from what is heard last it counts on.
  @inline(__always)
  var plan: Plan {
    switch action {
    case .engage: heard.entry == reached.entry ? .engage : .look
    case .leave: isBound ? .look : .leave
    default: .look
    }
  }

  /// What is left of the budget to engage.
  func engageLeft(_ stage: StageView) -> Float {
    Float(engage - Double(at &- heardAt) * stage.rates(entry: entry, cohort: cohort).engage)
  }

  /// Hears the next entry.
  @inline(__always)
  mutating func hear(_ stage: StageView) {
    engage = Double(engageLeft(stage))
    heardAt = at
    entry &+= 1
    engageAt = heardAt &+ Outlook.wait(engage, stage.rates(entry: entry, cohort: cohort).engageWait)
  }

  /// Whether what was heard last is still on air when it is heard.
  @inline(__always)
  func isOnAir(_ stage: StageView) -> Bool { nextEntry(stage) > at }

  /// Goes on watching after an entry has been heard.
  @inline(__always)
  mutating func goOn() {
    guard !isBound else {
      isBlind = true
      // What is certain is rounded here, and by less than this.
      patience -= patience * 0x1p-23
      click -= click * 0x1p-23
      return
    }
    heard = Hearing(
      at: at, entry: entry, patience: Float(patience), click: Float(click), engage: Float(engage))
    patience = Double(heard.patience)
    click = Double(heard.click)
    if at <= now { reached = heard }
  }

  /// Spends the budgets through the piece at hand; returns whether it ends with an action, and not with
  /// the piece.
  ///
  /// Whoever engages meanwhile does so if `engages` can be told now: given when, and the last hearing by
  /// then, it returns the budget since then to the engagement after. How late cards are seen is seldom
  /// asked for.
  @inline(__always)
  mutating func endsInPiece(
    _ stage: StageView, cardDelay: () -> Int64, engages: (Int64, Hearing) -> Float?
  ) -> Bool {
    let moment = stage[entry]
    let canClick = ViewerRecord.tag(of: moment.product) != tried
    var end = nextEntry(moment)
    var column = StageView.Column.inStock
    if moment.stockMatters {
      let nextCard = stage.nextCard(of: moment.product)
      if at < nextCard {
        let seen = stage.cardState(
          of: Int(moment.product), seenAt: at, longest: Outlook.longestCardDelay
        ) {
          let delay = self.cardDelay ?? cardDelay()
          self.cardDelay = delay
          return delay
        }
        if seen.0 { column = .soldOut }
        end = min(end, min(seen.1, nextCard))
      } else {
        isBound = true
        column = .either
      }
    }
    let rates = stage.rates(entry: entry, column, cohort: cohort)
    // Two ticks less, because sums in two parts round otherwise than sums in one.
    let spare: Int64 = column == .either ? 2 : 0
    if engageAt >= end, lasts(to: end, rates, canClick, spare: Double(spare)) {
      spend(rates, until: end, canClick)
      return false
    }
    let leaveAt = at &+ Outlook.wait(patience, rates.leaveWait)
    let clickAt = canClick ? at &+ Outlook.wait(click, rates.clickWait) : .max
    let first = max(at, min(leaveAt, clickAt) &- spare)
    while engageAt < min(first, end) {
      guard !isBlind, let budget = engages(engageAt, heard) else {
        action = isBlind ? .look : .engage
        at = engageAt
        return true
      }
      hasEngaged(budget, rates)
    }
    spend(rates, until: min(first, end), canClick)
    action = column == .either ? .look : first == leaveAt ? .leave : .click
    return first < end
  }

  /// Goes on after an engagement.
  @inline(__always)
  private mutating func hasEngaged(_ budget: Float, _ rates: HazardRates) {
    now = max(now, engageAt)
    heard.engage = budget
    reached = heard
    engage = Double(budget)
    engageAt = heardAt &+ Outlook.wait(engage, rates.engageWait)
  }

  /// Whether leaving and clicking wait until `end`, by far.
  ///
  /// Most who look ahead pass some pieces before anything happens, so this is what is quickly seen: the
  /// same as the exact reckoning finds, without its waits.
  @inline(__always)
  private func lasts(
    to end: Int64, _ rates: HazardRates, _ canClick: Bool, spare: Double
  ) -> Bool {
    let elapsed = Double(end &- at) + spare
    guard patience > elapsed * rates.leave else { return false }
    return click > elapsed * rates.click || rates.click == 0 || !canClick
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

  /// What nobody can click on costs no wish to click.
  @inline(__always)
  private mutating func spend(_ rates: HazardRates, until: Int64, _ canClick: Bool) {
    let elapsed = Double(until &- at)
    patience -= elapsed * rates.leave
    click -= canClick ? elapsed * rates.click : 0
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

extension ViewerRecord {
  /// Goes on from a hearing; returns for how many ticks the viewer has been present since the last.
  @inline(__always)
  mutating func reach(_ hearing: Outlook.Hearing) -> UInt32 {
    let tick = UInt32(truncatingIfNeeded: hearing.at)
    let elapsed = tick &- last
    last = tick
    heard = UInt16(truncatingIfNeeded: hearing.entry)
    patience = hearing.patience
    click = hearing.click
    engage = hearing.engage
    return elapsed
  }
}
