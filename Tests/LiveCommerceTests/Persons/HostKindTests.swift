// Kinds of hosts differ in what they make of the same evening: in dwell, conversion, order value and
// returns, not only in scale; and a kind says nothing but its four numbers.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct HostKindTests {
  private static func scenario(_ host: String) throws -> Scenario {
    let text = """
      { saleroom: 1, title: 'T', asks: 'Q?', session: { length: '30m' },
        cohorts: { all: {
          interests: { home: '70%', dear: '60%' }, priceTolerance: '¥200', payment: { abandon: 0 },
          dwell: { exponential: { mean: '2m' } } } },
        products: {
          cheap: { category: 'home', price: '¥80', stock: 100000,
            returns: { share: '40%', trust: 2, after: '1h' } },
          dear: { category: 'dear', price: '¥500', stock: 100000,
            returns: { share: '40%', trust: 2, after: '1h' } },
        },
        host: { \(host) },
        rundown: [{ at: '0s', do: 'linkUp', product: 'cheap' },
          { at: '15m', do: 'linkUp', product: 'dear' }],
        traffic: { discover: { visits: 400 } },
        decision: { atLinkUp: '10%', perMinute: 0.15, order: '30%', match: 2, trust: 1, price: 1 },
        patience: { match: 0.5, trust: 1 } }
      """
    return try Scenario.read(Array(text.utf8), file: "f")
  }

  private static let measures = [
    "people.watch.mean", "funnel.conversion", "gmv.orderValue", "returns.share",
  ]

  /// The means of each measure over seeds, kind by kind.
  private static func outcome(_ kind: Host.Kind) throws -> [Tally] {
    let scenario = try scenario("kind: '\(kind.rawValue)'")
    var tallies = measures.map { _ in Tally() }
    for seed in Seeds.first(8) {
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      for (index, name) in measures.enumerated() {
        tallies[index].add(try #require(Metrics.named(name)?.value(of: record)))
      }
    }
    return tallies
  }

  /// Welch's statistic of the second mean less the first.
  private static func score(_ low: Tally, _ high: Tally) throws -> Double {
    let difference = try #require(high.mean) - (try #require(low.mean))
    let deviations = [try #require(low.standardDeviation), try #require(high.standardDeviation)]
    return difference / (deviations.reduce(0) { $0 + $1 * $1 } / 8).squareRoot()
  }

  @Test func `an anchor, a buyer and a brand manager differ in more than scale`() throws {
    let store = try Self.outcome(.store)
    let anchor = try Self.outcome(.anchor)
    let manager = try Self.outcome(.brandManager)
    // One-sided at 1e-3 with 7 to 14 degrees of freedom: 4.79 at most.
    let critical = 4.79
    #expect(try Self.score(anchor[0], manager[0]) > critical, "trusted hosts hold people longer")
    #expect(try Self.score(store[1], anchor[1]) > critical, "who presses converts more at once")
    #expect(
      try Self.score(anchor[2], manager[2]) > critical, "who sells by price sells cheap things")
    #expect(try Self.score(manager[3], anchor[3]) > critical, "who presses has more sent back")
  }

  @Test func `a kind is a preset of four numbers`() throws {
    for kind in Host.Kind.allCases {
      let usual = kind.usual
      var named = try Self.scenario("kind: '\(kind.rawValue)'").rooms[0].host
      let spelled = try Self.scenario(
        "trust: \(usual.trust), fit: \(usual.fit), urgency: \(usual.urgency), "
          + "bargain: \(usual.bargain)"
      ).rooms[0].host
      #expect((named.kind == .store) == (named == spelled))
      named.kind = .store
      #expect(named == spelled)
    }
    #expect(Host.Kind.store.usual == HostPreset(trust: 0.5, fit: 1, urgency: 0, bargain: 1))
    #expect(Set(Host.Kind.allCases.map { $0.usual.trust }).count > 2)
  }
}
