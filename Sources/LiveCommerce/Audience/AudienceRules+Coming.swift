// Coming: who it is, what that person brings, and the beginning of a visit.
//
// Invariant: what somebody brings is drawn from the person's key alone, so it is the same whenever it is drawn.
import Stochastics

extension AudienceRules {
  /// A person's first visit, at `tick`.
  func arrival(
    stream: Int, number: UInt32, at tick: UInt32, _ stages: StageViews,
    _ books: inout AudienceBooks
  ) -> ViewerRecord {
    var viewer = newcomer(stream: stream, number: number, at: tick)
    drawBudgets(&viewer)
    enter(&viewer, stages[viewer.room], &books, ahead: 0)
    countNewcomers(1, stream: stream, &books)
    return viewer
  }

  // An arrival in steps, so that many can be taken through each step together: the processor overlaps
  // the draws of different people, but not the steps of one.

  /// Who comes, and to which room.
  func newcomer(stream: Int, number: UInt32, at tick: UInt32) -> ViewerRecord {
    var viewer = person(stream: stream, number: number, at: tick)
    showRoom(&viewer)
    return viewer
  }

  /// Who comes; to the room of the stream, if it has one.
  @inline(__always)
  func person(stream: Int, number: UInt32, at tick: UInt32) -> ViewerRecord {
    let own = streamDraws[stream].entity(UInt64(number))
    let cohort = streams[stream].cohort(own)
    var viewer = ViewerRecord(
      number: number, stream: UInt8(stream), room: streams[stream].room ?? 0,
      cohort: UInt8(cohort),
      streamDelay: traits[cohort].streamDelay ?? streamDelay(ofCohort: cohort, own))
    viewer.last = tick
    viewer.follows = streams[stream].followsAlready
    return viewer
  }

  /// Shows a room to whoever has come to the platform.
  @inline(__always)
  func showRoom(_ viewer: inout ViewerRecord) {
    let stream = Int(viewer.stream)
    guard streams[stream].room == nil else { return }
    viewer.room = choice.room(
      kind: streams[stream].choice, cohort: Int(viewer.cohort), draws(of: viewer), 0)
  }

  /// What the person brings.
  @inline(__always)
  func drawBudgets(_ viewer: inout ViewerRecord) {
    let own = draws(of: viewer)
    let deviation = deviation(of: viewer, own)
    let knowledge = knowledge[Int(viewer.stream)]
    if traits[Int(viewer.cohort)].isPersonal || knowledge > 0 {
      viewer.inclination = inclination(
        ofCohort: Int(viewer.cohort), own, deviation, knowledge: knowledge)
    }
    viewer.click = sells[Int(viewer.room)] ? clickBudget(of: viewer) : 0
    viewer.engage = Float(Elementary.unitExponential(own.uniform(Purpose.engage)))
    viewer.patience = patience(of: viewer, own, deviation)
  }

  /// How far the person's match with the room is from the cohort's, in standard deviations.
  @inline(__always)
  func deviation(of viewer: borrowing ViewerRecord, _ own: EntityDraws) -> Double {
    guard traits[Int(viewer.cohort)].deviates else { return 0 }
    return own.standardNormal(Purpose.taste, tasteOfRoom[Int(viewer.room)])
  }

  private func streamDelay(ofCohort cohort: Int, _ own: EntityDraws) -> UInt16 {
    let delay = traits[cohort].streamDelayLaw.value(
      own, Purpose.streamDelay, else: scenario.cohorts[cohort].streamDelay)
    return ViewerRecord.quantised(clock.span(delay), shift: ViewerRecord.streamDelayShift)
  }

  func inclination(
    ofCohort cohort: Int, _ own: EntityDraws, _ deviation: Double, knowledge: Double
  ) -> Double {
    var logOdds = traits[cohort].tasteWeight * deviation
    let tolerance = traits[cohort].toleranceWeight
    if tolerance != 0 { logOdds += tolerance * own.standardNormal(Purpose.tolerance) }
    if own.chance(knowledge, Purpose.knowledge) { logOdds += scenario.decision.knowledge }
    // Beyond e⁶ (a factor of 400) a coefficient is a mistake, and would cost a click a millisecond.
    return max(-6, min(6, logOdds))
  }

  /// Begins a visit at `viewer.last`.
  @inline(__always)
  func enter(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, ahead: UInt32
  ) {
    begin(&viewer, stage)
    if countsRooms { books.tally.rooms.enter(viewer.room, isFirst: viewer.ordinal == 0) }
    admit(&viewer, stage, &books, ahead: ahead)
  }

  // Of many rooms these two touch what only one of them has, so they are quick and have loops of their
  // own: a processor waits for the memory of several viewers at once.

  /// What is on air is what is heard now.
  @inline(__always)
  func begin(_ viewer: inout ViewerRecord, _ stage: StageView) {
    viewer.entered = viewer.last
    viewer.heard = UInt16(
      stage.index(publishedBy: Int64(viewer.last) - viewer.stageDelay))
  }

  /// Counts the visit, but not by room, and plans it.
  @inline(__always)
  func admit(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, ahead: UInt32
  ) {
    let tick = viewer.last
    let instant = clock.instant(tick)
    books.note(.enter, at: instant, viewer)
    books.tell(.entered(entrance(of: viewer, stage)), at: instant, viewer)
    let isFirst = viewer.ordinal == 0
    let add = { (counts: inout FunnelCounts) in
      counts.visits &+= 1
      counts.persons &+= isFirst ? 1 : 0
    }
    add(&books.tally.funnel[funnelIndex(viewer)])
    add(&books.tally.streams[Int(viewer.stream)])
    books.tally.entersBySecond.add(toStep: clock.second(tick))
    books.tally.departuresMinusArrivals -= Int128(instant)
    plan(&viewer, stage, &books, ahead: ahead)
  }

  /// Who comes, for somebody who follows.
  private func entrance(of viewer: ViewerRecord, _ stage: StageView) -> Entrance {
    let moment = stage[Int(viewer.heard)]
    return Entrance(
      cohort: Int(viewer.cohort), source: TrafficSource.allCases[sourceIndex(viewer)],
      room: room(of: viewer), visit: Int(viewer.ordinal) + 1, onAir: moment.kind,
      product: moment.product < 0 ? nil : Int(moment.product),
      streamDelay: viewer.stageDelay * clock.tick, cardDelay: cardDelay(of: viewer) * clock.tick,
      inclination: viewer.inclination,
      patience: Delay.nanoseconds(Double(viewer.patience) * Double(clock.tick)))
  }

  func enterAgain(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    viewer.ordinal += 1
    viewer.last = viewer.next
    let own = draws(of: viewer)
    viewer.patience = patience(of: viewer, own, deviation(of: viewer, own))
    enter(&viewer, stage, &books, ahead: 0)
    return .stays
  }

  /// Patience for this visit.
  ///
  /// The personal deviation from the match is folded in: spending patience
  /// more slowly by a factor is the same as bringing more of it by that factor.
  @inline(__always)
  private func patience(
    of viewer: ViewerRecord, _ own: EntityDraws, _ deviation: Double
  ) -> Float {
    let cohort = Int(viewer.cohort)
    var patience = traits[cohort].dwell.value(
      own, Purpose.patience, viewer.ordinal, else: scenario.cohorts[cohort].dwell)
    let spread = traits[cohort].patienceSpread
    if spread != 0 { patience *= Elementary.exp(spread * deviation) }
    return Float(clock.ticks(min(max(0, patience), Delay.longest)))
  }

  /// The unit-exponential budget to the next click, divided by the personal hazard factor.
  func clickBudget(of viewer: ViewerRecord) -> Float {
    let unit = draws(of: viewer).unitExponential(Purpose.click, UInt32(viewer.clicks))
    guard viewer.inclination != 0 else { return Float(unit) }
    return Float(unit * Elementary.exp(-viewer.inclination))
  }
}
