// Codes to order with: whoever has none takes a worker's time, is told so, and gets nothing. So people
// without codes can drown a sale, unless a waiting room stands before the workers.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct VerificationTests {
  /// Two cohorts alike, of which only the first has codes.
  private static func scenario(verified: [Int]?) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(5)
      $0.abandonment = 0
    }
    return Plain.scenario(
      length: 20 * second,
      traffic: [Plain.stream(400, .steady(from: 0, to: 10 * second), cohorts: [0.25, 0.75])],
      cohorts: [cohort, cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.orders.workers.service = .fixed(0.01)
      $0.orders.workers.verified = verified
    }
  }

  @Test func `only whoever has a code gets an order, and all take a worker's time`() throws {
    let open = try Observed(Self.scenario(verified: nil), seed: 1, keepsLog: false).record
    let closed = try Observed(Self.scenario(verified: [0]), seed: 1, keepsLog: false).record
    let came = (0...1).map { closed.audience.funnel(cohort: $0, source: .discover).orders }
    #expect(came[0] > 60 && came[1] > 200)
    #expect(open.ordersCreated == came[0] + came[1])
    #expect(closed.ordersCreated == came[0])
    #expect(closed.audience.losses[LossReason.unverified.rawValue] == came[1])
    #expect(open.audience.losses[LossReason.unverified.rawValue] == 0)
    let workers = try #require(closed.tier("orders"))
    #expect(workers.busy.total >= Int128(came[0] + came[1]) * 10_000_000)
    #expect(closed.verdict.isKept)
  }

  /// A rush of ten times as many as the workers can serve in time, three quarters without codes.
  private static func rush(active: Int) throws -> SessionRecord {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(100)
      $0.client.timeout = 5 * second
      $0.client.retries = 2
      $0.abandonment = 0
    }
    let scenario = Plain.scenario(
      length: 200 * second,
      traffic: [Plain.stream(400, .steady(from: 0, to: second), cohorts: [0.25, 0.75])],
      cohorts: [cohort, cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.orders.workers.count = 4
      $0.orders.workers.service = .fixed(0.5)
      $0.orders.workers.verified = [0]
      $0.orders.gateway.waitingRoom = OrderPath.WaitingRoom(
        active: active, policy: .fifo, gather: second, winners: 1, session: 60 * second,
        patience: 150 * second)
    }
    return try Observed(scenario, seed: 1, keepsLog: false).record
  }

  @Test func `a waiting room keeps a sale alive that people without codes would drown`() throws {
    let kept = try Self.rush(active: 3)
    let invited = kept.audience.funnel(cohort: 0, source: .discover).orders
    #expect(invited > 60 && kept.ordersPaid == invited && kept.audience.count(.timeout) == 0)
    let drowned = try Self.rush(active: 1_000)
    #expect(drowned.audience.losses[LossReason.unanswered.rawValue] > 200)
    #expect(drowned.audience.count(.timeout) > 400)
    // Who hears late of an order, and of the same one from a retry, has one order.
    #expect(drowned.audience.count(.ghost) > 50)
    #expect(drowned.audience.total.created <= drowned.ordersCreated)
  }
}
