// Hearing back: what an answer means to whoever waited for it, or no longer does. An answer in time ends the
// errand or has it go on; one that comes too late is a ghost, which its viewer meets at the next action.
//
// Invariant: an errand ends once, with an order known to be created or with one intention lost.
import Stochastics

extension AudienceRules {
  /// Books an answer; returns the viewer who has waited for it, if there is one.
  func deliver(_ answer: Answer, _ books: inout AudienceBooks) -> ViewerRecord? {
    if answer.kind == .payment {
      bookReceipt(answer, &books)
      return nil
    }
    guard answer.slot != ViewerRecord.noSlot else { return nil }
    guard answer.inTime else {
      books.keepGhost(answer)
      return nil
    }
    guard var viewer = books.errands[answer.slot].parked,
      viewer.account == answer.account, viewer.state == .waiting
    else { return nil }
    if scenario.cohorts[Int(viewer.cohort)].client.hedge != nil, isKept(answer, viewer, &books) {
      return nil
    }
    books.errands.unpark(answer.slot)
    books.errands[answer.slot].outcome = answer.outcome
    books.errands[answer.slot].order = answer.order
    viewer.state = .answered
    viewer.next = clock.tick(atOrAfter: answer.arrival)
    return viewer
  }

  /// Orders, having been let in; the client has all its retries before it.
  private func orderAfterEntry(
    _ viewer: inout ViewerRecord, _ books: inout AudienceBooks
  ) -> Disposition {
    books.errands[viewer.slot].isAdmitted = true
    books.errands[viewer.slot].tries = 0
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
      $0.revenue += answer.amount
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
    if errand.outcome == .admitted { return orderAfterEntry(&viewer, &books) }
    if errand.outcome == .sessionOver { books.errands[viewer.slot].isAdmitted = false }
    if errand.outcome == .created {
      books.tally.createdLatency.add(now - errand.intention)
      books.tally.createdLatencyOverTime.add(now - errand.intention, at: now)
      bookCreated(&viewer, errand.order, product: errand.product, at: now, &books)
      endErrand(&viewer, stage, &books)
      return .stays
    }
    if errand.outcome.isWorthRetrying && backOff(&viewer, errand, &books) { return .stays }
    if errand.outcome == .soldOut && substitute(&viewer, &books) { return .stays }
    books.tally.refusedLatency.add(now - errand.intention)
    books.tally.refusedLatencyOverTime.add(now - errand.intention, at: now)
    giveUp(&viewer, lossReason(of: errand.outcome), stage, &books)
    return .stays
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
    viewer.mayHaveGhosts = true
    let errand = books.errands[viewer.slot]
    if !backOff(&viewer, errand, &books) {
      giveUp(&viewer, entersFirst(errand) ? .notAdmitted : .unanswered, stage, &books)
    }
    marker = viewer
    return .stays
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
    _ books: inout AudienceBooks
  ) {
    books.note(.giveUp, at: clock.instant(viewer.last), viewer)
    books.tally.losses[reason.rawValue] += 1
    tellLoss(viewer, reason, &books)
    if reason == .rejected { count(viewer, &books) { $0.rejected += 1 } }
    if reason == .soldOut || reason == .sawSoldOut {
      let product = Int(books.errands[viewer.slot].product)
      books.tally.miss(wantedRow(of: product, draws(of: viewer)))
    }
    endErrand(&viewer, stage, &books)
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

  func endErrand(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) {
    let slot = viewer.slot
    viewer.tried = ViewerRecord.tag(of: Int32(books.errands[slot].product))
    viewer.click = books.errands[slot].click
    books.errands.close(slot)
    viewer.state = .watching
    if viewer.mayHaveGhosts { takeGhosts(&viewer, at: clock.instant(viewer.last), &books) }
    plan(&viewer, stage)
  }

  // MARK: Paying

  /// Learns of answers that came after the client had stopped waiting; an order among them may
  /// still be paid.
  func takeGhosts(
    _ viewer: inout ViewerRecord, at now: Int64, _ books: inout AudienceBooks
  ) {
    while let answer = books.takeGhost(of: viewer.account, by: now) {
      books.note(.ghost, at: now, viewer)
      books.tell(
        .heardLate(answer.outcome), at: now, viewer, order: answer.order, request: answer.request)
      guard answer.outcome == .created else { continue }
      bookCreated(&viewer, answer.order, product: answer.product, at: now, &books)
    }
  }

  /// An order exists: whether and when it is paid is decided now, and the payment sent ahead.
  ///
  /// Every attempt of an intention is answered with the same order, so whoever has stopped waiting for
  /// one, or has sent a copy, may hear of it again; it is paid for once.
  private func bookCreated(
    _ viewer: inout ViewerRecord, _ order: OrderID, product: UInt32, at now: Int64,
    _ books: inout AudienceBooks
  ) {
    let cohort = Int(viewer.cohort)
    if viewer.mayHaveGhosts || scenario.cohorts[cohort].client.hedge != nil {
      guard books.learns(of: order, viewer.account) else { return }
    }
    count(viewer, &books) { $0.created += 1 }
    let own = draws(of: viewer)
    let index = UInt32(viewer.clicks)
    guard !own.chance(scenario.cohorts[cohort].abandonment, Purpose.abandonment, index) else {
      books.tell(.abandons, at: now, viewer, order: order)
      return
    }
    viewer.attempts &+= 1
    let wait = traits[cohort].payDelay.value(
      own, Purpose.payDelay, index, else: scenario.cohorts[cohort].payDelay)
    let sent = now + Delay.nanoseconds(wait)
    books.note(.pay, at: sent, viewer)
    books.tell(.willPay(at: sent), at: now, viewer, order: order)
    let attempt = UInt32(viewer.attempts)
    let request = Request(
      arrival: sent + networkDelay(ofCohort: cohort, own, Purpose.payUplink, attempt),
      sent: sent, intention: sent, timeout: sent,
      downlink: networkDelay(ofCohort: cohort, own, Purpose.downlink, attempt),
      account: viewer.account, key: viewer.account << 16 | UInt64(viewer.clicks), order: order,
      shownPrice: scenario.products[Int(product)].price, sku: 0, slot: ViewerRecord.noSlot,
      ordinal: viewer.attempts, product: product, lane: books.lane,
      room: UInt16(room(of: viewer)), stream: viewer.stream, cohort: viewer.cohort,
      source: UInt8(sourceIndex(viewer)), kind: .payment)
    books.tell(.wish, request)
    books.outbox.append(request)
  }
}
