// The keys of clients, admission, charges and faults: what they are read as, and what is refused.
import Testing

@testable import LiveCommerce

@Suite struct AdmissionReadingTests {
  private static let s: Int64 = 1_000_000_000

  private static func read(_ settings: [(String, String)]) throws -> Scenario {
    try Scenario.read(
      Array(ScenarioText.minimal.utf8), file: "f",
      settings: settings.map { ScenarioSetting(path: $0.0, value: $0.1) })
  }

  private static func problems(_ path: String, _ value: String) -> [String] {
    do {
      _ = try read([(path, value)])
      return []
    } catch let problems as ScenarioProblems {
      return problems.problems.map { "\($0.path): \($0.message)" }
    } catch { return ["\(error)"] }
  }

  @Test func `every key of a client and of an automated cohort`() throws {
    let client =
      "{ timeout: '5s', retries: 4, cap: '20s', jitter: 'decorrelated', retryBudget: 0.2, hedge: '1s', "
      + "hearsLate: false }"
    let cohort = try #require(
      try Self.read([("cohorts", "{ all: { automated: true, client: \(client) } }")]).cohorts.first)
    #expect(cohort.isAutomated && cohort.client.isDecorrelated)
    #expect(cohort.client.longestBackoff == 20 * Self.s && cohort.client.hedge == Self.s)
    #expect(cohort.client.retryBudget == 0.2 && !cohort.client.hearsLate)
    for (name, share) in [("'full'", 1.0), ("'equal'", 0.5), ("'30%'", 0.3), ("0.2", 0.2)] {
      let scenario = try Self.read([("cohorts", "{ all: { client: { jitter: \(name) } } }")])
      #expect(scenario.cohorts[0].client.jitter == share)
      #expect(!scenario.cohorts[0].client.isDecorrelated)
    }
  }

  @Test func `every key of admission and of charges`() throws {
    let scenario = try Self.read([
      (
        "orders.gateway",
        """
        {
          perAccount: { rate: '2/s', burst: 3 }, detector: { recall: '95%', falseReject: '1%' },
          breaker: { window: 20, failures: '40%', slow: '3s', open: '7s', probes: 4 },
          waitingRoom: {
            active: 75, policy: 'lottery', gather: '3s', winners: 9, session: '40s', patience: '2m',
          },
        }
        """
      ),
      (
        "orders.payment",
        "{ failure: '5%', retry: { attempts: 3, backoff: '1s', budget: 0.1 } }"
      ),
    ])
    let gateway = scenario.orders.gateway
    #expect(gateway.perAccount == OrderPath.AccountRate(rate: 2, burst: 3))
    #expect(gateway.detector == OrderPath.Detector(recall: 0.95, falseReject: 0.01))
    #expect(
      gateway.breaker
        == OrderPath.Breaker(
          window: 20, failures: 0.4, slow: 3 * Self.s, open: 7 * Self.s, probes: 4))
    #expect(
      gateway.waitingRoom
        == OrderPath.WaitingRoom(
          active: 75, policy: .lottery, gather: 3 * Self.s, winners: 9, session: 40 * Self.s,
          patience: 120 * Self.s))
    #expect(scenario.orders.payment.failure == 0.05)
    #expect(
      scenario.orders.payment.retry
        == OrderPath.ChargeRetry(attempts: 3, backoff: Self.s, budget: 0.1))
  }

  @Test func `every kind of fault`() throws {
    let kinds: [(String, Fault.Kind)] = [
      ("tier: 'gateway', kind: 'down', silent: true", .down(silent: true)),
      ("tier: 'workers', kind: 'down'", .down(silent: false)),
      ("tier: 'database', kind: 'slow', factor: 3", .slow(factor: 3)),
      ("tier: 'payment', kind: 'brownout', left: '50%'", .brownout(left: 0.5)),
      ("tier: 'gateway', kind: 'partition', share: '20%'", .partition(share: 0.2)),
      ("tier: 'cache', kind: 'coldCache'", .coldCache(share: 1)),
      (
        "tier: 'queue', kind: 'lostAcknowledgements', share: '1%'",
        .lostAcknowledgements(share: 0.01)
      ),
    ]
    for (text, kind) in kinds {
      let fault = try #require(
        try Self.read([("faults", "[{ at: '10s', for: '1m', \(text) }]")]).orders.faults.first)
      #expect(fault.kind == kind && fault.from == 10 * Self.s && fault.until == 70 * Self.s)
    }
  }

  @Test(arguments: [
    ("faults", "[{ at: '1s', for: '1s', tier: 'payment', kind: 'coldCache' }]", "`payment` cannot"),
    (
      "faults", "[{ at: '1s', for: '1s', tier: 'catalogue', kind: 'coldCache' }]",
      "describe it in `orders.catalogue`"
    ),
    ("faults", "[{ at: '1s', for: '1s', tier: 'catalogue', kind: 'down' }]", "`catalogue` cannot"),
    ("faults", "[{ at: '1s', for: '0s', tier: 'cache', kind: 'down' }]", "between 1ns and 1d"),
    ("faults", "[{ at: '1s', tier: 'cache', kind: 'down' }]", "missing"),
    ("faults", "[{ at: '1s', for: '1s', tier: 'chache', kind: 'down' }]", "did you mean"),
    ("faults", "[{ at: '1s', for: '1s', tier: 'cache', kind: 'down', factor: 2 }]", "unknown key"),
    ("cohorts", "{ all: { client: { hedge: '3s' } } }", "shorter than the timeout, 3s"),
    ("cohorts", "{ all: { client: { jitter: 'ful' } } }", "did you mean \"full\"?"),
    ("orders.gateway", "{ waitingRoom: { active: 5, gather: '1s' } }", "only `shuffleAtStart`"),
    ("orders.gateway", "{ waitingRoom: { active: 5, winners: 3 } }", "only a `lottery`"),
    ("orders.gateway", "{ waitingRoom: { active: 5, policy: 'lottery' } }", "missing"),
    ("orders.gateway", "{ breaker: { failures: 0 } }", "between 0.001 and 1"),
  ])
  func `what is wrong is explained`(path: String, value: String, words: String) {
    let found = AdmissionReadingTests.problems(path, value)
    #expect(found.count == 1 && found.first?.contains(words) == true, "\(found)")
  }
}
