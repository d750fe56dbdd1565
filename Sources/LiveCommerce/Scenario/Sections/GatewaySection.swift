// `orders.gateway`: who is let in at which rate, and when "sold out" is said at the door.
import Stochastics

/// Reads `orders.gateway`.
enum GatewaySection {
  static func read(_ reader: ObjectReader) -> OrderPath.Gateway {
    let flag = reader.optional("soldOut").flatMap { soldOut($0) }
    return OrderPath.Gateway(
      rate: reader.optionalRate("rate", in: Limit.gatewayRate),
      burst: reader.number("burst", default: 1000, in: 1...1e9), soldOutNotice: flag?.notice,
      soldOutRecheck: flag?.recheck ?? Span.second,
      perAccount: reader.optionalSection("perAccount", perAccount),
      detector: reader.optionalSection("detector", detector),
      breaker: reader.optionalSection("breaker", breaker),
      waitingRoom: reader.optionalSection("waitingRoom", waitingRoom))
  }

  /// The sold-out flag: `{ notice, recheck }`, true for the usual one, false for none.
  private static func soldOut(_ node: NodeReader) -> (notice: Int64, recheck: Int64)? {
    let usual = (notice: 50 * Span.millisecond, recheck: Span.second)
    if node.kind == .bool { return node.bool() == true ? usual : nil }
    guard let reader = node.object() else { return nil }
    defer { reader.finish() }
    let notice = reader.duration("notice", default: usual.notice, in: 0...10 * Span.minute)
    let recheck = reader.duration(
      "recheck", default: usual.recheck, in: Span.millisecond...10 * Span.minute)
    return (notice, recheck)
  }

  private static func perAccount(_ reader: ObjectReader) -> OrderPath.AccountRate {
    OrderPath.AccountRate(
      rate: reader.rate("rate", in: 0.001...1e6),
      burst: reader.number("burst", default: 1, in: 1...1e6))
  }

  private static func detector(_ reader: ObjectReader) -> OrderPath.Detector {
    OrderPath.Detector(
      recall: reader.share("recall"), falseReject: reader.share("falseReject", default: 0))
  }

  private static func breaker(_ reader: ObjectReader) -> OrderPath.Breaker {
    OrderPath.Breaker(
      window: reader.count("window", default: 100, in: 1...10_000),
      failures: reader.share("failures", default: 0.5, in: 0.001...1),
      slow: reader.duration("slow", default: 2 * Span.second, in: Span.millisecond...Span.hour),
      open: reader.duration("open", default: 5 * Span.second, in: Span.millisecond...Span.hour),
      probes: reader.count("probes", default: 10, in: 1...10_000))
  }

  private static func waitingRoom(_ reader: ObjectReader) -> OrderPath.WaitingRoom {
    let policy = reader.choice("policy", default: OrderPath.WaitingRoom.Policy.fifo)
    let gathers = policy == .shuffleAtStart || policy == .lottery
    let gather = reader.optionalDuration("gather", in: Span.millisecond...Span.hour)
    let winners = reader.optionalCount("winners", in: 1...Limit.units)
    if gather != nil && !gathers {
      reader.report("only `shuffleAtStart` and `lottery` gather people", key: "gather")
    }
    if winners != nil && policy != .lottery {
      reader.report("only a `lottery` has winners", key: "winners")
    }
    if winners == nil && policy == .lottery && !reader.has("winners") {
      reader.report("missing: write how many are drawn for a product", key: "winners")
    }
    return OrderPath.WaitingRoom(
      active: reader.count("active", in: 1...10_000_000), policy: policy,
      gather: gather ?? 5 * Span.second, winners: winners ?? 1,
      session: reader.duration("session", default: Span.minute, in: Span.second...Span.hour),
      patience: reader.duration("patience", default: 10 * Span.minute, in: Span.second...Span.day))
  }
}
