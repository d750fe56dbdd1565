// The streaming is exact: lanes, buckets, windows and threads give the record of the naive reference,
// bit for bit.
import Testing

@testable import LiveCommerce

@Suite struct StreamingTests {
  static func run(
    _ scenario: Scenario, seed: UInt64, threads: Int = 1, _ windows: WindowPolicy = .adaptive
  ) throws -> (record: SessionRecord, log: [LoggedEvent]) {
    var options = SessionOptions()
    options.seed = seed
    options.threads = threads
    options.windows = windows
    options.keepsLog = true
    let driver = try SessionDriver(scenario, options)
    try driver.advance(to: .max)
    return (try driver.record(), driver.log() ?? [])
  }

  /// The first difference of two logs, in words.
  static func firstDifference(_ left: [LoggedEvent], _ right: [LoggedEvent]) -> String {
    for (a, b) in zip(left, right) where a != b { return "first difference: \(a) and \(b)" }
    return "one log has \(left.count) events, the other \(right.count)"
  }

  @Test(arguments: 1...40)
  func `a swarm of random sessions equals the naive reference bit for bit`(seed: Int) throws {
    var swarm = ScenarioSwarm(seed: UInt64(seed))
    let scenario = swarm.scenario()
    var reference = ReferenceSession(scenario, seed: UInt64(seed))
    let expected = try reference.run()
    let policies: [WindowPolicy] = [.adaptive, .minimal, .sideBySide, .ragged(UInt64(seed))]
    for policy in policies {
      let found = try StreamingTests.run(scenario, seed: UInt64(seed), policy)
      let difference = StreamingTests.firstDifference(expected.log, found.log)
      #expect(found.log == expected.log, "\(policy): \(difference)")
      #expect(found.record == expected.record, "\(policy)")
    }
    // Whoever kept a connection has given it back.
    let connections = try #require(expected.record.tier("stock"))
    #expect(connections.busy.level == 0 && connections.stalled.level == 0)
  }
  @Test func `the swarm reaches what clients, admission and faults can do`() throws {
    var reached: [String: Int] = [:]
    for seed in 1...40 {
      var swarm = ScenarioSwarm(seed: UInt64(seed))
      let scenario = swarm.scenario()
      let record = try StreamingTests.run(scenario, seed: UInt64(seed)).record
      reached["people in several rooms", default: 0] +=
        scenario.rooms.count > 1 && scenario.hopping != nil ? record.audience.total.visits : 0
      reached["rooms closed beside others", default: 0] +=
        scenario.rooms.count > 1
        ? scenario.rooms.count { $0.rundown.last?.kind == .close && !scenario.platform.isEmpty } : 0
      reached["climbs", default: 0] += record.ranking?.climbs ?? 0
      reached["falls", default: 0] += record.ranking?.falls ?? 0
      reached["readers", default: 0] += record.audience.loop?.readers ?? 0
      reached["notes", default: 0] += record.notes?.posted.reduce(0, +) ?? 0
      for reason in TierCounter.Refusal.allCases {
        for tier in record.tiers { reached["\(reason)", default: 0] += tier.count(reason) }
      }
      for event in [ViewerEvent.queue, .hedge, .retry, .timeout, .ghost, .substitute] {
        reached["\(event)", default: 0] += record.audience.count(event)
      }
      for outcome in Outcome.allCases {
        reached["\(outcome)", default: 0] += record.checkout.count(of: outcome)
      }
      reached["heard late", default: 0] += record.audience.heardLate
      reached["refused late", default: 0] += record.audience.refusedLate
      reached["late, and nobody looks", default: 0] +=
        scenario.cohorts.allSatisfy { !$0.client.hearsLate } ? record.audience.count(.ghost) : 0
      reached["chargeRetries", default: 0] += record.checkout.chargeRetries
      reached["lostAnswers", default: 0] += record.checkout.lostAnswers
      reached["buyers known to a campaign", default: 0] +=
        record.handover?.buyers.reduce(0, +) ?? 0
      reached["follows", default: 0] += record.audience.total.follows
      for row in record.stock {
        reached["unmet", default: 0] += row.unmet
        reached["sold as substitutes", default: 0] += row.substitutes
        reached["on the way at the close", default: 0] += row.onTheWay.count
        reached["from another pool", default: 0] +=
          scenario.products[row.product].pool == 1 ? row.account.sold : 0
      }
      for (name, part) in [("restocked", \StockAccount.restocked), ("scrapped", \.scrapped)] {
        reached[name, default: 0] += record.stock.reduce(0) { $0 + $1.account[keyPath: part] }
      }
    }
    // These two are the sale logics'; the twin of the order path reaches them.
    let missed = Set(reached.filter { $0.value == 0 }.keys)
      .subtracting(["inProgress", "limitReached"])
    #expect(missed.isEmpty, "\(missed)")
  }
}
