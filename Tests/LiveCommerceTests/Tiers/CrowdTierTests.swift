// The tiers that carry the crowd: amounts second by second, by hand.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct CrowdTierTests {
  static func station(_ servers: Int, _ rate: Double, queue: Int = 1_000_000) -> OpenStation {
    OpenStation(servers: servers, rate: rate, queue: queue, autoscaling: nil)
  }

  @Test func `what is not served waits, what finds no room is refused`() {
    var tier = FluidTier(name: "x", Self.station(2, 10, queue: 25), end: 100 * second)
    let served = [30, 30, 0, 0, 5].map { tier.step($0) }
    // 10 wait after the first second; of 40 in the second 20 are served and 20 wait.
    #expect(served == [20, 20, 20, 0, 5])
    let counter = tier.counter
    #expect(counter.requests == 65 && counter.served == 65 && counter.count(.queueFull) == 0)
    #expect(counter.waiting.maximum == 20 && tier.isEmpty)
    #expect(counter.busy.bySecond == [2, 2, 2, 0].map { $0 * 1_000_000_000 } + [500_000_000])
    #expect(counter.requestsBySecond.counts == [30, 30, 0, 0, 5])
    // One in ten seconds by itself; those of the first second wait a quarter of a second on average.
    #expect(counter.latency.count == 65 && counter.latency.minimum == 100_000_000)
    #expect(counter.latency.sum == 30 * 350_000_000 + 30 * 850_000_000 + 5 * 100_000_000)

    var small = FluidTier(name: "x", Self.station(1, 10, queue: 25), end: 100 * second)
    #expect(small.step(100) == 10 && small.counter.count(.queueFull) == 65)
    #expect(small.step(0) == 10 && small.step(0) == 10 && small.step(0) == 5 && small.isEmpty)
    #expect(small.counter.requests == small.counter.served + small.counter.count(.queueFull))
  }

  @Test func `fractions of a request are carried, not lost`() {
    var tier = FluidTier(name: "x", Self.station(3, 0.25), end: 100 * second)
    let served = (0..<40).map { tier.step($0 == 0 ? 1_000 : 0) }
    #expect(served.reduce(0, +) == 30)
    #expect(served.allSatisfy { $0 <= 1 })
  }

  @Test func `a second is full while anybody waits, and a request takes as long as it takes`() {
    // One and a half a second: of ten the last is done after 6.67 s.
    var tier = FluidTier(name: "x", Self.station(1, 1.5), end: 100 * second)
    _ = (0..<8).map { tier.step($0 == 0 ? 10 : 0) }
    #expect(tier.counter.served == 10 && tier.isEmpty)
    let busy = tier.counter.busy.bySecond.map { Int(($0 + 500) / 1_000) }
    #expect(busy == [1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 666_667])
  }

  @Test func `whoever is not served by the end has stayed for no time`() {
    var tier = FluidTier(name: "x", Self.station(1, 10), end: 100 * second)
    for _ in 0..<300 { _ = tier.step(30) }
    tier.close()
    #expect(tier.counter.served == 3_000 && tier.counter.count(.expired) == 6_000)
    // The last to be served came in the hundredth second, and waited for 200 s.
    #expect(tier.counter.latency.count == 3_000)
    let longest = (tier.counter.latency.maximum ?? 0) / second
    #expect((195...200).contains(longest), "\(longest)")
  }

  @Test func `a cold cache warms as it is read, however the reads are cut into seconds`() {
    let setting = OrderPath.Catalogue(
      perClick: 1, perEnter: 1, hit: 0.9, entries: 1_000,
      station: Self.station(1, 1e6), misses: Self.station(1, 1e6))
    // Missing entries after R reads: exp(−R ÷ entries); so 1 000 · (1 − 1 ÷ e) entries came, each by
    // one miss, and of the reads that found one 10 % missed all the same.
    let came = 1_000 * (1 - Elementary.exp(-1))
    let expected = came + (1_000 - came) * 0.1
    func cold(_ from: Int64, for length: Int64 = 1, share: Double = 1) -> Fault {
      Fault(
        from: from, until: from + length, tier: .catalogue, kind: .coldCache(share: share))
    }
    // What begins within a second is felt from the next on.
    let faults = [cold(0), cold(4 * second + 1)]
    var whole = ReadCache(setting, faults)
    #expect(abs(whole.misses(of: 1_000, in: 0) - expected) < 1e-9)
    var parts = ReadCache(setting, faults)
    let sum = (0..<5).reduce(0.0) { $0 + parts.misses(of: 200, in: $1) }
    #expect(abs(sum - expected) < 1e-9)
    #expect(abs(parts.missing - Elementary.exp(-1)) < 1e-12)
    // Emptied again, the first read misses again; a cache that never was cold only by its hit share.
    #expect(abs(parts.misses(of: 1_000, in: 5) - expected) < 1e-9)
    var warm = ReadCache(setting, faults)
    #expect(abs(warm.misses(of: 1, in: 0) - 1) < 1e-3)
    var never = ReadCache(setting, [])
    #expect(abs(never.misses(of: 1_000, in: 0) - 100) < 1e-9)
    // As long as it lasts nothing that is read stays; of a part only that part has to come again.
    var long = ReadCache(setting, [cold(0, for: 2 * second)])
    for second in 0..<2 { #expect(abs(long.misses(of: 1_000, in: second) - expected) < 1e-9) }
    #expect(long.misses(of: 1_000, in: 2) < expected - 200)
    var part = ReadCache(setting, [cold(0, share: 0.5)])
    _ = part.misses(of: 1_000, in: 0)
    #expect(abs(part.missing - Elementary.exp(-1) / 2) < 1e-12)
  }

  @Test func `what nobody waits for any more is given up`() throws {
    let scenario = Plain.scenario(
      length: 10 * second, traffic: [Plain.stream(2_000, .steady(from: 0, to: 10 * second))]
    ) {
      $0.orders.edge = OrderPath.Edge(heartbeat: second, station: Self.station(1, 0.5))
    }
    let record = try Session.run(scenario)
    let edge = try #require(record.tier("edge"))
    // Viewers stay a second each: the last has left by 11 s, and a minute later it is over.
    #expect(edge.served == (record.peopleOnline.count + 60) / 2)
    #expect(edge.count(.expired) == edge.requests - edge.served && edge.waiting.level == 0)
    #expect(record.verdict.identities.allSatisfy { $0.isKept })
  }

  @Test func `loads follow from what the audience did`() throws {
    let scenario = Plain.scenario(
      length: 60 * second,
      traffic: [Plain.stream(2_000, .steady(from: 0, to: 40 * second))],
      cohorts: [Plain.cohort { $0.dwell = .exponential(20) }]
    ) {
      $0.engagement.perSecond[0] = 0.05
      $0.orders.edge = OrderPath.Edge(heartbeat: 3 * second, station: Self.station(4, 100))
      $0.orders.chat = OrderPath.Chat(
        station: Self.station(1, 1_000), shown: 20, fanOut: Self.station(1, 12_000))
      $0.orders.catalogue = OrderPath.Catalogue(
        perClick: 3, perEnter: 2.5, hit: 0.9, entries: 100,
        station: Self.station(1, 1_000), misses: Self.station(1, 1_000))
    }
    let record = try Session.run(scenario)
    let audience = record.audience
    let online = record.peopleOnline
    let names = ["edge", "chat", "fanOut", "catalogue", "misses"]
    #expect(record.tiers.map(\.name).suffix(5) == names)
    let tier = { record.tier($0)?.requests ?? -1 }
    let enters = audience.count(.enter)
    #expect(tier("edge") == enters + online.reduce(0, +) / 3)
    let comments = audience.commentsBySecond.counts
    #expect(comments.reduce(0, +) > 500 && comments.contains { $0 > 20 })
    #expect(tier("chat") == comments.reduce(0, +))
    #expect(tier("fanOut") == zip(comments, online).reduce(0) { $0 + min(20, $1.0) * $1.1 })
    #expect(tier("catalogue") == enters * 5 / 2 + audience.clicksBySecond.total * 3)
    #expect(tier("misses") == tier("catalogue") / 10)
    // All is served in the end, and the fan-out was too small for it.
    for tier in record.tiers.suffix(5) {
      #expect(tier.requests == tier.served && tier.waiting.level == 0, "\(tier.name)")
    }
    #expect(record.bottleneck?.tier == "fanOut")
    // None of it reaches anybody: without those tiers the session is the same.
    var plain = scenario
    (plain.orders.edge, plain.orders.chat, plain.orders.catalogue) = (nil, nil, nil)
    let bare = try Session.run(plain)
    #expect(bare.audience == audience && bare.tiers == Array(record.tiers.dropLast(5)))
  }
}
