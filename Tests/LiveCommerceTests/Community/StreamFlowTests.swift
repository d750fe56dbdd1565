// A stream whose intensity is said bit by bit is a Poisson process of that intensity.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct StreamFlowTests {
  private static let second: Int64 = 1_000_000_000

  @Test func `a flow is read off as it was said, and waits where it ends`() {
    let flow = StreamFlow()
    var reader = StreamFlow.Reader()
    #expect(reader.instant(at: 0.5, flow) == nil)
    flow.extend(to: 10 * Self.second, by: 1)
    #expect(reader.instant(at: 0.5, flow) == 5 * Self.second)
    #expect(reader.instant(at: 1, flow) == nil)
    flow.extend(to: 20 * Self.second, by: 0)
    #expect(reader.instant(at: 1, flow) == nil)
    flow.extend(to: 30 * Self.second, by: 2)
    #expect(reader.instant(at: 1, flow) == 20 * Self.second)
    #expect(reader.instant(at: 2, flow) == 25 * Self.second)
    #expect(flow.total == 3 && flow.end == 30 * Self.second)
  }

  /// One pool: the ranker is a steady stream of that rate. Visits over 30 sessions, Poisson of mean
  /// 30 · 2/s · 300 s = 18 000, at 0.1 %; half of them in each half of the session, binomial.
  @Test func `a ranker with one pool sends a steady stream`() throws {
    let scenario = RankerTests.scenario(pools: [2], length: 300, par: Ranker.Par())
    var visits = 0
    var early = 0
    for seed in Seeds.first(30) {
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      visits += record.audience.total.visits
      early += record.audience.entersBySecond.counts.prefix(150).reduce(0, +)
    }
    #expect(abs(Double(visits) - 18_000) < 3.3 * Double(18_000).squareRoot(), "\(visits)")
    let half = Double(visits) / 2
    #expect(abs(Double(early) - half) < 3.3 * (half / 2).squareRoot(), "\(early) of \(visits)")
  }
}
