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
    let reaction = traits[cohort].reaction.value(
      draws(of: viewer), Purpose.reaction, UInt32(product), else: scenario.cohorts[cohort].reaction)
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
      endErrand(&viewer, stage, &books, isDone: false)
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

  func askAgain(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    settle(&viewer, at: viewer.next, &books)
    if endsKnowing(&viewer, stage, &books) { return .stays }
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
  func ask(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Int64 {
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
  func park(
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
}
