// Do the 95 % intervals of experiments hold the truth in 95 % of cases? Two studies whose truth is
// known: sessions replicated by the product's own replicator, and a loss system of the kernel. Each
// seed is one experiment of a few replications and gives one interval by Student's t.
//
// Invariant: the number of intervals that hold the truth is binomial if the level is right; the region
// that it must lie in has probability 99.9 % by the exact binomial law, half of the rest on each side.
import Experiments
import LiveCommerce
import Stochastics

/// What became of many intervals.
package struct Coverage: Sendable {
  package let what: String
  package let truth: Double
  /// Replications behind each interval.
  package let replications: Int
  package let seeds: Int
  package let held: Int

  /// The central region of a binomial number that has at least probability 0.999.
  package var region: ClosedRange<Int> { Self.region(seeds, share: 0.95) }
  package var isRight: Bool { region.contains(held) }

  package static func region(_ trials: Int, share: Double) -> ClosedRange<Int> {
    // P(X ≥ k) is the incomplete beta function at the share.
    func atLeast(_ k: Int) -> Double {
      k <= 0 ? 1 : IncompleteBeta.regularized(share, Double(k), Double(trials - k + 1))
    }
    let low = (0...trials).first { 1 - atLeast($0 + 1) > 0.000_5 } ?? 0
    let high = (0...trials).last { atLeast($0) > 0.000_5 } ?? trials
    return low...high
  }

  /// Runs both studies; `level` is what the intervals are made with, 0.95 but in tests.
  package static func studies(
    seeds: Int, threads: Int, level: Double = 0.95
  ) async -> [Coverage] {
    [
      await sessions(seeds: seeds, threads: threads, level: level),
      await lossSystem(seeds: seeds, threads: threads, level: level),
    ]
  }

  private static func sessions(seeds: Int, threads: Int, level: Double) async -> Coverage {
    var plain = PlainSession()
    plain.length = "10s"
    plain.visits = 150
    plain.arrive = "{ steady: { from: '0s', to: '10s' } }"
    plain.dwell = "{ gamma: { mean: '3s', shape: 2 } }"
    plain.decision = "atLinkUp: 0, perMinute: 0"
    let replications = 8
    var held = 0
    if let scenario = try? Scenario.read(Array(plain.text.utf8), file: "plain") {
      let list = MeasureList(scenario)
      for seed in 1...UInt64(seeds) {
        let replicator = Replicator(scenario, seed: seed, threads: threads)
        guard let place = list.index(named: "people.visits"),
          let rows = try? await replicator.run(0..<UInt32(replications))
        else { continue }
        if holds(150, rows.compactMap { $0.values[place] }, level) { held += 1 }
      }
    }
    return Coverage(
      what: "visits of a session, by the replicator", truth: 150, replications: replications,
      seeds: seeds, held: held)
  }

  private static func lossSystem(seeds: Int, threads: Int, level: Double) async -> Coverage {
    let truth = StationTheory.erlangB(servers: 3, load: 3)
    let replications = 8
    let held = await Parallel.map(seeds, threads: threads) { index in
      let values = (0..<replications).compactMap { number -> Double? in
        var station = OpenStation(rate: 3, service: exponential(1), servers: 3)
        station.places = 0
        let run = Run(
          seed: UInt64(index) + 1, number: 1_000 + UInt32(number), customers: 200, warmUp: 50)
        return station.visits(run).map { visits in
          Double(visits.count { $0.isLost }) / Double(visits.count)
        }
      }
      return holds(truth, values, level)
    }
    return Coverage(
      what: "share lost of M/M/3/3, load 3, 200 customers", truth: truth,
      replications: replications, seeds: seeds, held: held.count { $0 })
  }

  private static func holds(_ truth: Double, _ values: [Double], _ level: Double) -> Bool {
    var tally = Tally()
    for value in values { tally.add(value) }
    guard let interval = tally.interval(level: level) else { return false }
    return interval.low <= truth && truth <= interval.high
  }
}
