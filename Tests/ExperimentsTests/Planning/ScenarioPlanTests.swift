// Plans of real scenarios: against Erlang's formula where order workers are an M/M/c station, and
// against every size by itself where there is no formula.
import LiveCommerce
import Stochastics
import Testing

@testable import Experiments

@Suite struct ScenarioPlanTests {
  /// Reads once and refuses: a worker is busy for one service time and nothing else.
  struct OneRead: SaleLogic {
    static let name = "oneRead"
    static let summary = "reads the stock and refuses, for tests of the workers alone"
    static let promises: Set<SaleCheckName> = []
    let world: SaleWorld

    func reserve(_ order: SaleOrder) async -> Reservation {
      _ = await world.database.read(.stock(order.sku), for: order)
      return .limitReached
    }
    func pay(_ order: SaleOrder) async -> Settlement { .late }
    func expire(_ order: SaleOrder) async -> Bool { false }
    func available(_ sku: Int) -> Int { 0 }
  }

  /// Whoever enters orders a moment later, so that orders are a Poisson process of 20 a second.
  ///
  /// The service is exponential. The mean queue is counted over a minute.
  private static func station(service: Double, limit: Double) -> String {
    """
    {
      saleroom: 1, title: "Station", asks: "?", session: { length: "1m", epoch: "1m" },
      cohorts: { all: {
        dwell: "10s", reaction: "50ms", consideration: "50ms",
        streamDelay: { floor: "10ms", rest: "10ms" }, network: { floor: "10ms", rest: "1ms" },
        client: { retries: 0, timeout: "10m" },
      } },
      products: { pen: { price: "¥9", stock: 1 } },
      rundown: [{ at: "0s", do: "linkUp", product: "pen" }],
      traffic: { mall: { visits: 1200, arrive: { steady: { from: "0s", to: "1m" } } } },
      decision: { atLinkUp: "0%", order: "100%", perMinute: 600, match: 0, trust: 0, knowledge: 0,
        price: 0 },
      orders: {
        logic: "oneRead", workers: { queue: 1000000 },
        database: { connections: 10000, read: { exponential: { mean: "\(Int(service * 1000))ms" } } },
      },
      expect: ["tier.orders.queue.mean < \(limit) on average"],
    }
    """
  }

  /// Mean number waiting of M/M/c: Erlang's C from his B by its recursion.
  private static func waiting(servers: Int, load: Double) -> Double {
    guard Double(servers) > load else { return .infinity }
    var blocking = 1.0
    for c in 1...servers { blocking = load * blocking / (Double(c) + load * blocking) }
    let use = load / Double(servers)
    return blocking / (1 - use * (1 - blocking)) * use / (1 - use)
  }

  private static func plan(
    _ text: String, _ question: PlanQuestion, threads: Int = 2
  ) async throws -> PlanResult {
    let bytes = Array(text.utf8)
    let scenario = try Scenario.read(bytes, file: "t.json5")
    let subject = ScenarioPlanSubject(question, logics: [OneRead.self], threads: threads) {
      try Scenario.read(bytes, file: "t.json5", settings: $0)
    }
    return try await Planner(question, of: scenario, subject: subject).plan()
  }

  private static func workers(_ sizes: ClosedRange<Int>) throws -> PlanQuestion {
    PlanQuestion([try Known.knob("orders.workers.count", sizes)], nearness: 0)
  }

  /// The limit lies in the middle between what one worker fewer and the right number give, by ratio.
  @Test(arguments: [(0.08, 3), (0.2, 6)])
  func `the number of workers is Erlang's`(_ service: Double, _ servers: Int) async throws {
    let load = 20 * service
    let around = [servers - 1, servers].map { Self.waiting(servers: $0, load: load) }
    let limit = (around[0] * around[1]).squareRoot()
    let result = try await Self.plan(
      Self.station(service: service, limit: (limit * 1000).rounded() / 1000), Self.workers(2...24))
    #expect(result.verdict == .found)
    #expect(result.answer?.sizes == ["\(servers)"])
    #expect(result.isSharp)
  }

  private static let burst = """
    {
      saleroom: 1, title: "Burst", asks: "?", session: { length: "10s", epoch: "5s" },
      cohorts: { all: { dwell: "100s" } },
      products: { pen: { price: "¥9", stock: 1000 } },
      rundown: [{ at: "2s", do: "linkUp", product: "pen" }],
      traffic: { mall: { visits: 60, arrive: { steady: { from: "0s", to: "1s" } } } },
      decision: { atLinkUp: "100%", order: "100%", perMinute: 0, match: 0, trust: 0, knowledge: 0,
        price: 0 },
      orders: { database: { read: "5ms", write: "30ms" } },
      expect: ["latency.order.p99 < 900ms", "stock.oversold == 0"],
    }
    """

  @Test func `the answer is that of every size by itself, with fewer sessions`() async throws {
    let question = try Self.workers(1...8)
    let result = try await Self.plan(Self.burst, question)
    var least: Int?
    for size in (1...8).reversed() {
      let scenario = try Scenario.read(
        Array(Self.burst.utf8), file: "t.json5",
        settings: [ScenarioSetting(path: "orders.workers.count", value: "\(size)")])
      let replicator = Replicator(scenario, threads: 2)
      let rows = try await replicator.run(500..<580)
      guard ExperimentVerdict(rows, scenario, replicator.measures).judgement == .kept else { break }
      least = size
    }
    let answer = try #require(result.answer)
    #expect(answer.sizes == [least.map { "\($0)" }])
    #expect(result.sessionsUsed < 8 * 80)
    #expect(result.binding == 0)
    #expect(result.short.first?.tightest == 0)
    #expect(result.bottleneck?.combination == answer.combination)
  }

  @Test func `the result is the same for any number of threads`() async throws {
    let question = PlanQuestion([try Known.knob("orders.workers.count", 1...8)], limit: 150)
    let one = try await Self.plan(Self.burst, question, threads: 1)
    let three = try await Self.plan(Self.burst, question, threads: 3)
    #expect(one.points == three.points)
    #expect(one.answer == three.answer)
    #expect(one.sessions == three.sessions)
  }

  @Test func `a size that makes no sense ends the plan with the problems of the scenario`() async {
    await #expect(throws: ScenarioProblems.self) {
      try await Self.plan(Self.burst, Self.workers(0...4))
    }
  }
}
