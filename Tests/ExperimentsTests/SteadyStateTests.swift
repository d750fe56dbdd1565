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
    let record = try Session.run(scenario)
    let seconds = record.secondSeries.first { $0.name == "people.online" }?.values.prefix(600) ?? []
    #expect(
      measures.all[measures.all.count - 2].value(of: record)
        == SteadyState.truncation(seconds.map { Double($0) })?.mean)
    // The scenario has no cache, so it has no requests to it.
    #expect(measures.all.last?.value(of: record) == nil)
    #expect(MeasureList(scenario).all.count == measures.all.count - 2)
  }

  @Test func `every series of a session has a name that can be asked for`() throws {
    let scenario = try Scenario.read(Array(ReplicatorTests.text.utf8), file: "t.json5")
    let record = try Session.run(scenario)
    #expect(record.secondSeries.allSatisfy { SecondSeries.names.contains($0.name) })
    #expect(record.secondSeries.count > 8)
  }
}
