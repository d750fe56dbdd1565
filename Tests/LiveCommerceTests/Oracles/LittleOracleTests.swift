// Little's law, L = λW (J. D. C. Little 1961), holds exactly on every path that begins and ends
// empty (S. Stidham 1974). Both sides come from different counters of one full session: people from
// stretches settled one by one, from the event log and from the histogram of watch times; tiers from
// the time averages of queue and servers and from the sum of latencies. All integers, so no error
// level: equal is equal, but for watch times, which are kept to the millisecond.
//
// Exact sums see the smallest fault there is, so none is planted beside them.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct LittleOracleTests {
  static var scenario: Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .feed(bounce: 0.3, within: 3, median: 30, sigma: 0.8)
      $0.reaction = .logNormal(0.35, 0.4)
      $0.network = Delay(floor: second / 100, rest: .exponential(0.02))
      $0.client = Client(
        timeout: second / 2, retries: 3, backoff: second / 5, backoffFactor: 2, jitter: 0.5,
        doubleClick: 0.1)
      $0.abandonment = 0.3
      $0.payDelay = .exponential(5)
      $0.returnShare = 0.2
      $0.returnAfter = .exponential(20)
    }
    return Plain.scenario(
      length: 120 * second,
      traffic: [Plain.stream(4_000, .steady(from: 0, to: 100 * second))], cohorts: [cohort]
    ) {
      $0.epoch = second
      $0.rooms[0].rundown = [Plain.linkUp(at: 40 * second)]
      $0.decision.atLinkUp = 0.6
      $0.decision.perSecond = 0.05
      $0.decision.order = 0.8
      $0.products[0].hold = 8 * second
      $0.products[0].variants[0].stock = 250
      $0.orders.workers.count = 4
      $0.orders.workers.queue = 120
      $0.orders.workers.deadline = second / 4
      $0.orders.workers.releasers = 2
      $0.orders.database = OrderPath.Database(
        connections: 3, read: .exponential(0.002), write: .exponential(0.002),
        update: .exponential(0.003))
      $0.orders.payment = OrderPath.Payment(
        capacity: 3, latency: .exponential(0.2), decline: 0.1)
    }
  }

  static let sessions = Seeds.first(2).map { seed in
    Result { try Observed(scenario, seed: seed) }
  }

  @Test(arguments: 1...2)
  func `time present is the same by stretches, by the log, and by watch times`(seed: Int) throws {
    let session = try Self.sessions[seed - 1].get()
    let audience = session.record.audience
    var present = TimeWeighted()
    for line in session.log where line.event == .enter || line.event == .leave {
      present.add(line.event == .enter ? 1 : -1, at: line.instant)
    }
    #expect(present.level == 0)
    let area = present.integral(until: session.record.end)
    #expect(area == audience.presence)
    let visits = audience.watch.count
    #expect(visits == audience.count(.enter) && visits > 4_000)
    // Both ends are cut to the millisecond, so a watch time is off by less than one, on either side.
    let off = area - audience.watch.sum
    #expect(abs(off) < Int128(visits) * 1_000_000)
  }

  @Test(arguments: 1...2)
  func `every tier's time in queue and service is the sum of its latencies`(seed: Int) throws {
    let record = try Self.sessions[seed - 1].get().record
    for tier in record.tiers where tier.servers > 0 {
      // A channel is kept beyond the charge.
      let beyond = tier.name == "payment" ? tier.stalled.integral(until: record.end) : 0
      let inside =
        tier.waiting.integral(until: record.end) + tier.busy.integral(until: record.end) - beyond
      #expect(tier.latency.sum == inside, "\(tier.name)")
      #expect(tier.waiting.level == 0 && tier.busy.level == 0, "\(tier.name)")
      #expect(tier.latency.count == tier.served, "\(tier.name)")
      let refused = tier.count(.queueFull)
      #expect(tier.requests == tier.served + refused, "\(tier.name)")
      #expect(tier.busy.maximum <= Int64(tier.servers), "\(tier.name)")
      #expect(tier.served > 200, "\(tier.name)")
    }
    let workers = record.tiers[1]
    #expect(workers.count(.queueFull) > 0)
    #expect(workers.count(.deadline) > 0)
    #expect(workers.waiting.maximum <= 120)
  }
}
