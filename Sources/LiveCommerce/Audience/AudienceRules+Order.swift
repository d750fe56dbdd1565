// Wanting and ordering: from the tap to the last answer. An errand holds what lasts longer than one
// request; while a viewer is busy with one, no budget is spent.
import Stochastics

extension AudienceRules {
  /// How long after a tap its unintended double follows, in nanoseconds.
  private static let doubleClickGap: Int64 = 150_000_000

  private func openErrand(product: Int) -> Errand {
    Errand(
      intention: 0, order: .none, parked: nil, tries: 0, product: UInt16(product),
      outcome: .soldOut)
  }

  // MARK: Before the order

  /// Hears a link-up and means to tap after a human reaction.
  func hear(_ viewer: inout ViewerRecord, product: Int, _ books: inout AudienceBooks) {
    books.note(.hear, at: viewer.last, viewer)
    let reaction = scenario.cohorts[Int(viewer.cohort)].reaction.value(
      at: draws(of: viewer).uniform(Purpose.reaction, UInt32(product)))
    viewer.slot = books.errands.open(openErrand(product: product))
    viewer.state = .reacting
    viewer.next = viewer.last + Delay.nanoseconds(reaction)
  }

  /// Hears when a product opens and means to tap a little before.
  func aimEarly(_ viewer: inout ViewerRecord, _ entry: StageEntry, _ books: inout AudienceBooks) {
    books.note(.earlyTap, at: viewer.last, viewer)
    let lead = scenario.cohorts[Int(viewer.cohort)].earlyLead.value(
      at: draws(of: viewer).uniform(Purpose.earlyLead, UInt32(entry.product)))
    viewer.slot = books.errands.open(openErrand(product: entry.product))
    viewer.state = .reacting
    viewer.next = max(viewer.last, entry.opens - Delay.nanoseconds(lead))
  }

  /// Clicks on the product on air; an order may follow after some thought.
  func click(
    _ viewer: inout ViewerRecord, _ product: Int, _ stage: StageLog,
    _ books: inout AudienceBooks
  ) -> Disposition {
    let index = UInt32(viewer.clicks)
    countClick(&viewer, &books)
    guard decidesToOrder(viewer, product, index) else {
      plan(&viewer, stage)
      return .stays
    }
    let thought = scenario.cohorts[Int(viewer.cohort)].consideration.value(
      at: draws(of: viewer).uniform(Purpose.consideration, index))
    viewer.slot = books.errands.open(openErrand(product: product))
    viewer.state = .considering
    viewer.next = viewer.last + Delay.nanoseconds(thought)
    return .stays
  }

  private func countClick(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    books.note(.click, at: viewer.last, viewer)
    books.tally.clicksBySecond.add(at: viewer.last)
    books.tally.funnel[funnelIndex(viewer)].clicks += 1
    if !viewer.hasClicked { books.tally.funnel[funnelIndex(viewer)].clickers += 1 }
    viewer.hasClicked = true
    viewer.clicks &+= 1
    viewer.click = clickBudget(of: viewer)
  }

  private func decidesToOrder(
    _ viewer: ViewerRecord, _ product: Int, _ index: UInt32
  ) -> Bool {
    draws(of: viewer).uniform(Purpose.order, index)
      < chance(scenario.decision.order, viewer, product)
  }

  /// Taps at a link-up: click and order at once.
  func tap(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let index = UInt32(viewer.clicks)
    let product = Int(books.errands[viewer.slot].product)
    countClick(&viewer, &books)
    guard decidesToOrder(viewer, product, index) else {
      endErrand(&viewer, stage, &books)
      return .stays
    }
    return order(&viewer, &books)
  }

  /// Orders after some thought, unless the product has been seen sold out meanwhile.
  func orderAfterConsidering(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    let product = Int(books.errands[viewer.slot].product)
    if stage.cardState(of: product, seenAt: viewer.last, delay: viewer.cardDelay).0 {
      giveUp(&viewer, .sawSoldOut, stage, &books)
      return .stays
    }
    return order(&viewer, &books)
  }

  // MARK: Asking

  private func order(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    books.errands[viewer.slot].intention = viewer.last
    books.note(.order, at: viewer.last, viewer)
    books.tally.funnel[funnelIndex(viewer)].orders += 1
    let marker = ask(&viewer, &books)
    let client = scenario.cohorts[Int(viewer.cohort)].client
    let own = draws(of: viewer)
    if client.doubleClick > 0,
      own.uniform(Purpose.doubleClick, UInt32(viewer.clicks)) < client.doubleClick
    {
      askTwice(&viewer, &books)
    }
    park(viewer, &books)
    return .waits(marker: marker)
  }

  func askAgain(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    books.note(.retry, at: viewer.last, viewer)
    let marker = ask(&viewer, &books)
    park(viewer, &books)
    return .waits(marker: marker)
  }

  /// Sends a request and returns the marker of its timeout.
  private func ask(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> ViewerRecord {
    let client = scenario.cohorts[Int(viewer.cohort)].client
    books.errands[viewer.slot].tries += 1
    viewer.attempts &+= 1
    viewer.state = .waiting
    var request = request(of: viewer, sent: viewer.last, books)
    request.timeout = viewer.last + client.timeout
    books.outbox.append(request)
    books.tally.requestsBySecond.add(at: viewer.last)
    var marker = viewer
    marker.state = .timeoutMarker
    marker.next = request.timeout
    return marker
  }

  /// Sends the same once more, with nobody waiting for the answer.
  private func askTwice(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    let sent = viewer.last + AudienceRules.doubleClickGap
    viewer.attempts &+= 1
    var request = request(of: viewer, sent: sent, books)
    request.slot = ViewerRecord.noSlot
    request.timeout = sent
    books.note(.doubleClick, at: sent, viewer)
    books.outbox.append(request)
    books.tally.requestsBySecond.add(at: sent)
  }

  private func park(_ viewer: ViewerRecord, _ books: inout AudienceBooks) {
    books.errands.park(viewer, in: viewer.slot)
  }

  private func request(
    of viewer: ViewerRecord, sent: Int64, _ books: AudienceBooks
  ) -> Request {
    let cohort = scenario.cohorts[Int(viewer.cohort)]
    let own = draws(of: viewer)
    let attempt = UInt32(viewer.attempts)
    let errand = books.errands[viewer.slot]
    let product = Int(errand.product)
    let uplink = cohort.network.value(at: own.uniform(Purpose.uplink, attempt))
    return Request(
      arrival: sent + uplink, sent: sent, intention: errand.intention, timeout: sent,
      downlink: cohort.network.value(at: own.uniform(Purpose.downlink, attempt)),
      account: viewer.account, key: viewer.account << 16 | UInt64(viewer.clicks), order: .none,
      shownPrice: scenario.products[product].price,
      sku: UInt32(firstSKU[product] + variant(of: product, own.uniform(Purpose.variant))),
      slot: viewer.slot, ordinal: viewer.attempts, product: errand.product, lane: books.lane,
      room: viewer.room, stream: viewer.stream, cohort: viewer.cohort,
      source: UInt8(sourceIndex(viewer)), kind: .order)
  }

  private func variant(of product: Int, _ uniform: Double) -> Int {
    var sum = 0.0
    let variants = scenario.products[product].variants
    for (index, variant) in variants.enumerated() {
      sum += variant.share
      if uniform < sum { return index }
    }
    return variants.count - 1
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
      viewer.account == answer.account
    else { return nil }
    books.errands.unpark(answer.slot)
    books.errands[answer.slot].outcome = answer.outcome
    books.errands[answer.slot].order = answer.order
    viewer.state = .answered
    viewer.next = answer.arrival
    return viewer
  }

  private func bookReceipt(_ answer: Answer, _ books: inout AudienceBooks) {
    books.note(.receipt, at: answer.arrival, account: answer.account)
    guard answer.outcome == .paid else { return }
    let row = Int(answer.cohort) * TrafficSource.allCases.count + Int(answer.source)
    books.tally.funnel[row].paid += 1
    books.tally.funnel[row].revenue += answer.amount
  }

  func takeAnswer(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    books.note(.answer, at: viewer.last, viewer)
    let errand = books.errands[viewer.slot]
    if errand.outcome == .created {
      books.tally.createdLatency.add(viewer.last - errand.intention)
      bookCreated(&viewer, errand.order, product: errand.product, &books)
      endErrand(&viewer, stage, &books)
      return .stays
    }
    if errand.outcome.isWorthRetrying && backOff(&viewer, errand) { return .stays }
    books.tally.refusedLatency.add(viewer.last - errand.intention)
    giveUp(&viewer, lossReason(of: errand.outcome), stage, &books)
    return .stays
  }

  /// The client's patience with the server has run out; unless an answer has come, the record that
  /// waits takes the place of its marker.
  func wakeUnanswered(
    _ marker: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) -> Disposition {
    guard var viewer = books.errands[marker.slot].parked, viewer.account == marker.account,
      viewer.last == marker.last
    else { return .gone }
    books.errands.unpark(marker.slot)
    settle(&viewer, at: marker.next, &books)
    books.note(.timeout, at: viewer.last, viewer)
    viewer.mayHaveGhosts = true
    let errand = books.errands[viewer.slot]
    if !backOff(&viewer, errand) { giveUp(&viewer, .unanswered, stage, &books) }
    marker = viewer
    return .stays
  }

  /// Plans the next attempt, if the client has one left.
  private func backOff(_ viewer: inout ViewerRecord, _ errand: Errand) -> Bool {
    let client = scenario.cohorts[Int(viewer.cohort)].client
    guard Int(errand.tries) <= client.retries else { return false }
    var wait = Double(client.backoff)
    for _ in 1..<max(1, Int(errand.tries)) { wait *= client.backoffFactor }
    let random = draws(of: viewer).uniform(Purpose.backoff, UInt32(viewer.attempts))
    wait *= 1 - client.jitter * random
    viewer.state = .backingOff
    viewer.next = viewer.last + Delay.nanoseconds(wait)
    return true
  }

  private func lossReason(of outcome: Outcome) -> LossReason {
    switch outcome {
    case .soldOut: .soldOut
    case .tooEarly: .tooEarly
    case .closed: .closed
    case .limitReached: .limitReached
    case .inProgress: .inProgress
    default: .busy
    }
  }

  private func giveUp(
    _ viewer: inout ViewerRecord, _ reason: LossReason, _ stage: StageLog,
    _ books: inout AudienceBooks
  ) {
    books.note(.giveUp, at: viewer.last, viewer)
    books.tally.losses[reason.rawValue] += 1
    endErrand(&viewer, stage, &books)
  }

  private func endErrand(
    _ viewer: inout ViewerRecord, _ stage: StageLog, _ books: inout AudienceBooks
  ) {
    viewer.tried = books.errands[viewer.slot].product + 1
    books.errands.close(viewer.slot)
    viewer.slot = ViewerRecord.noSlot
    viewer.state = .watching
    if viewer.mayHaveGhosts { takeGhosts(&viewer, &books) }
    plan(&viewer, stage)
  }

  // MARK: Paying

  /// Learns of answers that came after the client had stopped waiting; an order among them may
  /// still be paid.
  func takeGhosts(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) {
    while let answer = books.takeGhost(of: viewer.account, by: viewer.last) {
      books.note(.ghost, at: viewer.last, viewer)
      guard answer.outcome == .created else { continue }
      bookCreated(&viewer, answer.order, product: answer.product, &books)
    }
  }

  /// An order exists: whether and when it is paid is decided now, and the payment sent ahead.
  private func bookCreated(
    _ viewer: inout ViewerRecord, _ order: OrderID, product: UInt16,
    _ books: inout AudienceBooks
  ) {
    books.tally.funnel[funnelIndex(viewer)].created += 1
    let cohort = scenario.cohorts[Int(viewer.cohort)]
    let own = draws(of: viewer)
    let index = UInt32(viewer.clicks)
    guard own.uniform(Purpose.abandonment, index) >= cohort.abandonment else { return }
    viewer.attempts &+= 1
    let sent =
      viewer.last
      + Delay.nanoseconds(cohort.payDelay.value(at: own.uniform(Purpose.payDelay, index)))
    books.note(.pay, at: sent, viewer)
    let attempt = UInt32(viewer.attempts)
    books.outbox.append(
      Request(
        arrival: sent + cohort.network.value(at: own.uniform(Purpose.payUplink, attempt)),
        sent: sent, intention: sent, timeout: sent,
        downlink: cohort.network.value(at: own.uniform(Purpose.downlink, attempt)),
        account: viewer.account, key: viewer.account << 16 | UInt64(viewer.clicks), order: order,
        shownPrice: scenario.products[Int(product)].price, sku: 0, slot: ViewerRecord.noSlot,
        ordinal: viewer.attempts, product: product, lane: books.lane, room: viewer.room,
        stream: viewer.stream, cohort: viewer.cohort, source: UInt8(sourceIndex(viewer)),
        kind: .payment))
  }
}
