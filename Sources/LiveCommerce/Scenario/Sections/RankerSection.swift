// `ranker`: pools of traffic that rooms climb and fall by what their visits are worth.
import Stochastics

/// Reads `ranker`.
enum RankerSection {
  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> Ranker? {
    root.optionalSection("ranker") { ranker($0, context) }
  }

  private static func ranker(_ reader: ObjectReader, _ context: ScenarioContext) -> Ranker {
    let pools = reader.list("pools", count: 1...Limit.pools)
      .map { $0.rate(in: 0...1e6) ?? 0 }
    let climb = reader.number("climb", default: 1.2, in: 0...1000)
    let fall = reader.number("fall", default: 0.8, in: 0...1000)
    if fall > climb { reader.report("is more than climb, \(climb)", key: "fall") }
    return Ranker(
      every: reader.duration("every", default: 30 * Span.second, in: Span.second...Span.hour),
      pools: pools.isEmpty ? [0] : pools, start: start(reader, pools: pools.count),
      par: reader.section("par") { par($0, context) }, climb: climb, fall: fall,
      least: reader.count("least", default: 20, in: 1...1_000_000),
      stream: TrafficStream(
        source: .discover, visits: 0, shape: .steady(from: 0, to: context.horizon),
        cohortShares: TrafficSection.cohortShares(reader, context),
        personalisation: reader.number("personalisation", default: 0, in: 0...100),
        knowledge: reader.share("knowledge", default: 0)))
  }

  /// The pool in which rooms begin, by index.
  private static func start(_ reader: ObjectReader, pools: Int) -> Int {
    let start = reader.count("start", default: 1, in: 1...Limit.pools)
    guard start > pools, pools > 0 else { return start - 1 }
    reader.report("there are \(pools) pools", key: "start")
    return 0
  }

  private static func par(_ reader: ObjectReader, _ context: ScenarioContext) -> Ranker.Par {
    let sales = reader.optional("sales").flatMap { context.money($0, in: 1...Limit.price) }
    return Ranker.Par(
      stay: reader.optionalDuration("stay", in: Span.millisecond...Span.day).map { Double($0) },
      interaction: reader.optionalNumber("interaction", in: 1e-9...1e6),
      sales: sales.map { Double($0) })
  }
}
