// Where a warm-up ends: cases whose answer is known, and one that has none.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("Steady state")
struct SteadyStateTests {
  @Test func `what stands apart at the beginning is cut off, and nothing else`() {
    let calm = (0..<95).map { Double($0 % 5) }
    #expect(
      SteadyState.truncation([100, 100, 100, 100, 100] + calm)
        == SteadyState(warmUp: 5, count: 95, mean: 2))
    #expect(SteadyState.truncation(calm) == SteadyState(warmUp: 0, count: 95, mean: 2))
    // A batch that is not whole is left out.
    #expect(SteadyState.truncation(calm + [9, 9]) == SteadyState(warmUp: 0, count: 95, mean: 2))
  }

  @Test func `what never settles has no steady part`() {
    #expect(SteadyState.truncation((0..<200).map { Double($0) }) == nil)
    #expect(SteadyState.truncation([Double](repeating: 1, count: 49)) == nil)
    #expect(SteadyState.truncation([Double](repeating: 1, count: 50))?.mean == 1)
    // A rise in the last third is no warm-up.
    let late = [Double](repeating: 0, count: 150) + [Double](repeating: 50, count: 80)
    #expect(SteadyState.truncation(late) == nil)
  }

  /// An exponential approach to 20 with noise of deviation 1, seeds 1…200: the mean of the rest is
  /// within a tenth of a deviation of a batch of it, the mean of all is not.
  @Test func `the mean after the warm-up is that of the steady state`() {
    var (steady, whole) = (Tally(), Tally())
    for seed in Seeds.first(200) {
      let draws = Draws(seed: seed).entity(0x20, 0)
      let series = (0..<UInt32(600)).map { second in
        20 * (1 - Elementary.exp(-Double(second) / 15)) + draws.standardNormal(1, second)
      }
      if let mean = SteadyState.truncation(series)?.mean { steady.add(mean) }
      whole.add(series.reduce(0, +) / 600)
    }
    // Now and then the rule finds nothing to its liking in the first half.
    #expect(steady.count >= 190)
    #expect(abs((steady.mean ?? 0) - 20) < 0.045)
    #expect(abs((whole.mean ?? 0) - 20) > 0.4)
  }

  @Test func `a series of a session is measured by its name`() throws {
    let text = ReplicatorTests.text.replacing("2m", with: "10m").replacing(
      "visits: 200", with: "visits: 3000")
    let scenario = try Scenario.read(Array(text.utf8), file: "t.json5")
    let measures = MeasureList(scenario, steady: ["people.online", "tier.cache.requests"])
    let names = measures.all.suffix(2).map(\.name)
    #expect(names == ["people.online.steady", "tier.cache.requests.steady"])
    #expect(MeasureList(scenario).all.count == measures.all.count - 2)
    // By itself a session tells its batches only; the mean of one is that after its own warm-up, up to
    // the close, at which everybody leaves.
    let record = try Session.run(scenario)
    let row = Replication(record, measures)
    #expect(row.values.suffix(2) == [nil, nil])
    let seconds = record.secondSeries.first { $0.name == "people.online" }?.values.prefix(599) ?? []
    let alone = try #require(SteadyState.truncation(seconds.map { Double($0) }))
    let replicator = Replicator(scenario, steady: ["people.online", "tier.cache.requests"])
    let experiment = Experiment(replicator, [row])
    #expect(experiment.rows[0].values.suffix(2) == [alone.mean, nil])
    #expect(experiment.warmUps.map(\.seconds) == [alone.warmUp, nil])
    // The scenario has no cache, so it has no requests to it.
    #expect(experiment.warmUps.map(\.sessions) == [1, 0])
  }

  /// Twelve minutes from 0 to 20 with noise that hangs together for one, forty at a time.
  ///
  /// Seeds 1…2 000. The mean of half of one has a deviation of 0.79 at most, and that of 1 200 of them 0.023. Cut by
  /// themselves, some find no steady part, and those that do cut too early.
  @Test func `sessions are cut where all of them together have settled`() throws {
    var (together, alone) = (Tally(), Tally())
    var lost = 0
    for group in 0..<50 {
      let sessions = (1...40).map { Self.approach(seed: UInt64(40 * group + $0)) }
      let warmUp = WarmUp(series: "x", sessions.map(SteadyState.batchMeans))
      #expect(warmUp.sessions == 40)
      for session in sessions {
        if let mean = SteadyState.truncation(session)?.mean { alone.add(mean) } else { lost += 1 }
      }
      let means = sessions.compactMap { warmUp.mean(SteadyState.batchMeans($0)) }
      #expect(means.count == (warmUp.seconds == nil ? 0 : 40))
      for mean in means { together.add(mean) }
    }
    #expect(together.count >= 30 * 40)
    #expect(abs((together.mean ?? 0) - 20) < 3.3 * 0.023)
    #expect(lost > 200)
    #expect((alone.mean ?? 0) < 20 - 3.3 * 0.023)
  }

  /// 20 · (1 − exp(−t ÷ 60 s)) with noise of deviation 1.5 and the correlation exp(−t ÷ 60 s).
  private static func approach(seed: UInt64) -> [Double] {
    let draws = Draws(seed: seed).entity(0x20, 1)
    let kept = Elementary.exp(-1 / 60)
    let fresh = 1.5 * (1 - kept * kept).squareRoot()
    var noise = 1.5 * draws.standardNormal(2, 0)
    return (0..<UInt32(720)).map { second in
      defer { noise = kept * noise + fresh * draws.standardNormal(1, second) }
      return 20 * (1 - Elementary.exp(-Double(second) / 60)) + noise
    }
  }

  @Test func `every series of a session has a name that can be asked for`() throws {
    let scenario = try Scenario.read(Array(ReplicatorTests.text.utf8), file: "t.json5")
    let record = try Session.run(scenario)
    #expect(record.secondSeries.allSatisfy { SecondSeries.names.contains($0.name) })
    #expect(record.secondSeries.count > 8)
  }
}
