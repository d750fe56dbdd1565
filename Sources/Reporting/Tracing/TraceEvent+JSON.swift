// What the facts of a trace are called in JSON, and what each says.
import LiveCommerce

extension TraceEvent {
  /// What it is called.
  var name: String {
    switch self {
    case .entered: "entered"
    case .engaged: "engaged"
    case .heardLinkUp: "heardLinkUp"
    case .heardAnnouncement: "heardAnnouncement"
    case .clicked: "clicked"
    case .sent: "sent"
    case .answered: "answered"
    case .timedOut: "timedOut"
    case .backsOff: "backsOff"
    case .gaveUp: "gaveUp"
    case .heardLate: "heardLate"
    case .missed: "missed"
    case .knowsOrder: "knowsOrder"
    case .abandons: "abandons"
    case .willPay: "willPay"
    case .receipt: "receipt"
    case .left: "left"
    case .arrived: "arrived"
    case .refused: "refused"
    case .queued: "queued"
    case .began: "began"
    case .ended: "ended"
    case .stated: "stated"
    case .booked(let kind, _): kind.name
    case .replied: "replied"
    case .chargeFailed: "chargeFailed"
    case .expires: "expires"
    }
  }

  /// What it says.
  func members(_ scenario: Scenario) -> [JSONValue.Member] {
    typealias Member = JSONValue.Member
    func product(_ index: Int) -> Member {
      Member("product", .string(scenario.products[index].name))
    }
    func time(_ name: String, _ instant: Int64?) -> [Member] {
      instant.map { [Member(name, .int($0))] } ?? []
    }
    switch self {
    case .entered(let entrance): return entrance.members(scenario)
    case .engaged(let kind): return [Member("kind", .string("\(kind)"))]
    case .heardLinkUp(let index, let published, let taps):
      return [product(index)] + time("published", published) + time("taps", taps)
    case .heardAnnouncement(let index, let opens, let taps):
      return [product(index)] + time("opens", opens) + time("taps", taps)
    case .clicked(let index, let orders): return [product(index)] + time("orders", orders)
    case .sent(let sending): return [product(sending.product)] + sending.members
    case .answered(let outcome, let since), .heardLate(let outcome, let since):
      return [Member("outcome", .string("\(outcome)"))] + time("since", since)
    case .backsOff(let until, let retry, let all):
      return time("until", until) + [Member("retry", .int(retry)), Member("retries", .int(all))]
    case .gaveUp(let reason, let index, let since):
      return [Member("reason", .string("\(reason)")), product(index)] + time("since", since)
    case .abandons(let since): return time("since", since)
    case .missed(let outcome): return [Member("outcome", .string("\(outcome)"))]
    case .willPay(let at, let since): return time("pays", at) + time("since", since)
    case .receipt(let outcome, let amount):
      return [Member("outcome", .string("\(outcome)")), Member("amount", .int(amount))]
    case .left(let watched, let atClose, let returns):
      return [Member("watched", .int(watched)), Member("atClose", .bool(atClose))]
        + time("returns", returns)
    case .arrived(let kind): return [Member("kind", .string(kind.rawValue))]
    case .refused(let tier, let refusal):
      return [
        Member("tier", .string(tier.rawValue)), Member("reason", .string("\(refusal)")),
      ]
    case .queued(let tier, let load), .began(let tier, let load), .ended(let tier, let load):
      return [
        Member("tier", .string(tier.rawValue)), Member("waiting", .int(load.waiting)),
        Member("busy", .int(load.busy)),
      ]
    case .stated(let kind, let row, let value):
      let found: JSONValue = value == .min ? .null : .int(value)
      return [
        Member("statement", .string("\(kind)")), Member("about", .string(row.words)),
        Member("value", found),
      ]
    case .booked(let kind, let emptySince): return kind.members + time("emptySince", emptySince)
    case .replied(let outcome, let arrives, let isLost):
      return [Member("outcome", .string("\(outcome)"))] + time("arrives", arrives)
        + [Member("lost", .bool(isLost))]
    case .chargeFailed(let isDown, let retry):
      return [Member("down", .bool(isDown))] + time("retry", retry)
    case .timedOut, .knowsOrder, .expires: return []
    }
  }
}

extension LedgerEvent.Kind {
  /// What it is called.
  var name: String {
    switch self {
    case .held: "held"
    case .refusedSoldOut: "refusedSoldOut"
    case .charged: "charged"
    case .paid: "paid"
    case .refunded: "refunded"
    case .noticedAgain: "noticedAgain"
    case .released: "released"
    case .returned: "returned"
    case .restocked: "restocked"
    case .scrapped: "scrapped"
    }
  }

  fileprivate var members: [JSONValue.Member] {
    switch self {
    case .held(let price, let until):
      [JSONValue.Member("price", .int(price)), JSONValue.Member("until", .int(until))]
    case .charged(let amount), .paid(let amount), .refunded(let amount), .returned(let amount):
      [JSONValue.Member("amount", .int(amount))]
    case .refusedSoldOut, .noticedAgain, .released, .restocked, .scrapped: []
    }
  }
}

extension Entrance {
  fileprivate func members(_ scenario: Scenario) -> [JSONValue.Member] {
    typealias Member = JSONValue.Member
    let shown = product.map { JSONValue.string(scenario.products[$0].name) } ?? .null
    return [
      Member("cohort", .string(scenario.cohorts[cohort].name)),
      Member("source", .string(source.rawValue)),
      Member("room", .string(scenario.rooms[room].name)), Member("visit", .int(visit)),
      Member("onAir", .string(onAir.rawValue)), Member("product", shown),
      Member("streamDelay", .int(streamDelay)), Member("cardDelay", .int(cardDelay)),
      Member("inclination", .number(inclination)), Member("patience", .int(patience)),
    ]
  }
}

extension Sending {
  fileprivate var members: [JSONValue.Member] {
    typealias Member = JSONValue.Member
    return [
      Member("kind", .string(kind.rawValue)), Member("cause", .string(cause.rawValue)),
      Member("attempt", .int(attempt)), Member("arrives", .int(arrives)),
    ] + (waitsUntil.map { [Member("waitsUntil", .int($0))] } ?? [])
  }
}
