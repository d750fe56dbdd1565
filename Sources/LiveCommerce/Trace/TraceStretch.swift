// Where the time of an order went, from the intention to the answer that ended it: on the way, waiting
// at a tier, being served, waiting to ask again.
//
// Invariant: stretches follow each other without a gap and without an overlap, so their sum is the
// time from the intention to the last answer, or to hearing late of the order or of the refusal that ended it,
// which is what the report counts as latency.

/// A stretch of an order's time.
package struct TraceStretch: Sendable, Equatable {
  /// What an order spends time with.
  package enum Kind: Sendable, Equatable {
    /// A request or its answer is on its way.
    case onTheWay, onTheWayBack
    /// It waits at a tier.
    case waiting(TraceTier)
    /// A tier serves it.
    case served(TraceTier)
    /// No answer came while the client waited.
    case unanswered
    /// The client waits before it asks again.
    case backingOff
  }
  package var kind: Kind
  package var from: Int64
  package var until: Int64

  package var length: Int64 { until - from }
}

extension [TraceFact] {
  /// Where the time of the intention went whose story this is; empty if it was never sent.
  package var stretches: [TraceStretch] {
    var reckoning = Stretching()
    var asked: TraceFact?
    var refused: TraceFact?
    for fact in self {
      switch fact.event {
      case .sent(let sending) where sending.kind != .payment:
        guard [.wish, .retry, .substitute].contains(sending.cause) else { continue }
        if sending.cause == .substitute, let late = refused.take() {
          follow(late: late, &reckoning)
        }
        reckoning.go(to: .backingOff, at: fact.instant)
        asked = fact
      case .answered(let outcome, _) where asked != nil:
        follow(answer: outcome, at: fact.instant, &reckoning)
        asked = nil
        if outcome == .created { return reckoning.stretches }
      case .heardLate(.created, _):
        follow(late: fact, &reckoning)
        return reckoning.stretches
      case .heardLate(let outcome, _) where outcome.isFinal: refused = refused ?? fact
      case .gaveUp(let reason, _, _) where reason != .unanswered:
        if let late = refused.take() { follow(late: late, &reckoning) }
        guard contains(where: \.isHeardOrder) else { return reckoning.stretches }
      case .timedOut where asked != nil:
        reckoning.go(to: .unanswered, at: fact.instant)
        asked = nil
      default: continue
      }
    }
    if let late = refused { follow(late: late, &reckoning) }
    return reckoning.stretches
  }

  /// Follows the request whose answer has come at an instant.
  private func follow(answer outcome: Outcome, at instant: Int64, _ reckoning: inout Stretching) {
    let replies = filter { fact in
      guard case .replied(outcome, let arrives, false) = fact.event else { return false }
      return arrives <= instant && fact.instant >= reckoning.now
    }
    let newest = replies.max { $0.event.arrival < $1.event.arrival }
    guard let reply = newest else { return reckoning.go(to: .unanswered, at: instant) }
    follow(to: reply, heardAt: instant, &reckoning)
  }

  /// Follows the request of whose answer its buyer has heard late, in the place of all that was done since
  /// it was sent.
  private func follow(late heard: TraceFact, _ reckoning: inout Stretching) {
    let ofRequest = filter { $0.request == heard.request }
    let sent = ofRequest.first { if case .sent = $0.event { true } else { false } }
    let reply = ofRequest.first { if case .replied = $0.event { true } else { false } }
    guard let sent, let reply else { return reckoning.go(to: .unanswered, at: heard.instant) }
    reckoning.go(backTo: sent.instant)
    follow(to: reply, heardAt: heard.instant, &reckoning)
  }

  /// Follows a request to its reply, which is heard at an instant.
  private func follow(
    to reply: TraceFact, heardAt instant: Int64, _ reckoning: inout Stretching
  ) {
    var kind = TraceStretch.Kind.onTheWay
    for fact in self where fact.request == reply.request && fact.instant >= reckoning.now {
      guard let next = fact.event.stretch else { continue }
      reckoning.go(to: kind, at: fact.instant)
      kind = next
      if fact == reply { break }
    }
    reckoning.go(to: .onTheWayBack, at: instant)
  }
}

extension TraceFact {
  /// Whether somebody hears late of an order.
  fileprivate var isHeardOrder: Bool {
    if case .heardLate(.created, _) = event { true } else { false }
  }
}

extension TraceEvent {
  /// When an answer arrives.
  fileprivate var arrival: Int64 {
    if case .replied(_, let arrives, _) = self { arrives } else { .min }
  }

  /// What a request's time is spent with from this on; nil if it changes nothing.
  package var stretch: TraceStretch.Kind? {
    switch self {
    case .arrived: .served(.gateway)
    case .queued(let tier, _): .waiting(tier)
    case .began(let tier, _): .served(tier)
    // A machine gives the order back to its worker.
    case .ended(let tier, _): tier == .orders ? nil : .served(.orders)
    case .replied: .onTheWayBack
    default: nil
    }
  }
}

/// A reckoning of stretches under way.
private struct Stretching {
  var stretches: [TraceStretch] = []
  private var last: Int64?

  /// Up to when is accounted for.
  var now: Int64 { last ?? .min }

  /// Forgets what has been accounted for after an instant; what has not been up to it was waited in vain.
  mutating func go(backTo instant: Int64) {
    go(to: .unanswered, at: instant)
    while let open = stretches.last, open.until > instant {
      stretches.removeLast()
      if open.from < instant {
        stretches.append(TraceStretch(kind: open.kind, from: open.from, until: instant))
      }
    }
    last = instant
  }

  /// Accounts for the time since the last call.
  mutating func go(to kind: TraceStretch.Kind, at instant: Int64) {
    defer { last = instant }
    guard let last, instant > last else { return }
    if let open = stretches.last, open.kind == kind {
      stretches[stretches.count - 1].until = instant
    } else {
      stretches.append(TraceStretch(kind: kind, from: last, until: instant))
    }
  }
}
