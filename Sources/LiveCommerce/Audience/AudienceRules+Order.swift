// Wanting and ordering: from the tap to the last answer. An errand holds what lasts longer than one
// request; while a viewer is busy with one, no budget is spent.
import Stochastics

extension AudienceRules {
  /// How long after a tap its unintended double follows, in nanoseconds.
  private static let doubleClickGap: Int64 = 150_000_000

  /// Opens an errand, which keeps the click budget meanwhile, and plans its first step.
  private func openErrand(
    _ viewer: inout ViewerRecord, product: Int, _ state: ViewerState, at instant: Int64,
    _ books: inout AudienceBooks
  ) {
    let errand = Errand(
      intention: clock.instant(viewer.last), order: .none, parked: nil, click: viewer.click,
      product: UInt32(product))
    viewer.slot = books.errands.open(errand)
    viewer.state = state
    viewer.next = clock.tick(atOrAfter: instant)
  }

  // MARK: Before the order

  /// Hears a link-up and means to tap after a human reaction.
  func hear(_ viewer: inout ViewerRecord, _ moment: StageMoment, _ books: inout AudienceBooks) {
    let now = clock.instant(viewer.last)
    let product = Int(moment.product)
    books.note(.hear, at: now, viewer)
    let cohort = Int(viewer.cohort)
    let reaction =
      traits[cohort].reaction?.value(draws(of: viewer), Purpose.reaction, UInt32(product))
      ?? scenario.cohorts[cohort].reaction.value(
        draws(of: viewer), Purpose.reaction, UInt32(product))
    openErrand(
      &viewer, product: product, .reacting, at: now + Delay.nanoseconds(reaction), &books)
    books.tell(
      .heardLinkUp(
        product: product, published: moment.published * clock.tick,
        taps: clock.instant(viewer.next)),
      at: now, viewer, clicks: Int(viewer.clicks) + 1)
  }

  /// Hears when a product opens and means to tap a little before.
  func aimEarly(_ viewer: inout ViewerRecord, _ moment: StageMoment, _ books: inout AudienceBooks) {
    let now = clock.instant(viewer.last)
    books.note(.earlyTap, at: now, viewer)
    let lead = scenario.cohorts[Int(viewer.cohort)].earlyLead.value(
      draws(of: viewer), Purpose.earlyLead, UInt32(moment.product))
    openErrand(
      &viewer, product: Int(moment.product), .reacting,
      at: max(now, moment.opens - Delay.nanoseconds(lead)), &books)
    books.tell(
      .heardAnnouncement(
        product: Int(moment.product), opens: moment.opens, taps: clock.instant(viewer.next)),
      at: now, viewer, clicks: Int(viewer.clicks) + 1)
  }

  /// Clicks on the product on air; an order may follow after some thought.
  @inline(never)
  func click(
    _ viewer: inout ViewerRecord, _ product: Int, _ stage: StageView,
    _ books: inout AudienceBooks
  ) -> Disposition {
    let index = UInt32(viewer.clicks)
    viewer.click = countClick(&viewer, &books)
    guard decidesToOrder(viewer, product, index, stage) else {
      let now = clock.instant(viewer.last)
      books.tell(.clicked(product: product, orders: nil), at: now, viewer, clicks: Int(index) + 1)
      plan(&viewer, stage)
      return .stays
    }
    let thought = scenario.cohorts[Int(viewer.cohort)].consideration.value(
      draws(of: viewer), Purpose.consideration, index)
    let decided =
      clock.instant(viewer.last) + Delay.nanoseconds(thought * haste(of: viewer, stage))
    openErrand(&viewer, product: product, .considering, at: decided, &books)
    books.tell(
      .clicked(product: product, orders: clock.instant(viewer.next)),
      at: clock.instant(viewer.last), viewer)
    return .stays
  }

  /// Counts a click and returns the budget to the next one.
  private func countClick(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Float {
    books.note(.click, at: clock.instant(viewer.last), viewer)
    books.tally.clicksBySecond.add(toStep: clock.second(viewer.last))
    let isFirst = !viewer.hasClicked
    count(viewer, &books) {
      $0.clicks += 1
      $0.clickers += isFirst ? 1 : 0
    }
    viewer.hasClicked = true
    viewer.clicks &+= 1
    return clickBudget(of: viewer)
  }

  /// Taps at a link-up: click and order at once.
  func tap(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let index = UInt32(viewer.clicks)
    let product = Int(books.errands[viewer.slot].product)
    books.errands[viewer.slot].click = countClick(&viewer, &books)
    let now = clock.instant(viewer.last)
    guard decidesToOrder(viewer, product, index, stage) else {
      books.tell(.clicked(product: product, orders: nil), at: now, viewer)
      endErrand(&viewer, stage, &books)
      return .stays
    }
    books.tell(.clicked(product: product, orders: now), at: now, viewer)
    return order(&viewer, &books)
  }

  /// Orders after some thought, unless the product has been seen sold out meanwhile.
  func orderAfterConsidering(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let product = Int(books.errands[viewer.slot].product)
    let seen = stage.cardState(
      of: product, seenAt: Int64(viewer.last), longest: Outlook.longestCardDelay
    ) { cardDelay(of: viewer) }
    if seen.0 {
      giveUp(&viewer, .sawSoldOut, stage, &books)
      return .stays
    }
    books.tally.decision.add(clock.instant(viewer.last) - books.errands[viewer.slot].intention)
    return order(&viewer, &books)
  }

  // MARK: Asking

  private func order(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    let now = clock.instant(viewer.last)
    books.errands[viewer.slot].intention = now
    books.note(.order, at: now, viewer)
    let sinceEntry = Int128(clock.instant(viewer.last &- viewer.entered))
    count(viewer, &books) {
      $0.orders += 1
      $0.timeToOrder += sinceEntry
    }
    let timeout = ask(&viewer, &books)
    let share = hasWaitingRoom ? 0 : scenario.cohorts[Int(viewer.cohort)].client.doubleClick
    if draws(of: viewer).chance(share, Purpose.doubleClick, UInt32(viewer.clicks)) {
      askTwice(&viewer, &books)
    }
    return park(&viewer, until: timeout, &books)
  }

  func askAgain(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let errand = books.errands[viewer.slot]
    if isSwitching(errand) {
      books.note(.substitute, at: clock.instant(viewer.last), viewer)
    } else if !entersFirst(errand) {
      books.note(.retry, at: clock.instant(viewer.last), viewer)
    }
    let timeout = ask(&viewer, &books)
    return park(&viewer, until: timeout, &books)
  }

  /// Sends a request and returns when the client stops waiting for its answer.
  private func ask(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Int64 {
    books.errands[viewer.slot].tries += 1
    viewer.attempts &+= 1
    let sent = clock.instant(viewer.last)
    books.errands[viewer.slot].asked = viewer.attempts
    books.errands[viewer.slot].copies = 1
    books.errands[viewer.slot].isHedged = false
    var request = request(of: viewer, sent: sent, books)
    if entersFirst(books.errands[viewer.slot]) { return askToEnter(request, &books) }
    request.timeout = sent + scenario.cohorts[Int(viewer.cohort)].client.timeout
    books.tell(request.cause, request, waitsUntil: request.timeout)
    books.outbox.append(request)
    books.tally.requestsBySecond.add(toStep: clock.second(viewer.last))
    return request.timeout
  }

  /// Sends the same once more, with nobody waiting for the answer.
  private func askTwice(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    let sent = clock.instant(viewer.last) + AudienceRules.doubleClickGap
    viewer.attempts &+= 1
    var request = request(of: viewer, sent: sent, books)
    request.slot = ViewerRecord.noSlot
    request.timeout = sent
    books.note(.doubleClick, at: sent, viewer)
    books.tell(.doubleTap, request)
    books.outbox.append(request)
    books.tally.requestsBySecond.add(at: sent)
  }

  /// Leaves the viewer in the errand, and makes of the record the marker of its timeout.
  private func park(
    _ viewer: inout ViewerRecord, until timeout: Int64, _ books: inout AudienceBooks
  ) -> Disposition {
    viewer.state = .waiting
    books.errands.park(viewer, in: viewer.slot)
    if let hedge = hedgeTick(of: viewer, books.errands[viewer.slot]) {
      viewer.state = .hedgeMarker
      viewer.next = hedge
    } else {
      viewer.state = .timeoutMarker
      viewer.next = clock.tick(atOrAfter: timeout)
    }
    return .waits
  }

  func request(
    of viewer: ViewerRecord, sent: Int64, _ books: AudienceBooks
  ) -> Request {
    let cohort = Int(viewer.cohort)
    let own = draws(of: viewer)
    let attempt = UInt32(viewer.attempts)
    let errand = books.errands[viewer.slot]
    let product = Int(errand.product)
    let row = wantedRow(of: product, own) + Int(errand.shift)
    let uplink = networkDelay(ofCohort: cohort, own, Purpose.uplink, attempt)
    return Request(
      arrival: sent + uplink, sent: sent, intention: errand.intention, timeout: sent,
      downlink: downlink(of: viewer, attempt: viewer.attempts),
      account: viewer.account, key: viewer.account << 16 | UInt64(viewer.clicks), order: .none,
      shownPrice: scenario.products[product].price,
      sku: UInt32(row), slot: viewer.slot, ordinal: viewer.attempts, product: errand.product,
      lane: books.lane, room: UInt16(room(of: viewer)), shift: errand.shift,
      attempt: errand.tries, stream: viewer.stream, cohort: viewer.cohort,
      source: UInt8(sourceIndex(viewer)), kind: .order)
  }

  /// How long the answer to an attempt travels.
  func downlink(of viewer: ViewerRecord, attempt: UInt16) -> Int64 {
    networkDelay(
      ofCohort: Int(viewer.cohort), draws(of: viewer), Purpose.downlink, UInt32(attempt))
  }

  /// The stock row that a person wants of a product: always the same one.
  func wantedRow(of product: Int, _ own: EntityDraws) -> Int {
    firstSKU[product] + variant(of: product, own.uniform(Purpose.variant))
  }

  func variant(of product: Int, _ uniform: Double) -> Int {
    let count = scenario.products[product].variants.count
    var sum = 0.0
    for index in 0..<count - 1 {
      sum += scenario.products[product].variants[index].share
      if uniform < sum { return index }
    }
    return count - 1
  }

  // MARK: Hearing back

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

  private func giveUp(
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

  private func endErrand(
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
    let wait =
      traits[cohort].payDelay?.value(own, Purpose.payDelay, index)
      ?? scenario.cohorts[cohort].payDelay.value(own, Purpose.payDelay, index)
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
