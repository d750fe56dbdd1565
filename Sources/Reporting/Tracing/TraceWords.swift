// What tiers, refusals, outcomes and stretches are called in the sentences of a trace.
import LiveCommerce

enum TraceWords {
  /// A length of time as people read it, from nanoseconds.
  static func time(_ nanoseconds: Int64) -> String {
    ValueText.duration(Double(nanoseconds) / 1e9)
  }

  static func others(_ count: Int) -> String {
    count == 1 ? "1 other" : "\(ValueText.count(Double(count))) others"
  }
}

extension TraceTier {
  /// What one waits for there.
  var server: String {
    switch self {
    case .gateway: "the gateway"
    case .room: "a place behind the waiting room"
    case .orders: "an order worker"
    case .stock: "a connection to the stock database"
    case .row: "the stock row"
    case .cache: "the cache"
    case .queue: "the message queue"
    case .locks: "the lock service"
    case .payment: "a channel of the payment provider"
    }
  }

  /// What it is called as a place.
  var place: String {
    switch self {
    case .gateway: "gateway"
    case .room: "waiting room"
    case .orders: "order workers"
    case .stock: "stock database"
    case .row: "stock row"
    case .cache: "cache"
    case .queue: "message queue"
    case .locks: "lock service"
    case .payment: "payment provider"
    }
  }
}

extension TierCounter.Refusal {
  /// Why something was refused, after "because".
  func reason(at tier: TraceTier) -> String {
    switch self {
    case .rateLimited: "more requests came than its rate limit lets through"
    case .flaggedSoldOut: "it has been told that all is sold out"
    case .queueFull: "the queue for \(tier.server) is full"
    case .deadline: "it has waited for \(tier.server) beyond the deadline"
    case .declined: "the provider declines the charge"
    case .expired: "its client has stopped waiting"
    case .accountLimited: "its account has asked more often than one may"
    case .detected: "it is taken for a program's"
    case .breakerOpen: "the circuit breaker is open"
    case .down: "the front tier is down"
    case .unreachable: "the request gets lost: the front tier cannot be reached"
    case .notAdmitted: "the waiting room has not let its account in, or no longer"
    case .notDrawn: "the lottery has not drawn it"
    case .failed: "the charge has failed"
    }
  }
}

extension Outcome {
  /// What an answer says.
  var words: String {
    switch self {
    case .created: "the order is created"
    case .soldOut: "sold out"
    case .tooEarly: "the sale has not begun"
    case .closed: "the sale is over"
    case .limitReached: "the account has had its share"
    case .busy: "busy, try again"
    case .inProgress: "it is not decided yet"
    case .paid: "paid"
    case .declined: "the payment is declined"
    case .refunded: "paid too late, the money is given back"
    case .admitted: "let in, may order now"
    case .sessionOver: "not let in, or no longer"
    case .notDrawn: "not drawn"
    case .rejected: "rejected as a program"
    case .failed: "the payment could not be charged"
    case .unverified: "no code to order with"
    }
  }
}

extension LossReason {
  /// Why a viewer gave up, after its subject.
  var words: String {
    switch self {
    case .soldOut: "was told \"sold out\""
    case .sawSoldOut: "saw \"sold out\" on the card before ordering"
    case .busy: "was refused for lack of capacity, to the last retry"
    case .unanswered: "was left without an answer, to the last retry"
    case .tooEarly: "came too early, to the last retry"
    case .closed: "came after the close"
    case .limitReached: "had had the share of one account"
    case .inProgress: "was told that it was not decided yet, to the last retry"
    case .notAdmitted: "was not let in by the waiting room"
    case .rejected: "was taken for a program"
    case .unverified: "had no code to order with"
    }
  }
}

extension TraceStretch.Kind {
  /// What the time goes into.
  var words: String {
    switch self {
    case .onTheWay: "on the way to the platform"
    case .onTheWayBack: "on the way back"
    case .waiting(let tier): "waiting for \(tier.server)"
    case .served(.orders): "in the hands of an order worker"
    case .served(let tier): "at the \(tier.place)"
    case .unanswered: "waiting for an answer that did not come"
    case .backingOff: "waiting before asking again"
    }
  }

  /// What it is called by programs.
  var name: String {
    switch self {
    case .onTheWay: "onTheWay"
    case .onTheWayBack: "onTheWayBack"
    case .waiting: "waiting"
    case .served: "served"
    case .unanswered: "unanswered"
    case .backingOff: "backingOff"
    }
  }

  /// The tier concerned.
  var tier: TraceTier? {
    switch self {
    case .waiting(let tier), .served(let tier): tier
    default: nil
    }
  }
}
