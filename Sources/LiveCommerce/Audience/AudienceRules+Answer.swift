// Hearing back: what an answer means to whoever waited for it, or no longer does. An answer in time ends the
// errand or has it go on; one that comes too late is a ghost. Of what it tells for good, an order or a refusal,
// its person hears all the same, wherever that person is by then and whatever else is being done, and makes
// no further attempt; where nobody looks at late answers nothing follows from it.
//
// Invariant: an errand ends once, with an order known to be created or with one intention lost.
import Stochastics

extension AudienceRules {
  /// Books an answer; returns the viewer who has waited for it, if there is one, or what stands for
  /// an answer that comes too late.
  func deliver(_ answer: Answer, _ books: inout AudienceBooks) -> ViewerRecord? {
    if answer.kind == .payment {
      bookReceipt(answer, &books)
      return nil
    }
    guard answer.slot != ViewerRecord.noSlot else { return nil }
    guard answer.inTime else {
      return comeLate(answer, &books)
    }
    guard var viewer = books.errands[answer.slot].parked,
      viewer.account == answer.account, viewer.state == .waiting,
      answer.ordinal >= books.errands[answer.slot].asked
    else {
      // Whoever has an answer hears no second one, unless it tells of an order that is not known.
      let isNews = answer.outcome == .created && !books.expects(answer.order, answer.account)
      return isNews ? comeLate(answer, &books) : nil
    }
    if scenario.cohorts[Int(viewer.cohort)].client.hedge != nil, isKept(answer, viewer, &books) {
      return nil
    }
    books.errands.unpark(answer.slot)
    books.errands[answer.slot].outcome = answer.outcome
    books.errands[answer.slot].order = answer.order
    viewer.state = .answered
    viewer.next = clock.tick(atOrAfter: answer.arrival)
    expect(answer, by: viewer, &books)
    return viewer
  }

  /// Notes that a viewer who may hear of an order twice will hear of it by the answer that is waited for.
  func expect(_ answer: Answer, by viewer: ViewerRecord, _ books: inout AudienceBooks) {
    guard answer.outcome == .created, mayHearTwice(viewer) else { return }
    let tick = clock.tick(atOrAfter: answer.arrival)
    let hearing = Hearing(order: answer.order, tick: tick, click: answer.click, lateness: 0)
    books.expect(hearing, answer.account)
  }

  private func mayHearTwice(_ viewer: ViewerRecord) -> Bool {
    viewer.mayHaveGhosts || traits[Int(viewer.cohort)].sendsCopies
  }

  /// Orders, having been let in; at the first time the client has all its retries before it.
  private func orderAfterEntry(
    _ viewer: inout ViewerRecord, _ books: inout AudienceBooks
  ) -> Disposition {
    books.errands[viewer.slot].isAdmitted = true
    if !books.errands[viewer.slot].hasEntered { books.errands[viewer.slot].tries = 0 }
    books.errands[viewer.slot].hasEntered = true
    let timeout = ask(&viewer, &books)
    return park(&viewer, until: timeout, &books)
  }

  private func bookReceipt(_ answer: Answer, _ books: inout AudienceBooks) {
    books.note(.receipt, at: answer.arrival, account: answer.account)
    books.tell(receipt: answer)
    guard answer.outcome == .paid else { return }
    let row = Int(answer.cohort) * TrafficSource.allCases.count + Int(answer.source)
    count(row: row, stream: answer.stream, room: answer.room, &books) {
      $0.paid += 1
      $0.revenue += Int128(answer.amount)
    }
    bookNote(of: answer, &books)
  }

  func takeAnswer(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let now = clock.instant(viewer.last)
    books.note(.answer, at: now, viewer)
    let errand = books.errands[viewer.slot]
    books.tell(
      .answered(errand.outcome, since: errand.intention), at: now, viewer, order: errand.order)
    if errand.outcome == .created {
      let hearing = Hearing(
        order: errand.order, tick: viewer.last, click: viewer.clicks, lateness: 0)
      if !mayHearTwice(viewer) || books.isFirst(hearing, viewer.account) {
        bookCreated(
          &viewer, errand.order, product: errand.product, source: sourceIndex(viewer),
          since: errand.intention, at: now, &books)
      }
      endErrand(&viewer, stage, &books)
      return .stays
    }
    if endsKnowing(&viewer, stage, &books) { return .stays }
    if errand.outcome == .admitted { return orderAfterEntry(&viewer, &books) }
    if errand.outcome == .sessionOver { books.errands[viewer.slot].isAdmitted = false }
    if errand.outcome.isWorthRetrying && backOff(&viewer, errand, &books) { return .stays }
    takeRefusal(&viewer, errand.outcome, at: now, stage, &books)
    return .stays
  }

  /// Wants something else, or gives up, after a refusal that was heard at an instant.
  private func takeRefusal(
    _ viewer: inout ViewerRecord, _ outcome: Outcome, at now: Int64, _ stage: StageView,
    _ books: inout AudienceBooks
  ) {
    if outcome == .soldOut && substitute(&viewer, &books) { return }
    let time = now - books.errands[viewer.slot].intention
    books.tally.refusedLatency.add(time)
    books.tally.refusedLatencyOverTime.add(time, at: now)
    giveUp(&viewer, lossReason(of: outcome), stage, &books, isTimed: true)
  }

  /// The client's patience with the server has run out; unless an answer has come, the record that
  /// waits takes the place of its marker.
  func wakeUnanswered(
    _ marker: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    guard var viewer = books.errands[marker.slot].parked, viewer.account == marker.account,
      viewer.last == marker.last
    else { return .gone }
    books.errands.unpark(marker.slot)
    settle(&viewer, at: marker.next, &books)
    books.note(.timeout, at: clock.instant(viewer.last), viewer)
    books.tell(.timedOut, at: clock.instant(viewer.last), viewer)
    viewer.mayHaveGhosts = scenario.cohorts[Int(viewer.cohort)].client.hearsLate
    let errand = books.errands[viewer.slot]
    if !endsKnowing(&viewer, stage, &books), !backOff(&viewer, errand, &books) {
      giveUp(&viewer, entersFirst(errand) ? .notAdmitted : .unanswered, stage, &books)
    }
    marker = viewer
    return .stays
  }

  /// Ends the errand of a viewer who has heard meanwhile, too late for the client, that the order exists or
  /// never will; whoever then wants something else goes on.
  ///
  /// It ends when the viewer acts next, and not when the answer comes: people act in a window in no order
  /// of time, and what is heard in one is known before it.
  func endsKnowing(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Bool {
    if knowsOrder(viewer, by: viewer.last, books) {
      books.tell(.knowsOrder, at: clock.instant(viewer.last), viewer)
      endErrand(&viewer, stage, &books)
      return true
    }
    guard let refusal = refusal(known: viewer, by: viewer.last, books) else { return false }
    takeRefusal(&viewer, refusal.outcome, at: refusal.heard, stage, &books)
    return true
  }

  /// The late refusal that a viewer has heard of what is asked for.
  func refusal(
    known viewer: ViewerRecord, by tick: UInt32, _ books: AudienceBooks
  ) -> LateRefusals.Refusal? {
    guard viewer.mayHaveGhosts else { return nil }
    return books.refusals.known(to: wish(viewer, books), by: clock.instant(tick))
  }

  /// What a viewer asks for.
  private func wish(_ viewer: ViewerRecord, _ books: AudienceBooks) -> LateRefusals.Wish {
    LateRefusals.Wish(
      account: viewer.account, click: viewer.clicks, shift: books.errands[viewer.slot].shift)
  }

  /// Whether a viewer has heard of the order that is asked for.
  func knowsOrder(_ viewer: ViewerRecord, by tick: UInt32, _ books: AudienceBooks) -> Bool {
    viewer.mayHaveGhosts
      && books.hasHeard(viewer.account, ofClick: viewer.clicks, by: tick)
  }

  /// Plans the next attempt, if the client has one left.
  private func backOff(
    _ viewer: inout ViewerRecord, _ errand: Errand, _ books: inout AudienceBooks
  ) -> Bool {
    let cohort = Int(viewer.cohort)
    let retries = retries(of: viewer)
    guard Int(errand.tries) <= retries else { return false }
    let own = draws(of: viewer)
    let wait = scenario.cohorts[cohort].client.wait(
      beforeRetry: max(1, Int(errand.tries)),
      own.uniform(Purpose.backoff, UInt32(viewer.attempts))
    ) { retry in
      own.uniform(Purpose.decorrelatedBackoff, UInt32(viewer.clicks) << 8 | UInt32(retry))
    }
    viewer.state = .backingOff
    viewer.next = clock.tick(
      atOrAfter: clock.instant(viewer.last) + Delay.nanoseconds(wait))
    books.tell(
      .backsOff(until: clock.instant(viewer.next), retry: max(1, Int(errand.tries)), of: retries),
      at: clock.instant(viewer.last), viewer)
    return true
  }

  private func lossReason(of outcome: Outcome) -> LossReason {
    switch outcome {
    case .soldOut: .soldOut
    case .tooEarly: .tooEarly
    case .closed: .closed
    case .limitReached: .limitReached
    case .inProgress: .inProgress
    case .notDrawn, .sessionOver: .notAdmitted
    case .rejected: .rejected
    case .unverified: .unverified
    default: .busy
    }
  }

  func giveUp(
    _ viewer: inout ViewerRecord, _ reason: LossReason, _ stage: StageView,
    _ books: inout AudienceBooks, isTimed: Bool = false
  ) {
    books.note(.giveUp, at: clock.instant(viewer.last), viewer)
    books.tally.losses[reason.rawValue] += 1
    tellLoss(viewer, reason, &books)
    if reason == .rejected { count(viewer, &books) { $0.rejected += 1 } }
    if mayHearTwice(viewer) {
      endOpenly(viewer, reason, isTimed: isTimed, &books)
    } else if reason.isOfStock {
      books.tally.miss(wantedRow(of: viewer, books))
    } else if reason.isUndecided {
      books.tally.untold += 1
    }
    // Whoever was too early has yet to hear the link-up.
    endErrand(&viewer, stage, &books, isDone: reason != .tooEarly)
  }

  private func wantedRow(of viewer: ViewerRecord, _ books: AudienceBooks) -> Int {
    wantedRow(of: Int(books.errands[viewer.slot].product), draws(of: viewer))
  }

  /// Notes how an intention ends to which answers may be under way, unless one of them tells of an order.
  private func endOpenly(
    _ viewer: ViewerRecord, _ reason: LossReason, isTimed: Bool, _ books: inout AudienceBooks
  ) {
    guard !books.hasHeard(viewer.account, ofClick: viewer.clicks, by: .max) else { return }
    let errand = books.errands[viewer.slot]
    let ending = LateRefusals.Ending(
      since: errand.intention, row: wantedRow(of: viewer, books), reason, isTimed: isTimed,
      takesNeighbour: neighbour(takenBy: viewer, errand) != nil)
    books.refusals.end(ending, asking: wish(viewer, books))
  }

  @inline(__always)
  private func tellLoss(
    _ viewer: ViewerRecord, _ reason: LossReason, _ books: inout AudienceBooks
  ) {
    guard books.journal != nil else { return }
    let now = clock.instant(viewer.last)
    let errand = books.errands[viewer.slot]
    // Whoever saw "sold out" first never asked.
    let since = reason == .sawSoldOut ? now : errand.intention
    books.tell(
      .gaveUp(reason, product: Int(errand.product), since: since), at: now, viewer)
  }

  /// Ends an errand; whoever has done with its product, as most have, wants it no more for now.
  func endErrand(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks,
    isDone: Bool = true
  ) {
    let slot = viewer.slot
    if isDone { viewer.tried = ViewerRecord.tag(of: Int32(books.errands[slot].product)) }
    viewer.click = books.errands[slot].click
    books.errands.close(slot)
    viewer.state = .watching
    plan(&viewer, stage)
  }

  // MARK: Late answers

  /// Counts an answer that comes too late, or keeps it if its person will hear of an order by it; returns
  /// what stands for it then.
  private func comeLate(_ answer: Answer, _ books: inout AudienceBooks) -> ViewerRecord? {
    var record = ViewerRecord(
      number: UInt32(truncatingIfNeeded: answer.account), stream: answer.stream, room: answer.room,
      cohort: answer.cohort, streamDelay: 0)
    record.state = .lateAnswer
    record.next = clock.tick(atOrAfter: answer.arrival)
    record.last = record.next
    record.clicks = answer.click
    record.mayHaveGhosts = true
    let isRead = scenario.cohorts[Int(answer.cohort)].client.hearsLate
    guard isRead, answer.outcome == .created else {
      note(late: answer, isRead: isRead, record, &books)
      if isRead, answer.kind == .order, answer.outcome.isFinal {
        let now = clock.instant(record.next)
        books.refusals.hear(.init(outcome: answer.outcome, heard: now), of: wish(answer))
      }
      return nil
    }
    books.refusals.create(wish(answer))
    books.keepGhost(answer)
    books.expect(hearing(of: answer, at: record.next), answer.account)
    return record
  }

  private func note(
    late answer: Answer, isRead: Bool, _ person: ViewerRecord, _ books: inout AudienceBooks
  ) {
    let now = clock.instant(person.next)
    books.note(.ghost, at: now, person)
    books.tell(
      isRead ? .heardLate(answer.outcome, since: answer.intention) : .missed(answer.outcome),
      at: now, person, order: answer.order, request: answer.request)
  }

  private func wish(_ answer: Answer) -> LateRefusals.Wish {
    LateRefusals.Wish(account: answer.account, click: answer.click, shift: answer.shift)
  }

  private func hearing(of answer: Answer, at tick: UInt32) -> Hearing {
    Hearing(order: answer.order, tick: tick, click: answer.click, lateness: answer.ordinal)
  }

  /// Hears of orders by answers that came after the client had stopped waiting; they may still be paid.
  func hearLate(_ record: ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    var person = record
    let now = clock.instant(record.next)
    while let answer = books.takeGhost(of: record.account, after: now - clock.tick, by: now) {
      (person.room, person.clicks) = (answer.room, answer.click)
      note(late: answer, isRead: true, person, &books)
      guard books.isFirst(hearing(of: answer, at: record.next), record.account) else { continue }
      books.tally.heardLate += 1
      bookCreated(
        &person, answer.order, product: answer.product, source: Int(answer.source),
        since: answer.intention, at: now, &books)
    }
    return .gone
  }

  // MARK: Paying

  /// A buyer hears that an order exists: whether and when it is paid is decided now, and the payment sent
  /// ahead.
  ///
  /// Every attempt of an intention is answered with the same order, so whoever has stopped waiting for
  /// one, or may send copies, may hear of it again; it is paid for once.
  private func bookCreated(
    _ viewer: inout ViewerRecord, _ order: OrderID, product: UInt32, source: Int,
    since intention: Int64, at now: Int64, _ books: inout AudienceBooks
  ) {
    books.tally.createdLatency.add(now - intention)
    books.tally.createdLatencyOverTime.add(now - intention, at: now)
    let cohort = Int(viewer.cohort)
    let row = cohort * TrafficSource.allCases.count + source
    count(row: row, stream: viewer.stream, room: viewer.room, &books) { $0.created += 1 }
    let own = draws(of: viewer)
    let index = UInt32(viewer.clicks)
    let wait = traits[cohort].payDelay.value(
      own, Purpose.payDelay, index, else: scenario.cohorts[cohort].payDelay)
    let sent = now + Delay.nanoseconds(wait)
    guard sent < scenario.length + Limit.lastPayment,
      !own.chance(scenario.cohorts[cohort].abandonment, Purpose.abandonment, index)
    else {
      books.tell(.abandons(since: intention), at: now, viewer, order: order)
      return
    }
    let ordinal = paymentOrdinal(&viewer, order)
    books.note(.pay, at: sent, viewer)
    books.tell(.willPay(at: sent, since: intention), at: now, viewer, order: order)
    let attempt = UInt32(ordinal)
    let request = Request(
      arrival: sent + networkDelay(ofCohort: cohort, own, Purpose.payUplink, attempt),
      sent: sent, intention: sent, timeout: sent,
      downlink: networkDelay(ofCohort: cohort, own, Purpose.downlink, attempt),
      account: viewer.account, key: viewer.account << 16 | UInt64(viewer.clicks), order: order,
      shownPrice: scenario.products[Int(product)].price, sku: 0, slot: ViewerRecord.noSlot,
      ordinal: ordinal, product: product, lane: books.lane, room: viewer.room,
      stream: viewer.stream, cohort: viewer.cohort, source: UInt8(source), kind: .payment)
    books.tell(.wish, request)
    books.outbox.append(request)
  }

  /// The number of a payment among the requests of a person: the next one, or beside them if it has
  /// to be found without the viewer's record.
  private func paymentOrdinal(_ viewer: inout ViewerRecord, _ order: OrderID) -> UInt16 {
    guard !mayHearTwice(viewer) else { return 0x8000 | UInt16(truncatingIfNeeded: order.rawValue) }
    viewer.attempts &+= 1
    return viewer.attempts
  }
}
