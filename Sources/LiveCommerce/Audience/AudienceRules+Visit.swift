// Staying and going: the part of the rules that needs no answer from the platform.
//
// Invariant: whoever leaves has either gone for good, or is back later, or goes on to another room.
import Stochastics

extension AudienceRules {
  /// Whether a viewer's next action is known to be an engagement, with nothing else to see to.
  @inline(__always)
  func isKnownToEngage(_ viewer: borrowing ViewerRecord, _ stage: StageView) -> Bool {
    guard viewer.isPlanned(to: .engage) else { return false }
    return viewer.last >= stage.unchangedSince
  }

  /// Whether a viewer's next action is known to be the last one, for which no budget matters.
  @inline(__always)
  func isKnownToLeaveForGood(_ viewer: borrowing ViewerRecord, _ stage: StageView) -> Bool {
    guard viewer.isPlanned(to: .leave) else { return false }
    guard viewer.last >= stage.unchangedSince else { return false }
    let traits = traits[Int(viewer.cohort)]
    guard traits.leavesByChance else { return false }
    guard traits.returnShare > 0, viewer.ordinal < ViewerRecord.lastOrdinal else { return true }
    return draws(of: viewer).uniform(Purpose.comesBack, viewer.ordinal) >= traits.returnShare
  }

  /// A watching viewer's moment: nothing yet if it was planned too early, otherwise the action.
  func watch(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks,
    among side: LaneSide, ahead: UInt32
  ) -> Disposition {
    if isKnownToEngage(viewer, stage) {
      engageHere(&viewer, stage, &books, ahead: ahead)
      return .stays
    }
    if isKnownToLeaveForGood(viewer, stage) {
      countLeaving(viewer, &books)
      leaveForGood(&viewer, &books)
      return .gone
    }
    let now = viewer.next
    let outlook = look(&viewer, stage, &books, now: now, ahead: max(ahead, now &+ 1))
    guard outlook.at <= Int64(now) else {
      plan(&viewer, outlook)
      return .stays
    }
    guard side == .shoppers || !outlook.beginsErrand else { return .shops }
    viewer.next = UInt32(clamping: outlook.at)
    if outlook.action == .engage {
      engageHere(&viewer, stage, &books, ahead: ahead)
      return .stays
    }
    settle(&viewer, at: viewer.next, &books)
    viewer.patience = Float(outlook.patience)
    viewer.click = Float(outlook.click)
    viewer.engage = outlook.engageLeft(stage)
    viewer.heard = UInt16(outlook.entry)
    let moment = stage[outlook.entry]
    switch outlook.action {
    case .leave, .close: return leave(&viewer, atClose: outlook.action == .close, stage, &books)
    case .click: return click(&viewer, Int(moment.product), stage, &books)
    case .hear: hear(&viewer, moment, &books)
    case .announced: aimEarly(&viewer, moment, &books)
    // Not now: whoever engages has done so above, and a look in vain is never due.
    case .engage, .look: plan(&viewer, stage)
    }
    return .stays
  }

  /// Engages at `next`.
  private func engageHere(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks, ahead: UInt32
  ) {
    let word = engagementWord(viewer, draws(of: viewer))
    let uniform = engage(&viewer, at: viewer.next, word, &books)
    viewer.engage += Float(Elementary.unitExponential(uniform))
    plan(&viewer, stage, &books, ahead: ahead)
  }

  /// Counts the time since `last` as present.
  @inline(__always)
  func settle(_ viewer: inout ViewerRecord, at tick: UInt32, _ books: inout AudienceBooks) {
    books.tally.presence += Int128(clock.instant(tick &- viewer.last))
    viewer.last = tick
  }

  // An engagement in three steps, as an arrival. It settles nothing: leaving and clicking go on as if
  // nothing had happened, and the next engagement is due when one more unit-exponential budget is spent
  // since the last entry was heard.

  /// The word of the next engagement: its lower half picks the kind, its upper half the budget to
  /// the one after it.
  ///
  /// Both are then known to 2⁻³², a hundredth of a microsecond in a mean time of half a minute.
  @inline(__always)
  func engagementWord(_ viewer: borrowing ViewerRecord, _ own: EntityDraws) -> UInt64 {
    own.bits(Purpose.engage, UInt32(viewer.engagements &+ 1))
  }

  /// Engages at `tick`; returns the uniform draw of the budget to the next engagement.
  @inline(__always)
  func engage(
    _ viewer: inout ViewerRecord, at tick: UInt32, _ word: UInt64, _ books: inout AudienceBooks
  ) -> Double {
    viewer.engagements &+= 1
    let kind = engagementKind(UInt32(truncatingIfNeeded: word), &viewer, &books)
    books.tally.engagements[kind.rawValue] &+= 1
    if countsRooms { books.tally.rooms.engage(viewer.room) }
    books.note(.engage, at: clock.instant(tick), account: viewer.account, kind: kind)
    if kind == .comment { books.tally.commentsBySecond.add(toStep: clock.second(tick)) }
    return (Double(Int64(bitPattern: word >> 32)) + 0.5) * 0x1p-32
  }

  /// The kind that a draw stands for; whoever follows already likes instead.
  @inline(__always)
  private func engagementKind(
    _ draw: UInt32, _ viewer: inout ViewerRecord, _ books: inout AudienceBooks
  ) -> Engagement.Kind {
    var index = 0
    for cut in engagementCuts.indices { index &+= draw >= engagementCuts[cut] ? 1 : 0 }
    let kind = Engagement.Kind(place: index)
    guard kind == .follow else { return kind }
    guard !viewer.follows else { return .like }
    viewer.follows = true
    let source = sourceOfStream[Int(viewer.stream)]
    let row = Int(viewer.cohort) * TrafficSource.allCases.count + source
    count(row: row, stream: viewer.stream, room: viewer.room, &books) { $0.follows &+= 1 }
    return .follow
  }

  /// Counts by room that a viewer leaves at `next`.
  @inline(__always)
  func countLeaving(_ viewer: borrowing ViewerRecord, _ books: inout AudienceBooks) {
    guard countsRooms else { return }
    books.tally.rooms.leave(
      viewer.room, after: clock.instant(viewer.next &- viewer.entered))
  }

  /// Leaves at `next`, never to come back.
  @inline(__always)
  func leaveForGood(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    settle(&viewer, at: viewer.next, &books)
    let watched = depart(viewer, &books)
    books.tell(
      .left(watched: watched, atClose: false, returns: nil), at: clock.instant(viewer.last), viewer)
  }

  @inline(never)
  private func leave(
    _ viewer: inout ViewerRecord, atClose: Bool, _ stage: StageView,
    _ books: inout AudienceBooks
  ) -> Disposition {
    let instant = clock.instant(viewer.last)
    countLeaving(viewer, &books)
    let watched = depart(viewer, &books)
    // Nobody comes back to a room that is known to have closed.
    let returns = goesOn(&viewer) || (!atClose && comesBack(&viewer, stage))
    books.tell(
      .left(
        watched: watched, atClose: atClose, returns: returns ? clock.instant(viewer.next) : nil),
      at: instant, viewer)
    return returns ? .stays : .gone
  }

  /// Counts that a visit ends at `last`, but not by room; returns how long it was.
  @inline(__always)
  private func depart(_ viewer: ViewerRecord, _ books: inout AudienceBooks) -> Int64 {
    let instant = clock.instant(viewer.last)
    books.note(.leave, at: instant, viewer)
    books.tally.leavesBySecond.add(toStep: clock.second(viewer.last))
    books.tally.departuresMinusArrivals += Int128(instant)
    books.tally.lastDeparture = max(books.tally.lastDeparture, instant)
    let watched = clock.instant(viewer.last &- viewer.entered)
    books.tally.watch.add(watched)
    let steps: [3 of Int64] = [15_000_000_000, 30_000_000_000, 60_000_000_000]
    for index in steps.indices where watched >= steps[index] {
      books.tally.retained[index] += 1
    }
    return watched
  }

  /// Whether the person goes on to another room; then `next` says when.
  private func goesOn(_ viewer: inout ViewerRecord) -> Bool {
    guard let hopping = scenario.hopping else { return false }
    let ordinal = viewer.ordinal
    let own = draws(of: viewer)
    guard ordinal < ViewerRecord.lastOrdinal, own.chance(hopping.share, Purpose.hop, ordinal)
    else { return false }
    let room = choice.room(kind: 0, cohort: Int(viewer.cohort), own, ordinal + 1)
    // Whoever is shown the room just left has seen enough.
    guard room != viewer.room else { return false }
    guard isBack(&viewer, after: hopping.after.value(own, Purpose.hopAfter, ordinal)) else {
      return false
    }
    move(&viewer, to: room)
    return true
  }

  /// Takes the person to another room and another host, with nothing to click on kept from the last.
  ///
  /// Whoever follows does so in every room: followers are counted by person.
  private func move(_ viewer: inout ViewerRecord, to room: UInt16) {
    let sold = sells[Int(viewer.room)]
    viewer.tried = tag(viewer.tried, from: viewer.room, in: room)
    let left = viewer.room
    viewer.room = room
    bringTaste(&viewer, from: left)
    viewer.hasHopped = true
    if sells[Int(room)] && !sold { viewer.click = clickBudget(of: viewer) }
  }

  /// The tag of a product of the room left in the next one; none if that does not sell it.
  private func tag(_ tag: UInt16, from left: UInt16, in room: UInt16) -> UInt16 {
    guard tag != 0 else { return 0 }
    let first = hazards[Int(left)].products.lowerBound
    let product = first + Int((tag &- ViewerRecord.tag(of: Int32(first))) & 0x7FFF)
    return hazards[Int(room)].products.contains(product) ? tag : 0
  }

  /// Where another taste counts, other things are clicked and ordered, and sooner or later so.
  private func bringTaste(_ viewer: inout ViewerRecord, from left: UInt16) {
    let cohort = Int(viewer.cohort)
    guard traits[cohort].isPersonal, tasteOfRoom[Int(left)] != tasteOfRoom[Int(viewer.room)]
    else { return }
    let before = viewer.inclination
    let own = draws(of: viewer)
    viewer.inclination = inclination(
      ofCohort: cohort, own, deviation(of: viewer, own), knowledge: knowledge[Int(viewer.stream)])
    viewer.click *= Float(Elementary.exp(before - viewer.inclination))
  }

  /// Whether the person comes back before the session ends; then `next` says when.
  private func comesBack(_ viewer: inout ViewerRecord, _ stage: StageView) -> Bool {
    let cohort = Int(viewer.cohort)
    let ordinal = viewer.ordinal
    guard scenario.cohorts[cohort].returnShare > 0, ordinal < ViewerRecord.lastOrdinal
    else { return false }
    let own = draws(of: viewer)
    guard wantsBack(own.uniform(Purpose.comesBack, ordinal), viewer, stage) else { return false }
    viewer.hasHopped = false
    return isBack(
      &viewer,
      after: scenario.cohorts[cohort].returnAfter.value(own, Purpose.returnAfter, ordinal))
  }

  /// Sends the person away for a drawn time; returns whether that ends within the session.
  private func isBack(_ viewer: inout ViewerRecord, after away: Double) -> Bool {
    // A person is never back within one crossing of the network.
    let floor = scenario.cohorts[Int(viewer.cohort)].network.floor
    let wait = max(floor, Delay.nanoseconds(away))
    let instant = clock.instant(viewer.last) + wait
    viewer.state = .away
    viewer.next = clock.tick(atOrAfter: instant)
    return clock.instant(viewer.next) < scenario.length
  }

  /// Counts something in every funnel to which this visit belongs.
  @inline(__always)
  func count(
    _ viewer: ViewerRecord, _ books: inout AudienceBooks, _ add: (inout FunnelCounts) -> Void
  ) {
    count(row: funnelIndex(viewer), stream: viewer.stream, room: viewer.room, &books, add)
  }

  /// The same, for somebody who may be gone.
  @inline(__always)
  func count(
    row: Int, stream: UInt8, room: UInt16, _ books: inout AudienceBooks,
    _ add: (inout FunnelCounts) -> Void
  ) {
    add(&books.tally.funnel[row])
    add(&books.tally.streams[Int(stream)])
    if countsRooms { books.tally.rooms.count(room, add) }
  }

  /// Row of the funnel for this visit: returns count as people coming back, and whoever has gone on
  /// from another room was shown this one.
  func funnelIndex(_ viewer: ViewerRecord) -> Int {
    Int(viewer.cohort) * TrafficSource.allCases.count + sourceIndex(viewer)
  }

  func sourceIndex(_ viewer: ViewerRecord) -> Int {
    guard viewer.ordinal > 0 else { return sourceOfStream[Int(viewer.stream)] }
    return viewer.hasHopped ? TrafficSource.discover.index : TrafficSource.me.index
  }
}
