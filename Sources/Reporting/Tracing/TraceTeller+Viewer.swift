// What viewers do, in sentences.
import LiveCommerce
import Stochastics

extension TraceTeller {
  /// The sentence of what a viewer does.
  func ofViewer(_ fact: TraceFact) -> String? {
    switch fact.event {
    case .entered(let entrance): return enters(entrance)
    case .engaged(let kind): return engages(kind)
    case .heardLinkUp(let product, let published, let taps):
      return "hears the link-up of \(names.product(product)) "
        + "\(TraceWords.time(fact.instant - published)) after it was said, and will tap in "
        + TraceWords.time(taps - fact.instant)
    case .heardAnnouncement(let product, let opens, let taps):
      return "hears that \(names.product(product)) opens at \(TraceFact.clock(opens)), and means "
        + "to tap \(TraceWords.time(opens - taps)) before"
    case .clicked(let product, let orders): return clicks(product, orders, fact.instant)
    case .answered(let outcome, let since):
      return
        "hears: \(outcome.words), \(TraceWords.time(fact.instant - since)) after meaning to order"
    case .timedOut: return "no answer has come: the client stops waiting"
    case .backsOff(let until, let retry, let all):
      let wait = until - fact.instant
      let when = wait == 0 ? "at once" : "in \(TraceWords.time(wait))"
      return "will ask again \(when), retry \(retry) of \(all)"
    case .gaveUp(let reason, let product, let since): return givesUp(reason, product, since, fact)
    case .heardLate(let outcome, let since):
      return "reads an answer that came too late for its request: \(outcome.words), "
        + "\(TraceWords.time(fact.instant - since)) after meaning to order"
    case .missed(let outcome):
      return "an answer comes too late for its request, and nobody looks at it: \(outcome.words)"
    case .knowsOrder: return "knows of its order and asks no more"
    case .abandons: return "will not pay"
    case .willPay(let at, _): return "will pay in \(TraceWords.time(at - fact.instant))"
    case .receipt(let outcome, let amount):
      return "hears: \(outcome.words)" + (amount > 0 ? ", \(names.money(amount))" : "")
    case .left(let watched, let atClose, let returns):
      return leaves(watched, atClose: atClose, returns, fact.instant)
    default: return nil
    }
  }

  private func enters(_ entrance: Entrance) -> String {
    let visit = entrance.visit > 1 ? "comes back (visit \(entrance.visit))" : "comes in"
    let room = names.hasRooms ? " into \(names.room(entrance.room))" : ""
    let onAir = entrance.product.map { " of \(names.product($0))" } ?? ""
    let eager =
      entrance.inclination == 0
      ? ""
      : "; its odds to click and to order are "
        + "\(ValueText.significant(Elementary.exp(entrance.inclination))) times those of its kind"
    return "\(visit)\(room) from \(entrance.source), of cohort \(names.cohort(entrance.cohort)); "
      + "hears the host \(TraceWords.time(entrance.streamDelay)) late and sees cards after "
      + "\(TraceWords.time(entrance.cardDelay)); on air: \(entrance.onAir)\(onAir); has patience "
      + "for \(TraceWords.time(entrance.patience))\(eager)"
  }

  private func engages(_ kind: Engagement.Kind) -> String {
    switch kind {
    case .comment: "writes a comment"
    case .like: "likes"
    case .follow: "follows the host"
    case .gift: "sends a gift"
    case .share: "shares the room"
    }
  }

  private func clicks(_ product: Int, _ orders: Int64?, _ now: Int64) -> String {
    let name = names.product(product)
    guard let orders else { return "clicks on \(name) and leaves it at that" }
    return orders == now
      ? "taps on \(name)"
      : "clicks on \(name) and thinks for \(TraceWords.time(orders - now))"
  }

  private func givesUp(
    _ reason: LossReason, _ product: Int, _ since: Int64, _ fact: TraceFact
  ) -> String {
    let after =
      fact.instant > since ? " \(TraceWords.time(fact.instant - since)) after meaning to order" : ""
    return "gives up on \(names.product(product))\(after): \(reason.words)"
  }

  private func leaves(
    _ watched: Int64, atClose: Bool, _ returns: Int64?, _ now: Int64
  ) -> String {
    let why = atClose ? "the room closes" : "its patience is spent"
    let back = returns.map { ", and will be back in \(TraceWords.time($0 - now))" } ?? ""
    return "leaves after \(TraceWords.time(watched)): \(why)\(back)"
  }
}
