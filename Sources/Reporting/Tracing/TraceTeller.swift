// Puts facts into sentences, one after the other: what a sentence says of the past (how long something
// waited, when its request arrived) is what the facts before it have said.
//
// Invariant: a fact makes one sentence or none; none where the next fact says it better.
import LiveCommerce

/// Tells facts in sentences without their subject.
struct TraceTeller {
  private struct Wait {
    var since: Int64
    var behind: Int
  }
  let names: TraceNames
  /// When requests were sent and have arrived, by name.
  private var sent: [UInt64: Int64] = [:]
  /// Why each viewer is going to ask again, and since when.
  private var troubles: [UInt64: (why: String, since: Int64)] = [:]
  /// What requests are for.
  private var kinds: [UInt64: Arrival.Kind] = [:]
  private var arrived: [UInt64: Int64] = [:]
  /// Until when the client waits for the answer.
  private var waitsUntil: [UInt64: Int64] = [:]
  /// What requests wait for now, by request and tier.
  private var waits: [UInt64: [TraceTier: Wait]] = [:]
  /// How requests that wait for a row have waited for a connection before.
  private var connected: [UInt64: String] = [:]
  /// When the provider has begun to charge.
  private var charging: [UInt64: Int64] = [:]

  init(_ names: TraceNames) { self.names = names }

  /// The sentence of a fact; nil if another one says it.
  mutating func sentence(_ fact: TraceFact) -> String? {
    switch fact.event {
    case .sent(let sending): return telling(sending, fact)
    case .arrived(let kind): return arrives(kind, fact)
    case .queued(let tier, let load): return waits(for: tier, load, fact)
    case .began(let tier, _): return begins(at: tier, fact)
    case .ended(let tier, _): return ends(at: tier, fact)
    case .booked(let kind, let emptySince): return booked(kind, emptySince, fact)
    case .replied(let outcome, let arrives, let isLost):
      return replies(outcome, arrives, isLost: isLost, fact)
    case .stated(let kind, let row, let value): return states(kind, row, value)
    case .refused(let tier, let refusal):
      return refusal == .unreachable
        ? refusal.reason(at: tier)
        : "the \(tier.place) turns it away: \(refusal.reason(at: tier))"
    case .chargeFailed(let isDown, let retry): return fails(isDown, retry, fact.instant)
    case .expires: return "its hold is over and nobody has paid: the hold is being ended"
    case .timedOut: troubles[fact.account] = ("no answer had come", fact.instant)
    case .answered(let outcome, _):
      troubles[fact.account] = ("the answer was \"\(outcome.words)\"", fact.instant)
    default: break
    }
    return ofViewer(fact)
  }

  /// Who or what a fact is about: known once its sentence has been told.
  func subject(_ fact: TraceFact) -> String {
    if fact.event.isOfAudience { return "viewer \(fact.account)" }
    guard let request = fact.request else { return "housekeeping" }
    let kind = kinds[request] ?? (request == fact.order ? .order : .payment)
    return "\(kind) \(request)"
  }

  // MARK: Requests

  private mutating func telling(_ sending: Sending, _ fact: TraceFact) -> String? {
    guard let request = fact.request else { return nil }
    sent[request] = fact.instant
    kinds[request] = sending.kind
    waitsUntil[request] = sending.waitsUntil
    let patience = sending.waitsUntil.map {
      "; waits \(TraceWords.time($0 - fact.instant)) for the answer"
    }
    return what(sending, fact, request) + (patience ?? "")
  }

  private func what(_ sending: Sending, _ fact: TraceFact, _ request: UInt64) -> String {
    switch (sending.kind, sending.cause) {
    case (.entry, .wish): return "asks the waiting room to be let in (entry \(request))"
    case (.entry, _): return "asks the waiting room again (entry \(request))"
    case (.payment, _): return "pays \(names.price(sending.product)) (payment \(request))"
    case (_, .wish): return "orders \(row(sending)) (order \(request))"
    case (_, .retry):
      let why = troubles[fact.account].map {
        " after \(TraceWords.time(fact.instant - $0.since)), because \($0.why),"
      }
      return "asks again\(why ?? "") for the \(ordinal(sending.attempt)) time (order \(request))"
    case (_, .substitute): return "takes \(row(sending)) instead (order \(request))"
    case (_, .doubleTap): return "has tapped twice (order \(request))"
    case (_, .hedge): return "has no answer yet: the client sends a copy (order \(request))"
    }
  }

  private func row(_ sending: Sending) -> String {
    sending.sku.map(names.row) ?? names.product(sending.product)
  }

  private func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (1, let rest) where rest != 11: "\(number)st"
    case (2, let rest) where rest != 12: "\(number)nd"
    case (3, let rest) where rest != 13: "\(number)rd"
    default: "\(number)th"
    }
  }

  private mutating func arrives(_ kind: Arrival.Kind, _ fact: TraceFact) -> String? {
    guard let request = fact.request else { return nil }
    arrived[request] = fact.instant
    let way = sent[request].map { ", \(TraceWords.time(fact.instant - $0)) on the way" } ?? ""
    kinds[request] = kind
    return "reaches the \(kind == .payment ? "platform" : "gateway")\(way)"
  }

  // MARK: Tiers

  private mutating func waits(
    for tier: TraceTier, _ load: TraceLoad, _ fact: TraceFact
  ) -> String? {
    guard let request = fact.request else { return nil }
    let behind = max(0, load.waiting - 1)
    // Whoever waits for a row has its connection by then.
    if tier == .row { connected[request] = take(.stock, request, fact.instant) }
    waits[request, default: [:]][tier] = Wait(since: fact.instant, behind: behind)
    // Whoever waits for a statement says so when it has its turn.
    guard tier == .orders || tier == .room || tier == .payment else { return nil }
    return "waits for \(tier.server) behind \(TraceWords.others(behind))"
  }

  private mutating func begins(at tier: TraceTier, _ fact: TraceFact) -> String? {
    guard let request = fact.request else { return nil }
    let waited = take(tier, request, fact.instant)
    switch tier {
    case .orders: return "an order worker takes it" + (waited ?? "")
    case .room: return "is let in" + (waited ?? "")
    case .payment:
      charging[request] = fact.instant
      return "the provider begins the charge" + (waited ?? "")
    case .stock:
      let row = take(.row, request, fact.instant).map { "the stock row\($0)" }
      let connection = (connected.removeValue(forKey: request) ?? waited)
        .map { "its turn at the stock database\($0)" }
      let gotten = [connection, row].compactMap(\.self)
      return gotten.isEmpty ? nil : "gets " + gotten.joined(separator: ", and ")
    default: return waited.map { "gets its turn at the \(tier.place)\($0)" }
    }
  }

  /// How long a request has waited at a tier, if it has.
  private mutating func take(
    _ tier: TraceTier, _ request: UInt64, _ instant: Int64
  ) -> String? {
    guard let wait = waits[request]?.removeValue(forKey: tier), instant > wait.since else {
      return nil
    }
    return ", after \(TraceWords.time(instant - wait.since)) behind "
      + TraceWords.others(wait.behind)
  }

  private mutating func ends(at tier: TraceTier, _ fact: TraceFact) -> String? {
    guard tier == .payment, let request = fact.request,
      let since = charging.removeValue(forKey: request)
    else { return nil }
    return "the charge has taken \(TraceWords.time(fact.instant - since))"
  }

  private func states(_ kind: Statement.Kind, _ row: Row, _ value: Int) -> String {
    if kind == .claim {
      return value == 0 ? "claims its key" : "finds its key claimed already, by request \(value)"
    }
    return Statement.predicate(kind, row, value)
      .replacing(/stock row ([0-9]+)/) { "the stock of \(names.row(Int($0.1) ?? 0))" }
      .replacing(/purchases of account ([0-9]+), product ([0-9]+)/) {
        "what account \($0.1) has of \(names.product(Int($0.2) ?? 0))"
      }
  }

  // MARK: Ledger and answers

  private func booked(
    _ kind: LedgerEvent.Kind, _ emptySince: Int64?, _ fact: TraceFact
  ) -> String {
    let row = fact.sku.map(names.row) ?? "the product"
    switch kind {
    case .held(let price, let until):
      let lack = emptySince.map {
        ", which does not exist: the last one went \(TraceWords.time(fact.instant - $0)) before"
      }
      return "HOLDS a unit of \(row) at \(names.money(price)), until \(TraceFact.clock(until))"
        + (lack ?? "")
    case .refusedSoldOut: return "there is no \(row) for it\(gone(emptySince, fact))"
    case .charged(let amount): return "the provider has taken \(names.money(amount))"
    case .paid(let amount): return "its unit of \(row) is SOLD for \(names.money(amount))"
    case .refunded(let amount): return "the payment comes too late: \(names.money(amount)) go back"
    case .noticedAgain: return "the payment is announced again"
    case .released: return "its hold ends and its unit of \(row) is GIVEN BACK"
    case .returned(let amount):
      return "its unit of \(row) has been SENT BACK, and \(names.money(amount)) with it"
    case .restocked: return "its unit of \(row) is on sale again"
    case .scrapped: return "its unit of \(row) cannot be sold again"
    }
  }

  /// When the last unit went, seen from a request that did not get one.
  private func gone(_ emptySince: Int64?, _ fact: TraceFact) -> String {
    guard let since = emptySince else { return ", though units are free" }
    guard let request = fact.request, let arrival = arrived[request] else {
      return ": the last one went \(TraceWords.time(fact.instant - since)) ago"
    }
    return since <= arrival
      ? ": the last one went \(TraceWords.time(arrival - since)) before the request arrived"
      : ": the last one went \(TraceWords.time(since - arrival)) after the request arrived, "
        + "while it waited"
  }

  private func replies(
    _ outcome: Outcome, _ arrives: Int64, isLost: Bool, _ fact: TraceFact
  ) -> String {
    guard !isLost else { return "the answer \"\(outcome.words)\" gets lost on its way" }
    let late = fact.request.flatMap { waitsUntil[$0] }.map { arrives > $0 } ?? false
    return "is answered: \(outcome.words)"
      + (late ? "; too late, the client has stopped waiting by then" : "")
  }

  private func fails(_ isDown: Bool, _ retry: Int64?, _ instant: Int64) -> String {
    let why = isDown ? "the provider is down" : "the charge fails"
    guard let retry else { return why + ", and is not made again" }
    return why + "; it is made again in \(TraceWords.time(retry - instant))"
  }
}
