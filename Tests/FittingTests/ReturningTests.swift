// People who come back, and people who leave before they have heard the link-up: neither makes what is
// learnt of clicks and taps smaller than it is.
//
// Error: each of the two counts of intervals lies outside its exact region with probability 0.001 at most.
// The seeds are 1 to 10.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Fitting

@Suite struct ReturningTests {
  private func visit(
    _ viewer: UInt64, _ enter: Int64, _ exit: Int64?, shown: Int64? = nil, click: Int64? = nil
  ) -> LogVisit {
    LogVisit(
      viewer: viewer, enter: enter, exit: exit, source: .discover, cohort: 0, shown: shown,
      click: click)
  }

  @Test func `a viewer counts up to the first click, in whatever order the visits are told`() {
    let visits = [
      visit(1, 0, 10), visit(1, 20, 60, click: 30), visit(1, 100, nil, click: 150),
      visit(1, 300, 400), visit(2, 0, 50, shown: 9, click: 12), visit(2, 60, 90, click: 70),
      visit(3, 500, nil),
    ]
    for rotation in visits.indices {
      var clicks = FirstClicks()
      for visit in visits[rotation...] + visits[..<rotation] { clicks.add(visit) }
      let (count, time) = clicks.total(from: 4, to: 600)
      #expect(count == 1)
      #expect(time == 6 + 10 + 5 + 100)
    }
  }

  @Test func `of too many visits those of some viewers are kept, the same in any order`() {
    let visits = (1...1000).flatMap { index -> [LogVisit] in
      let viewer = UInt64(index) &* 0x9e37_79b9_7f4a_7c15
      return [visit(viewer, 0, 10), visit(viewer, 20, 60, click: 30)]
    }
    var (forwards, backwards) = (FirstClicks(most: 300), FirstClicks(most: 300))
    for visit in visits { forwards.add(visit) }
    for visit in visits.reversed() { backwards.add(visit) }
    let (count, time) = forwards.total(from: 0, to: 600)
    #expect(100...150 ~= count)
    #expect(time == Int128(count) * 20)
    #expect(backwards.total(from: 0, to: 600) == (count, time))
  }

  @Test func `who left before the link-up was heard is not counted among those who could tap`() {
    var taps = LinkUpTaps()
    taps.add(visit(1, 0, 101), linkUp: 100)
    taps.add(visit(2, 0, 900, shown: 102, click: 110), linkUp: 100)
    taps.add(visit(3, 0, 500), linkUp: 100)
    taps.add(visit(4, 100, nil), linkUp: 100)
    // Neither of these was there.
    taps.add(visit(5, 0, 100), linkUp: 100)
    taps.add(visit(6, 101, 900, shown: 102, click: 110), linkUp: 100)
    #expect(taps.count == 1)
    #expect(taps.listeners == 3)
    #expect(taps.delay == 2)
    // What is heard much later answers another link-up.
    taps.add(visit(7, 0, nil, shown: 61_000_000_000, click: 62_000_000_000), linkUp: 100)
    #expect(taps.count == 1)
  }

  @Test func `clicks and taps of people who stay short and come back are held by their intervals`()
    throws
  {
    let scenario = try Scenario.read(Array(Self.text.utf8), file: "back")
    var terms = Truth.terms()
    terms.linkUp = 150_000_000_000
    var (clicks, taps) = (0, 0)
    for seed in Seeds.first(10) {
      let result = try Truth.fit(Truth.log(scenario, seed: seed), terms)
      let rate = try #require(result.decision("clicks")).interval
      clicks += rate.low <= 1 && 1 <= rate.high ? 1 : 0
      let share = try #require(result.decision("tapped")).interval
      taps += share.low <= 0.3 && 0.3 <= share.high ? 1 : 0
    }
    let region = BinomialRegion.counts(of: 10, share: 0.95)
    #expect(region.contains(clicks), "\(clicks)")
    #expect(region.contains(taps), "\(taps)")
  }

  /// Half of those who leave come back; stays of 20 s, and words that take 3 s.
  private static let text = """
    {
      saleroom: 1, title: "Back", asks: "?", session: { length: "10m" },
      cohorts: { all: {
        priceTolerance: "¥100", dwell: { exponential: { mean: "20s" } },
        returns: { share: "50%", after: { exponential: { mean: "30s" } } },
      } },
      products: { item: { price: "¥100", stock: 1000000, limit: 1000 } },
      rundown: [{ at: "0s", do: "talk" }, { at: "150s", do: "linkUp", product: "item" }],
      traffic: { discover: {
        visits: 4000, arrive: { spike: { at: "2m", delay: { exponential: { mean: "30s" } } } },
      } },
      decision: { atLinkUp: "30%", perMinute: 1, order: "50%" },
      engagement: { comment: "0/s", like: "0/s", follow: "0/s", gift: "0/s", share: "0/s" },
      patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },
    }
    """
}
