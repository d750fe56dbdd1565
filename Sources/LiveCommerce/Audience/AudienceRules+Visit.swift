// Coming, staying and going: the part of the rules that needs no answer from the platform.
import Stochastics

extension AudienceRules {
  /// A person's first visit, at `instant`.
  func arrival(
    stream: Int, number: UInt32, at instant: Int64, _ stage: StageLog,
    _ books: inout AudienceBooks
  ) -> ViewerRecord {
    let rules = streams[stream]
    let own = draws.entity(UInt32(stream), UInt64(number))
    let cohortIndex = rules.cohort(at: own.uniform(Purpose.cohort))
    let cohort = scenario.cohorts[cohortIndex]
    let stageDelay = cohort.streamDelay.value(at: own.uniform(Purpose.streamDelay))
    let cardDelay = cohort.network.value(at: own.uniform(Purpose.cardDelay))
    var viewer = ViewerRecord(
      next: instant, last: instant, number: number, patience: 0, click: 0, engage: 0,
      inclination: inclination(of: cohort, own, knowledge: rules.stream.knowledge),
      enteredMilliseconds: 0, slot: ViewerRecord.noSlot,
      streamDelay: ViewerRecord.quantised(stageDelay, shift: ViewerRecord.streamDelayShift),
      pushDelay: ViewerRecord.quantised(cardDelay, shift: ViewerRecord.pushDelayShift),
      room: UInt16(rules.room), heard: 0, tried: 0, clicks: 0, engagements: 0, attempts: 0,
      stream: UInt8(stream), cohort: UInt8(cohortIndex), state: .watching, flags: 0)
    viewer.click = clickBudget(of: viewer)
    viewer.engage = engageBudget(of: viewer)
    books.tally.funnel[funnelIndex(viewer)].persons += 1
    enter(&viewer, at: instant, stage, &books)
    return viewer
  }

  private func inclination(
    of cohort: Cohort, _ own: EntityDraws, knowledge: Double
  ) -> Float {
    let decision = scenario.decision
    var logOdds = 0.0
    if cohort.taste > 0 {
      logOdds += decision.match * cohort.taste * own.standardNormal(Purpose.taste)
    }
    if cohort.toleranceSpread > 0 {
      logOdds += decision.price * cohort.toleranceSpread * own.standardNormal(Purpose.tolerance)
    }
    if knowledge > 0 && own.uniform(Purpose.knowledge) < knowledge { logOdds += decision.knowledge }
    // Beyond e⁶ (a factor of 400) a coefficient is a mistake, and would cost a click a millisecond.
    return Float(max(-6, min(6, logOdds)))
  }

  /// Begins a visit: patience is drawn, and what is on air is what is heard now.
  private func enter(
    _ viewer: inout ViewerRecord, at instant: Int64, _ stage: StageLog,
    _ books: inout AudienceBooks
  ) {
    viewer.state = .watching
    viewer.last = instant
    viewer.enteredMilliseconds = UInt32(clamping: instant / 1_000_000)
    viewer.heard = UInt16(stage.index(publishedBy: instant - viewer.stageDelay))
    viewer.patience = patience(of: viewer)
    books.note(.enter, at: instant, viewer)
    books.tally.funnel[funnelIndex(viewer)].visits += 1
    books.tally.entersBySecond.add(at: instant)
    books.tally.departuresMinusArrivals -= Int128(instant)
    plan(&viewer, stage)
  }

  func enterAgain(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    viewer.ordinal += 1
    enter(&viewer, at: viewer.next, stage, &books)
    return .stays
  }

  /// Patience for this visit.
  ///
  /// The personal deviation from the match is folded in: spending patience
  /// more slowly by a factor is the same as bringing more of it by that factor.
  private func patience(of viewer: ViewerRecord) -> Float {
    let cohort = scenario.cohorts[Int(viewer.cohort)]
    let own = draws(of: viewer)
    var patience = cohort.dwell.value(at: own.uniform(Purpose.patience, viewer.ordinal))
    if cohort.taste > 0 && scenario.patience.match != 0 {
      let deviation = cohort.taste * own.standardNormal(Purpose.taste)
      patience *= Elementary.exp(scenario.patience.match * deviation)
    }
    return Float(min(max(0, patience), Delay.longest))
  }

  /// The unit-exponential budget to the next click, divided by the personal hazard factor.
  func clickBudget(of viewer: ViewerRecord) -> Float {
    let unit = draws(of: viewer).unitExponential(Purpose.click, UInt32(viewer.clicks))
    guard viewer.inclination != 0 else { return Float(unit) }
    return Float(unit * Elementary.exp(-Double(viewer.inclination)))
  }

  private func engageBudget(of viewer: ViewerRecord) -> Float {
    Float(draws(of: viewer).unitExponential(Purpose.engage, UInt32(viewer.engagements)))
  }

  /// A watching viewer's moment: nothing yet if it was planned too early, otherwise the action.
  func watch(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    let outlook = outlook(of: viewer, stage)
    guard outlook.at <= viewer.next else {
      viewer.next = outlook.at
      return .stays
    }
    settle(&viewer, at: outlook.at, &books)
    viewer.patience = Float(outlook.patience)
    viewer.click = Float(outlook.click)
    viewer.engage = Float(outlook.engage)
    viewer.heard = UInt16(outlook.entry)
    if viewer.mayHaveGhosts { takeGhosts(&viewer, &books) }
    switch outlook.action {
    case .leave, .close:
      return leave(&viewer, &books)
    case .engage:
      engage(&viewer, &books)
    case .click:
      return click(&viewer, stage.entries[outlook.entry].product, stage, &books)
    case .hear:
      hear(&viewer, product: stage.entries[outlook.entry].product, &books)
      return .stays
    case .announced:
      aimEarly(&viewer, stage.entries[outlook.entry], &books)
      return .stays
    }
    plan(&viewer, stage)
    return .stays
  }

  /// Counts the time since `last` as present.
  @inline(__always)
  func settle(_ viewer: inout ViewerRecord, at instant: Int64, _ books: inout AudienceBooks) {
    books.tally.presence += Int128(instant - viewer.last)
    viewer.last = instant
  }

  private func engage(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    let own = draws(of: viewer)
    var pick =
      own.uniform(Purpose.engagementKind, UInt32(viewer.engagements)) * scenario.engagement.total
    var kind = Engagement.Kind.like
    for candidate in Engagement.Kind.allCases {
      let rate = scenario.engagement.perSecond[candidate.rawValue]
      if pick < rate {
        kind = candidate
        break
      }
      pick -= rate
    }
    if kind == .follow && viewer.follows { kind = .like }
    if kind == .follow { viewer.follows = true }
    if kind == .comment { books.tally.commentsBySecond.add(at: viewer.last) }
    books.note(.engage, at: viewer.last, viewer)
    books.tally.engagements[kind.rawValue] += 1
    viewer.engagements &+= 1
    viewer.engage = engageBudget(of: viewer)
  }

  private func leave(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    let instant = viewer.last
    books.note(.leave, at: instant, viewer)
    books.tally.leavesBySecond.add(at: instant)
    books.tally.departuresMinusArrivals += Int128(instant)
    books.tally.lastDeparture = max(books.tally.lastDeparture, instant)
    let watched = instant / 1_000_000 - Int64(viewer.enteredMilliseconds)
    books.tally.watch.add(watched * 1_000_000)
    for (index, seconds) in [Int64(15), 30, 60].enumerated() where watched >= seconds * 1000 {
      books.tally.retained[index] += 1
    }
    return comesBack(&viewer) ? .stays : .gone
  }

  /// Whether the person comes back before the session ends; then `next` says when.
  private func comesBack(_ viewer: inout ViewerRecord) -> Bool {
    let cohort = scenario.cohorts[Int(viewer.cohort)]
    let ordinal = viewer.ordinal
    guard cohort.returnShare > 0, ordinal < ViewerRecord.lastOrdinal else { return false }
    let own = draws(of: viewer)
    guard own.uniform(Purpose.comesBack, ordinal) < cohort.returnShare else { return false }
    let away = cohort.returnAfter.value(at: own.uniform(Purpose.returnAfter, ordinal))
    // A person is never back within one crossing of the network.
    viewer.next = viewer.last + max(scenario.lookahead, Delay.nanoseconds(away))
    viewer.state = .away
    return viewer.next < scenario.length
  }

  /// Row of the funnel for this visit: returns count as people coming back.
  func funnelIndex(_ viewer: ViewerRecord) -> Int {
    Int(viewer.cohort) * TrafficSource.allCases.count + sourceIndex(viewer)
  }

  func sourceIndex(_ viewer: ViewerRecord) -> Int {
    viewer.ordinal > 0 ? TrafficSource.me.index : streams[Int(viewer.stream)].sourceIndex
  }
}
