// `orders`: what an order passes. Without it the back end is a small one that copes.
import Stochastics

/// Reads `orders`.
enum OrderPathSection {
  static func read(_ reader: ObjectReader, _ context: ScenarioContext) -> OrderPath {
    OrderPath(
      gateway: reader.section("gateway", GatewaySection.read),
      workers: reader.section("workers") { workers($0, context) },
      database: reader.section("database", database), cache: reader.section("cache", cache),
      queue: reader.section("queue", queue), locks: reader.section("locks", locks),
      payment: reader.section("payment") { payment($0, context) },
      edge: reader.optionalSection("edge", TierSection.edge),
      chat: reader.optionalSection("chat", TierSection.chat),
      catalogue: reader.optionalSection("catalogue", TierSection.catalogue),
      logic: context.logic(reader.optional("logic")) ?? "preHold",
      releaseLag: reader.distribution("releaseLag", default: .always(Span.second)),
      undersellWithin: reader.duration(
        "undersellWithin", default: 5 * Span.second, in: 0...Span.day))
  }

  private static func workers(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> OrderPath.Workers {
    let count = reader.count("count", default: 64, in: Limit.servers)
    let queueing = TierSection.queueing(reader, servers: count, most: 100_000, context)
    if queueing.isShared, !reader.has("service") {
      reader.report(
        "needs `service`: what is shared is the workers' own work, as in service: \"2ms\"",
        key: "discipline")
    }
    let skews = reader.optional("clockSkews")?.list(count: 1...1000)?
      .compactMap { $0.duration(in: -10 * Span.second...10 * Span.second) }
    return OrderPath.Workers(
      count: count,
      queue: reader.count("queue", default: 100_000, in: 0...10_000_000),
      deadline: reader.optionalDuration("deadline", in: Span.millisecond...Span.hour),
      clockSkews: skews ?? [0],
      releasers: reader.count("releasers", default: 8, in: 1...100_000),
      service: reader.distribution("service", default: .always(0)),
      dropsExpired: reader.bool("dropsExpired", default: false), queueing: queueing,
      verified: reader.has("verified") ? TierSection.cohorts("verified", reader, context) : nil)
  }

  private static func database(_ reader: ObjectReader) -> OrderPath.Database {
    let connections = reader.count("connections", default: 64, in: Limit.servers)
    return OrderPath.Database(
      connections: connections,
      read: reader.distribution("read", default: .always(300_000)),
      write: reader.distribution("write", default: .always(400_000)),
      update: reader.distribution("update", default: .always(450_000)),
      keyLife: reader.duration(
        "keyLife", default: 10 * Span.minute, in: Span.second...7 * Span.day),
      groupCommit: reader.count("groupCommit", default: 1, in: 1...10_000),
      queueing: TierSection.queueing(reader, servers: connections, most: 100_000))
  }

  private static func cache(_ reader: ObjectReader) -> OrderPath.Cache {
    let usual = OrderPath.Cache()
    return OrderPath.Cache(
      call: reader.distribution("call", default: usual.call),
      script: reader.distribution("script", default: usual.script))
  }

  private static func queue(_ reader: ObjectReader) -> OrderPath.Queue {
    let usual = OrderPath.Queue()
    return OrderPath.Queue(
      servers: reader.count("servers", default: usual.servers, in: 1...100_000),
      call: reader.distribution("call", default: usual.call),
      delay: reader.distribution("delay", default: usual.delay),
      consumers: reader.count("consumers", default: usual.consumers, in: 1...10_000),
      redeliverAfter: reader.duration(
        "redeliverAfter", default: usual.redeliverAfter, in: Span.millisecond...Span.day),
      deliveries: reader.count("deliveries", default: usual.deliveries, in: 1...1000),
      lose: reader.share("lose", default: usual.lose),
      loseAcknowledgement: reader.share(
        "loseAcknowledgement", default: usual.loseAcknowledgement),
      redeliver: reader.share("redeliver", default: usual.redeliver))
  }

  private static func locks(_ reader: ObjectReader) -> OrderPath.Locks {
    OrderPath.Locks(call: reader.distribution("call", default: OrderPath.Locks().call))
  }

  private static func payment(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> OrderPath.Payment {
    let capacity = reader.count("capacity", default: 200, in: Limit.channels)
    return OrderPath.Payment(
      capacity: capacity,
      latency: reader.distribution(
        "latency", default: .logNormal(median: 300 * Span.millisecond, sigma: 0.5)),
      decline: reader.share("decline", default: 0.01),
      failure: reader.share("failure", default: 0),
      retry: reader.section("retry", chargeRetry),
      queue: reader.optionalCount("queue", in: 0...10_000_000),
      deadline: reader.optionalDuration("deadline", in: Span.millisecond...Span.hour),
      queueing: TierSection.queueing(reader, servers: capacity, most: 1_000_000, context))
  }

  private static func chargeRetry(_ reader: ObjectReader) -> OrderPath.ChargeRetry {
    let usual = OrderPath.ChargeRetry()
    return OrderPath.ChargeRetry(
      attempts: reader.count("attempts", default: usual.attempts, in: 1...20),
      backoff: reader.duration("backoff", default: usual.backoff, in: 0...10 * Span.minute),
      budget: reader.number("budget", default: usual.budget, in: 0...20))
  }
}
