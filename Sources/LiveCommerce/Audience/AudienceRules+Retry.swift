// How a client asks more than once: how many retries it has, how long it waits before each, and the
// copy of a request that it sends when the answer is slow.
//
// Invariant: a copy is sent exactly if no answer has reached the client before it is due, by the
// answer's arrival and not by when the platform's answer came to be known here.
import Stochastics

extension Client {
  /// The wait before a retry, in nanoseconds.
  ///
  /// With `jitter` 1 this is "full jitter", with ½ "equal jitter"; decorrelated, each wait lies
  /// between the first and three times the one before (M. Brooker, "Exponential backoff and jitter",
  /// AWS Architecture Blog, 2015).
  ///
  /// - Parameters:
  ///   - retry: Which retry, from 1.
  ///   - uniform: The draw from (0, 1) for this wait.
  ///   - earlier: The draws for the waits up to this one when they are decorrelated, by retry.
  /// - Returns: The wait; at most `longestBackoff`.
  func wait(
    beforeRetry retry: Int, _ uniform: @autoclosure () -> Double, _ earlier: (Int) -> Double
  ) -> Double {
    let longest = Double(longestBackoff)
    var wait = Double(backoff)
    if isDecorrelated {
      for index in 1...max(1, retry) {
        wait = min(longest, Double(backoff) + earlier(index) * (3 * wait - Double(backoff)))
      }
      return wait
    }
    for _ in 1..<max(1, retry) { wait *= backoffFactor }
    return min(wait, longest) * (1 - jitter * uniform())
  }
}

extension AudienceRules {
  /// How many retries a viewer's client has for the present order.
  ///
  /// A budget of r gives a client r tokens for each order, and a retry takes one; a token that an
  /// order leaves over is gone. A client's account of tokens begins anywhere between 0 and 1, so of
  /// the clients that order once a share of r has a token: what they all send is what one bucket
  /// common to all would let pass, and yet no client knows of another.
  func retries(of viewer: ViewerRecord) -> Int {
    let limit = retryLimits.limit(of: Int(viewer.cohort), at: clock.instant(viewer.last))
    guard let budget = limit.budget else { return limit.retries }
    let start = draws(of: viewer).uniform(Purpose.retryBudget)
    let orders = Double(viewer.clicks)
    let tokens =
      (start + budget * orders).rounded(.down) - (start + budget * (orders - 1)).rounded(.down)
    return min(limit.retries, Int(tokens))
  }

  // MARK: Hedging

  /// When the copy of a request is due, unless there is none, or it has been sent.
  func hedgeTick(of viewer: ViewerRecord, _ errand: Errand) -> UInt32? {
    guard let hedge = scenario.cohorts[Int(viewer.cohort)].client.hedge else { return nil }
    guard !errand.isHedged, !entersFirst(errand) else { return nil }
    return clock.tick(atOrAfter: clock.instant(viewer.last) + hedge)
  }

  /// Sends a copy of the request that a marker's viewer still waits for an answer to.
  ///
  /// Both go back the same way, so that the answer given first also arrives first. Whoever has heard
  /// meanwhile, by a late answer to an earlier request, what has become of the order sends none: who knows
  /// that it exists is done, who was refused waits on for the request that is under way.
  func sendCopy(
    _ marker: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    guard var viewer = books.errands[marker.slot].parked, viewer.account == marker.account,
      viewer.last == marker.last
    else { return .gone }
    if knowsOrder(viewer, by: marker.next, books) {
      books.errands.unpark(viewer.slot)
      // An answer that is kept has not come yet, and nobody waits for it any more.
      viewer.state = .waiting
      settle(&viewer, at: marker.next, &books)
      _ = endsKnowing(&viewer, stage, &books)
      marker = viewer
      return .stays
    }
    let sent = clock.instant(marker.next)
    let timeout = clock.instant(viewer.last) + scenario.cohorts[Int(viewer.cohort)].client.timeout
    guard refusal(known: viewer, by: marker.next, books) == nil else {
      return waitOn(&marker, viewer, until: timeout, &books)
    }
    books.note(.hedge, at: sent, viewer)
    viewer.attempts &+= 1
    var copy = request(of: viewer, sent: sent, books)
    copy.downlink = downlink(of: viewer, attempt: books.errands[viewer.slot].asked)
    copy.timeout = timeout
    books.tell(.hedge, copy, waitsUntil: timeout)
    books.outbox.append(copy)
    books.tally.requestsBySecond.add(at: sent)
    books.errands[viewer.slot].isHedged = true
    if viewer.state == .answered, !books.errands[viewer.slot].outcome.isWorthRetrying {
      books.errands.unpark(viewer.slot)
      marker = viewer
      return .stays
    }
    books.errands[viewer.slot].copies = viewer.state == .answered ? 1 : 2
    viewer.state = .waiting
    books.errands.change(parked: viewer, in: viewer.slot)
    marker.state = .timeoutMarker
    marker.next = clock.tick(atOrAfter: timeout)
    return .waits
  }

  /// Sends no copy: a viewer whose answer is on its way hears it, any other waits to the end.
  private func waitOn(
    _ marker: inout ViewerRecord, _ viewer: ViewerRecord, until timeout: Int64,
    _ books: inout AudienceBooks
  ) -> Disposition {
    guard viewer.state == .waiting else {
      books.errands.unpark(viewer.slot)
      marker = viewer
      return .stays
    }
    // No copy is due any more, so an answer need not be kept until then.
    books.errands[viewer.slot].isHedged = true
    marker.state = .timeoutMarker
    marker.next = clock.tick(atOrAfter: timeout)
    return .waits
  }

  /// Keeps an answer that does not yet wake the viewer who waits for it: one that arrives only after
  /// the copy has been sent, or a refusal while the copy is still unanswered.
  func isKept(
    _ answer: Answer, _ viewer: ViewerRecord, _ books: inout AudienceBooks
  ) -> Bool {
    let errand = books.errands[answer.slot]
    let arrival = clock.tick(atOrAfter: answer.arrival)
    if let hedge = hedgeTick(of: viewer, errand), arrival > hedge {
      books.errands[answer.slot].outcome = answer.outcome
      books.errands[answer.slot].order = answer.order
      var waiting = viewer
      waiting.state = .answered
      waiting.next = arrival
      books.errands.change(parked: waiting, in: answer.slot)
      expect(answer, by: waiting, &books)
      return true
    }
    guard answer.outcome.isWorthRetrying, errand.copies > 1 else { return false }
    books.errands[answer.slot].copies -= 1
    return true
  }

  // MARK: The waiting room

  /// Whether a viewer asks to be let in before ordering.
  func entersFirst(_ errand: Errand) -> Bool { hasWaitingRoom && !errand.isAdmitted }

  /// Sends a request to be let in, and returns how long its answer is waited for.
  func askToEnter(_ request: Request, _ books: inout AudienceBooks) -> Int64 {
    var request = request
    request.kind = .entry
    request.timeout = request.sent + (scenario.orders.gateway.waitingRoom?.patience ?? 0)
    books.note(.queue, at: request.sent, account: request.account)
    books.tell(request.cause, request, waitsUntil: request.timeout)
    books.outbox.append(request)
    return request.timeout
  }
}
