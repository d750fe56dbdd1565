// What a whole trace amounts to, beside what the session has counted without it: two accounts of the
// same events that share nothing but the events.
import Stochastics

@testable import LiveCommerce

/// Counts everything that facts tell.
struct TraceCensus {
  private var counts: [String: Int] = [:]
  private var fingerprint: UInt64 = 0
  private var created = LogLinearHistogram()

  /// Whether people ask to be let in before they order: then that begins an intention.
  private let hasRoom: Bool

  init(_ facts: [TraceFact], of record: SessionRecord) {
    hasRoom = record.scenario.orders.gateway.waitingRoom != nil
    for fact in facts { count(fact) }
  }

  private mutating func count(_ fact: TraceFact) {
    switch fact.event {
    case .engaged(let kind): add("engaged \(kind)")
    case .sent(let sending): add("sent \(sending.kind) \(sending.cause)")
    case .abandons(let since), .willPay(_, let since): created.add(fact.instant - since)
    case .gaveUp(let reason, _, _):
      add("lost \(reason)")
      if reason != .sawSoldOut { add("errand ended") }
    case .answered(.created, _), .knowsOrder: add("errand ended")
    case .arrived(let kind): add("arrived \(kind)")
    case .refused(let tier, let reason): add("refused \(tier) \(reason)")
    case .ended(let tier, _): add("ended \(tier)")
    case .booked(let kind, _): add("booked \("\(kind)".prefix { $0 != "(" })")
    case .replied(let outcome, _, let isLost):
      add("replied \(outcome)")
      if isLost { add("replies lost") }
    case .chargeFailed(_, let retry): add(retry == nil ? "charge given up" : "charge retried")
    default: break
    }
    for event in fact.event.counted(hasRoom) {
      add("event \(event)")
      fingerprint &+= AudienceBooks.hash(event, at: fact.instant, account: fact.account)
    }
  }

  private mutating func add(_ what: String) { counts[what, default: 0] += 1 }

  private subscript(what: String) -> Int { counts[what] ?? 0 }

  /// Where the facts and the record disagree, in words.
  func differences(from record: SessionRecord) -> [String] {
    var pairs: [(what: String, told: Int, counted: Int)] = []
    func compare(_ what: String, _ counted: Int, also: Int = 0) {
      pairs.append((what, self[what] + also, counted))
    }
    for event in ViewerEvent.allCases {
      compare("event \(event)", record.audience.count(event))
    }
    for kind in Engagement.Kind.allCases {
      compare("engaged \(kind)", record.audience.engagements[kind.rawValue])
    }
    for reason in LossReason.allCases {
      compare("lost \(reason)", record.audience.losses[reason.rawValue])
    }
    for outcome in Outcome.allCases {
      compare("replied \(outcome)", record.checkout.count(of: outcome))
    }
    compare("errand ended", record.audience.count(.order))
    compare("replies lost", record.checkout.lostAnswers)
    compare("booked held", record.ordersCreated)
    compare("booked paid", record.ordersPaid)
    compare("booked released", record.checkout.released)
    compare("booked refusedSoldOut", record.stock.reduce(0) { $0 + $1.account.refused })
    compare("charge retried", record.checkout.chargeRetries)
    compare("arrived payment", record.audience.count(.pay))
    for tier in record.tiers {
      guard let place = TraceTier(rawValue: tier.name) else { continue }
      for reason in TierCounter.Refusal.allCases where reason != .failed {
        compare("refused \(place) \(reason)", tier.count(reason))
      }
      switch place {
      case .gateway: compare("arrived order", tier.requests, also: self["arrived entry"])
      case .room: break
      // What a channel drops has been with it for no time.
      case .payment: compare("ended payment", tier.served, also: self["refused payment deadline"])
      default: compare("ended \(place)", tier.served)
      }
    }
    var found = pairs.filter { $0.told != $0.counted }
      .map { "\($0.what): \($0.told) told, \($0.counted) counted" }
    if created != record.audience.createdLatency { found.append("latency of orders") }
    if fingerprint != record.audience.fingerprint { found.append("fingerprint of events") }
    return found
  }
}

extension TraceEvent {
  /// The events of the audience that it is counted as.
  fileprivate func counted(_ hasRoom: Bool) -> [ViewerEvent] {
    switch self {
    case .entered: [.enter]
    case .engaged: [.engage]
    case .heardLinkUp: [.hear]
    case .heardAnnouncement: [.earlyTap]
    case .clicked: [.click]
    case .sent(let sending): sending.counted(hasRoom)
    case .answered: [.answer]
    case .timedOut: [.timeout]
    case .gaveUp: [.giveUp]
    case .heardLate, .missed: [.ghost]
    case .receipt: [.receipt]
    case .left: [.leave]
    default: []
    }
  }
}

extension Sending {
  fileprivate func counted(_ hasRoom: Bool) -> [ViewerEvent] {
    switch (kind, cause) {
    case (.payment, _): [.pay]
    case (.entry, .wish): [.queue, .order]
    case (.entry, .substitute): [.queue, .substitute]
    case (.entry, _): [.queue]
    case (_, .substitute): hasRoom ? [] : [.substitute]
    case (_, .retry): [.retry]
    case (_, .doubleTap): [.doubleClick]
    case (_, .hedge): [.hedge]
    case (_, .wish): hasRoom ? [] : [.order]
    }
  }
}
