// Streams with names, how often they show a room, and what moves value: traffic, fit or material. Counts
// by stream against those by cohort and source, exposures against their laws, elasticities by pairs of
// sessions of the same seed.
//
// Family-wise error 1e-3 for each statistical test.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct StreamTests {
  // MARK: Names and sizes

  private static func scenario(traffic: String, more: String = "") throws -> Scenario {
    let text = """
      { saleroom: 1, title: 'T', asks: 'Q?', session: { length: '20m' },
        cohorts: {
          fan: { interests: { shoes: '90%' }, returns: { share: '20%', after: '1m' } },
          other: { interests: { shoes: '40%' } },
        },
        products: { shoe: { price: '¥400', category: 'shoes', stock: 100000 } },
        rundown: [{ at: '0s', do: 'linkUp', product: 'shoe' }],
        traffic: { \(traffic) },
        decision: { atLinkUp: 0, perMinute: 0.3, order: '30%' }\(more) }
      """
    return try Scenario.read(Array(text.utf8), file: "f")
  }

  private static let mixed = "cohorts: { fan: '30%', other: '70%' }"

  @Test func `streams are called by their source unless they have a name`() throws {
    let scenario = try Self.scenario(
      traffic: """
        mall: [{ visits: 1, \(Self.mixed) }, { visits: 1, name: 'mall-2', \(Self.mixed) },
          { visits: 1, \(Self.mixed) }],
        paid: { visits: 1, \(Self.mixed) }
        """)
    #expect(scenario.streams.map(\.name) == ["mall", "mall-2", "mall-3", "paid"])
    #expect(Set(scenario.streamNames) == ["mall", "mall-2", "mall-3", "paid"])
    #expect(throws: ScenarioProblems.self) {
      _ = try Self.scenario(
        traffic: """
          mall: { visits: 1, name: 'x', \(Self.mixed) }, paid: { visits: 1, name: 'x', \(Self.mixed) }
          """)
    }
    // Where nothing is said of single streams, nothing is told of them.
    let plain = try Self.scenario(traffic: "mall: { visits: 1, \(Self.mixed) }")
    #expect(plain.streamNames.isEmpty)
    let promised = try Self.scenario(
      traffic: "mall: { visits: 1, \(Self.mixed) }",
      more: ", expect: ['stream.conversion[mall] >= 0%']")
    #expect(promised.expectations.map(\.subject) == [0] && promised.streamNames == ["mall"])
  }

  @Test func `visits follow exposures, steps and the law of searches`() throws {
    let scenario = try Self.scenario(
      traffic: """
        mall: [
          { exposures: 1000, enter: '50%', depth: 2, \(Self.mixed) },
          { exposures: 1000, queries: { of: 4, to: 1 }, \(Self.mixed) },
          { exposures: 1000, queries: { of: 4, from: 2 }, \(Self.mixed) },
          { followers: 1000, reach: '50%', open: '10%', \(Self.mixed) }],
        scale: 2
        """)
    let visits = scenario.streams.map(\.visits)
    // 1 + 1/2 + 1/3 + 1/4 = 25/12.
    for (found, expected) in zip(visits, [500.0, 960, 1040, 100]) {
      #expect(abs(found - expected) < 1e-9, "\(found) and \(expected)")
    }
    let exposures = scenario.streams.map { ($0.exposures ?? -1).rounded() }
    #expect(exposures == [2000, 960, 1040, -1])
  }

  // MARK: Counts

  private static func value(_ name: String, _ record: SessionRecord, _ stream: String) -> Double {
    let index = record.scenario.streamNames.firstIndex(of: stream)
    return Metrics.named(name)?.value(of: record, subject: index) ?? .nan
  }

  @Test func `what streams count adds up to what cohorts and sources count`() throws {
    let scenario = try Self.scenario(
      traffic: """
        follow: { visits: 900, \(Self.mixed) }, mall: { visits: 500, name: 'search', \(Self.mixed) },
        discover: { exposures: 20000, enter: '3%', depth: 1, \(Self.mixed) }
        """)
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    let sum = record.audience.streams.reduce(into: FunnelCounts()) { $0.merge($1) }
    #expect(sum == record.audience.total)
    #expect(sum.orders > 50 && sum.visits > sum.persons)
    let identities = record.verdict.identities.allSatisfy(\.isKept)
    #expect(identities)
    // First visits of a stream are those of its source.
    for (name, source) in [("search", TrafficSource.mall), ("follow", .follow)] {
      let persons = scenario.cohorts.indices.reduce(0) {
        $0 + record.audience.funnel(cohort: $1, source: source).persons
      }
      #expect(Self.value("stream.persons", record, name) == Double(persons))
      #expect(Self.value("stream.impressions", record, name).isNaN)
    }
    let shares = ["search", "follow", "discover"].map { Self.value("stream.share", record, $0) }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    // Persons are Poisson of exposures × enter; nobody else of those shown the room came.
    let persons = Self.value("stream.persons", record, "discover")
    #expect(ChiSquare.poissonPValue(Int(persons), mean: 600) > 1e-3)
    #expect(ChiSquare.poissonPValue(Int(persons), mean: 700) < 1e-3)
    let shown = Self.value("stream.impressions", record, "discover")
    #expect(abs(shown - persons - 19_400) < 1e-6)
    #expect(Metrics.named("people.impressions")?.value(of: record) == shown)
    #expect(Self.value("stream.enterRate", record, "discover") == persons / shown)
  }

  // MARK: Ordinal claims

  /// Wins among pairs of sessions: under no difference a fair coin, so 11 of 11 are seen once in 2048.
  private static func wins(_ pairs: Int, _ isBetter: (UInt64) throws -> Bool) rethrows -> Int {
    try Seeds.first(UInt64(pairs)).count { try isBetter($0) }
  }

  @Test func `a longer way from the exposure leaves fewer orders of those reached`() throws {
    func rate(_ depth: Int, _ seed: UInt64) throws -> Double {
      let scenario = try Self.scenario(
        traffic: "mall: { exposures: 1000, enter: '40%', depth: \(depth), \(Self.mixed) }")
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      return Self.value("stream.reachToOrder", record, "mall")
    }
    #expect(try Self.wins(11) { try rate(1, $0) > rate(2, $0) } == 11)
  }

  @Test func `the like-minded gather among those who come back`() throws {
    func concentrations(_ match: Double, _ seed: UInt64) throws -> [Double] {
      var scenario = try Self.scenario(traffic: "follow: { visits: 300, \(Self.mixed) }")
      for index in scenario.cohorts.indices {
        scenario.cohorts[index].interests = [index == 0 ? 0.1 : 0.9]
        scenario.cohorts[index].returnShare = 0.3
        scenario.cohorts[index].returnMatch = match
      }
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      return ["first", "returning"].compactMap {
        Metrics.named("people.concentration.\($0)")?.value(of: record)
      }
    }
    #expect(
      try Self.wins(11) {
        let found = try concentrations(4, $0)
        return found[1] > found[0]
      } == 11)
    // Without the weight the difference goes to either side.
    let off = try Self.wins(11) {
      let found = try concentrations(0, $0)
      return found[1] > found[0]
    }
    #expect((1...10).contains(off), "\(off)")
  }

  // MARK: Elasticities

  /// Means over seeds of ln(after ÷ before) ÷ ln 1.1 of the value sold, with the seeds in common.
  private static func elasticity(
    _ seeds: UInt64, stock: Int = 1_000_000, _ change: (inout Scenario) -> Void
  ) throws -> Interval {
    var scenario = try Self.scenario(
      traffic: "follow: { visits: 400, \(Self.mixed) }, mall: { exposures: 20000, enter: '2%', "
        + "\(Self.mixed) }")
    scenario.products[0].variants[0].stock = stock
    scenario.decision.order = 0.2
    var changed = scenario
    change(&changed)
    var ratios = Tally()
    for seed in Seeds.first(seeds) {
      let values = try [scenario, changed].map {
        Double(try Observed($0, seed: seed, keepsLog: false).record.audience.total.orders)
      }
      ratios.add(Elementary.log(values[1] / values[0]) / Elementary.log(1.1))
    }
    return try #require(ratios.interval(level: 0.999))
  }

  private static func scale(_ scenario: inout Scenario, _ factor: Double) {
    for index in scenario.rooms[0].traffic.indices {
      scenario.rooms[0].traffic[index].visits *= factor
    }
  }

  @Test func `ten per cent more fit move more than ten per cent more traffic`() throws {
    let traffic = try Self.elasticity(12) { Self.scale(&$0, 1.1) }
    let fit = try Self.elasticity(12) { $0.rooms[0].host.fit = 1.1 }
    // Traffic moves orders in proportion. Fit moves log-odds by 2 · 0.1 · m on clicks and on orders.
    #expect(traffic.low < 1 && traffic.high > 1 && traffic.low > 0, "\(traffic)")
    #expect(fit.low > 0, "\(fit)")
    #expect(fit.estimate > traffic.estimate, "\(fit) and \(traffic)")
  }

  @Test func `better material moves value by less than it moves clicks`() throws {
    let material = try Self.elasticity(12) { $0.rooms[0].traffic[1].visits *= 1.1 }
    // Half of the traffic is touched.
    #expect(material.high < 1, "\(material)")
    #expect(material.estimate > 0, "\(material)")
  }
}
