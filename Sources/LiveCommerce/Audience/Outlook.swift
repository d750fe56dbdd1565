// Looking ahead: what a watching viewer does next, given the stage as far as it is published. The
// stage is cut into pieces at which the viewer hears an entry or sees a card; within a piece all
// rates are constant.
//
// Invariant: an outlook depends on the record and the stage alone, never on when it is asked, and
// its instant is never later than what the viewer will do. Stock states of future epochs are unknown,
// so beyond the next epoch the higher of both rates is assumed: whoever wakes too early for that
// looks again and nothing is settled.

/// What a watching viewer does next, and what is left of the budgets then.
struct Outlook {
  enum Action { case leave, close, click, engage, hear, announced, look }
  /// The tick of the action; never later than it really comes.
  var at: Int64
  var action: Action
  /// The entry heard last by then.
  var entry: Int
  var patience: Double
  var click: Double
  var engage: Double
  /// Whether all of it lies in the piece in which it began.
  var isInOnePiece: Bool
  /// Whether the product on air has been seen sold out.
  var soldOut: Bool

  /// Starts from where the budgets of a viewer have been spent to.
  @inline(__always)
  init(of viewer: ViewerRecord) {
    at = Int64(viewer.last)
    action = .look
    entry = Int(viewer.heard)
    patience = Double(viewer.patience)
    click = Double(viewer.click)
    engage = Double(viewer.engage)
    isInOnePiece = true
    soldOut = false
  }

  /// Spends the budgets through the piece at hand; returns whether something happens in it.
  @inline(__always)
  mutating func endsInPiece(_ viewer: ViewerRecord, _ stage: StageView) -> Bool {
    let moment = stage[entry]
    let nextEntry = nextEntry(viewer, stage)
    var cardChange = Int64.max
    if moment.stockMatters {
      (soldOut, cardChange) = stage.cardState(
        of: Int(moment.product), seenAt: at, delay: viewer.cardDelay)
    } else {
      soldOut = false
    }
    let rates = stage.rates(
      entry: entry, soldOut ? .soldOut : .inStock, cohort: Int(viewer.cohort))
    let leaveAt = at &+ Outlook.wait(patience, rates.leaveWait)
    let engageAt = at &+ Outlook.wait(engage, rates.engageWait)
    let isTried = moment.product &+ 1 == Int32(viewer.tried)
    let clickAt = isTried ? Int64.max : at &+ Outlook.wait(click, rates.clickWait)
    let first = min(leaveAt, min(clickAt, engageAt))
    let end = min(nextEntry, cardChange)
    let until = min(first, end)
    if moment.stockMatters && until > stage.nextCards {
      let horizon = max(at, stage.nextCards &+ viewer.cardDelay)
      if until > horizon {
        return endsBeyond(horizon, viewer, stage, rates, end: end, engageAt: engageAt)
      }
    }
    spend(rates, until: until)
    guard first < end else { return false }
    action = leaveAt == first ? .leave : clickAt == first ? .click : .engage
    return true
  }

  /// When the entry after the one heard last is heard.
  @inline(__always)
  func nextEntry(_ viewer: ViewerRecord, _ stage: StageView) -> Int64 {
    guard entry &+ 1 < stage.count else { return .max }
    return max(stage[entry &+ 1].published &+ viewer.stageDelay, at)
  }

  @inline(__always)
  private mutating func spend(_ rates: HazardRates, until: Int64) {
    let elapsed = Double(until &- at)
    patience -= elapsed * rates.leave
    click -= elapsed * rates.click
    engage -= elapsed * rates.engage
    at = until
  }

  /// The same where nothing happens before `horizon`, from which on cards of a future epoch may be
  /// seen.
  @inline(never)
  private mutating func endsBeyond(
    _ horizon: Int64, _ viewer: ViewerRecord, _ stage: StageView, _ rates: HazardRates,
    end: Int64, engageAt: Int64
  ) -> Bool {
    let either = stage.rates(entry: entry, .either, cohort: Int(viewer.cohort))
    let isTried = stage[entry].product + 1 == Int32(viewer.tried)
    var beyond = self
    beyond.spend(rates, until: horizon)
    let leaveAt = horizon + Outlook.wait(beyond.patience, either.leaveWait)
    let clickAt = isTried ? Int64.max : horizon + Outlook.wait(beyond.click, either.clickWait)
    // Two ticks less, because sums in two parts round otherwise than sums in one.
    let bound = max(horizon, min(leaveAt, clickAt) - 2)
    guard engageAt >= min(bound, end) else {
      // Engaging does not depend on the stock, so this is certain.
      spend(rates, until: engageAt)
      action = .engage
      return true
    }
    beyond.spend(either, until: min(bound, end))
    self = beyond
    isInOnePiece = false
    action = .look
    return bound < end
  }

  /// How many ticks a budget lasts, given the reciprocal of its rate.
  @inline(__always)
  private static func wait(_ budget: Double, _ reciprocal: Double) -> Int64 {
    // A budget used up to the last bit is still positive, so that no rate means never.
    Int64(min(max(budget, 1e-12) * reciprocal, 4e18)) &+ 1
  }
}
