// Planning: what a watching viewer does next, and the engagements that are certain on the way there.
//
// Invariant: a plan holds whatever is done by others until then; where that cannot be known, the viewer
// is planned to look again.
import Stochastics

extension AudienceRules {
  /// Plans the next action of a watching viewer.
  func plan(_ viewer: inout ViewerRecord, _ stage: StageView) {
    guard !isQuicklyPlanned(&viewer, stage) else { return }
    var outlook = Outlook(of: viewer, draws(of: viewer), stage, now: viewer.last)
    walk(&outlook, stage) { _, _ in nil }
    plan(&viewer, outlook)
  }

  /// The same, but engagements that are certain and due before the tick `ahead` are performed at once.
  @inline(__always)
  func plan(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, ahead: UInt32
  ) {
    if !isQuicklyPlanned(&viewer, stage) { lookClosely(&viewer, stage, &books, ahead: ahead) }
  }

  @inline(never)
  private func lookClosely(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, ahead: UInt32
  ) {
    plan(&viewer, look(&viewer, stage, &books, now: viewer.last, ahead: ahead))
  }

  /// Plans what is quickly certain, without looking beyond the entry at hand; returns whether anything
  /// is.
  @inline(__always)
  private func isQuicklyPlanned(_ viewer: inout ViewerRecord, _ stage: StageView) -> Bool {
    let stretch = stretch(of: viewer, stage)
    let engageAt = stretch.engageAt(Double(viewer.engage))
    if engageAt < stretch.certainUntil {
      viewer.plan(.engage, at: UInt32(truncatingIfNeeded: engageAt))
      return true
    }
    guard stretch.isLeaving, stretch.otherAt <= engageAt else { return false }
    viewer.plan(.leave, at: UInt32(truncatingIfNeeded: stretch.otherAt))
    return true
  }

  /// What is quickly known of the time in which a viewer hears nothing more.
  @inline(__always)
  func stretch(of viewer: borrowing ViewerRecord, _ stage: StageView) -> WatchedStretch {
    let moment = stage[Int(viewer.heard)]
    let last = Int64(viewer.last)
    // While something is sold, with the higher rates of both stock states.
    let column: StageView.Column = moment.stockMatters ? .either : .inStock
    let rates = stage.rates(entry: Int(viewer.heard), column, cohort: Int(viewer.cohort))
    var otherAt = last &+ Outlook.wait(Double(viewer.patience), rates.leaveWait)
    let canClick = ViewerRecord.tag(of: moment.product) != viewer.tried
    if moment.stockMatters && canClick {
      otherAt = min(otherAt, last &+ Outlook.wait(Double(viewer.click), rates.clickWait))
    }
    let next = moment.nextPublished < .max ? moment.nextPublished &+ viewer.stageDelay : .max
    let end = moment.kind == .close ? -1 : min(next, Int64(PeopleClock.last))
    // Two ticks apart, because the exact reckoning may round otherwise.
    let certainUntil = min(moment.stockMatters ? otherAt &- 2 : otherAt, end)
    return WatchedStretch(
      start: last, engageWait: rates.engageWait, otherAt: otherAt, certainUntil: certainUntil,
      isLeaving: !moment.stockMatters && otherAt < end)
  }

  /// Plans what an outlook has found.
  @inline(__always)
  func plan(_ viewer: inout ViewerRecord, _ outlook: Outlook) {
    viewer.plan(
      outlook.plan, at: UInt32(clamping: min(outlook.at, Int64(PeopleClock.last))))
  }

  /// What a viewer who has watched up to the tick `now` does next, given what will have been heard by
  /// then; engagements that are certain and due before the tick `ahead` are performed on the way.
  @inline(__always)
  func look(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, now: UInt32,
    ahead: UInt32
  ) -> Outlook {
    let ahead = Int64(ahead)
    let own = draws(of: viewer)
    var outlook = Outlook(of: viewer, own, stage, now: now)
    walk(&outlook, stage) { tick, hearing in
      guard tick < ahead else { return nil }
      reach(hearing, &viewer, &books)
      let tick = UInt32(truncatingIfNeeded: tick)
      let uniform = engage(&viewer, at: tick, engagementWord(viewer, own), &books)
      viewer.engage += Float(Elementary.unitExponential(uniform))
      return viewer.engage
    }
    reach(outlook.reached, &viewer, &books)
    return outlook
  }

  /// Goes on from what has been heard.
  @inline(__always)
  func reach(
    _ hearing: Outlook.Hearing, _ viewer: inout ViewerRecord, _ books: inout AudienceBooks
  ) {
    books.tally.presence += Int128(clock.instant(viewer.reach(hearing)))
  }

  /// Goes through pieces until something happens that is no engagement, or one that is not performed.
  @inline(__always)
  private func walk(
    _ outlook: inout Outlook, _ stage: StageView, engages: (Int64, Outlook.Hearing) -> Float?
  ) {
    // Whoever comes into a closed room finds nothing there and goes.
    guard stage[outlook.entry].kind != .close else {
      outlook.action = .close
      return
    }
    let (cohort, own) = (outlook.cohort, outlook.own)
    while !outlook.endsInPiece(
      stage, cardDelay: { cardDelay(ofCohort: cohort, own) }, engages: engages)
    {
      guard outlook.at == outlook.nextEntry(stage) else { continue }
      outlook.hear(stage)
      if let action = response(of: outlook, stage) {
        outlook.action = action
        return
      }
      outlook.goOn()
    }
  }

  /// What a viewer does upon hearing an entry, if anything.
  ///
  /// Whoever was busy hears what was said meanwhile, but what is over by then calls for nothing.
  @inline(__always)
  private func response(of viewer: Outlook, _ stage: StageView) -> Outlook.Action? {
    switch stage[viewer.entry].kind {
    case .close: return .close
    case .linkUp where viewer.isOnAir(stage) && wants(viewer, stage): return .hear
    case .announce
    where viewer.isOnAir(stage) && isEarly(viewer.cohort, viewer.own) && wants(viewer, stage):
      return .announced
    default: return nil
    }
  }

  /// The one choice of a viewer for what is linked up or announced, the same however often it is
  /// asked.
  @inline(__always)
  private func wants(_ viewer: Outlook, _ stage: StageView) -> Bool {
    let product = stage[viewer.entry].product
    guard ViewerRecord.tag(of: product) != viewer.tried else { return false }
    let uniform = viewer.own.uniform(Purpose.linkUp, UInt32(truncatingIfNeeded: product))
    let logOdds = stage.rates(entry: viewer.entry, cohort: viewer.cohort).linkUp
    return uniform.isBelowLogistic(of: logOdds + viewer.inclination)
  }

  /// Apart, or its draw would be made for whoever looks.
  @inline(never)
  private func isEarly(_ cohort: Int, _ own: EntityDraws) -> Bool {
    let share = scenario.cohorts[cohort].earlyShare
    return share > 0 && own.uniform(Purpose.early) < share
  }
}

/// The time from where a viewer's budgets have been spent to until the next entry is heard, as far as it is
/// quickly known.
struct WatchedStretch {
  /// Where it begins, and the reciprocal of the rate of engaging.
  var start: Int64
  var engageWait: Double
  /// When the viewer leaves or clicks, at the earliest.
  var otherAt: Int64
  /// Before this tick nothing happens but engagements.
  var certainUntil: Int64
  /// Whether the viewer leaves at `otherAt` and within it, unless by engaging before.
  var isLeaving: Bool

  /// When a budget to engage is spent.
  @inline(__always)
  func engageAt(_ budget: Double) -> Int64 { start &+ Outlook.wait(budget, engageWait) }
}
