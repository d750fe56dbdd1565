// Threads change nothing: a session large enough for several lanes gives the same record on one
// thread and on several, and the naive reference gives it too.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct ThreadTests {
  /// A swarm scenario with a rush of people that is worth sharing out.
  static func rush(seed: Int) -> Scenario {
    var swarm = ScenarioSwarm(seed: UInt64(seed))
    var scenario = swarm.scenario()
    scenario.length = 20_000_000_000
    scenario.epoch = 5_000_000_000
    scenario.rooms[0].rundown.removeAll { $0.at >= scenario.length }
    for index in scenario.rooms[0].traffic.indices {
      scenario.rooms[0].traffic[index].visits = 400
    }
    scenario.rooms[0].traffic[0].visits = 101_000
    scenario.rooms[0].traffic[0].shape = .spike(
      at: 1_000_000_000, delay: .exponential(Exponential(mean: 1e9)))
    for index in scenario.cohorts.indices {
      scenario.cohorts[index].dwell = .exponential(Exponential(mean: 2e9))
      scenario.cohorts[index].noteShare = 1
      scenario.cohorts[index].payDelay = .exponential(Exponential(mean: 1e9))
    }
    scenario.community = LoopScenario.community(
      visitsPerNote: 20, cohorts: scenario.rooms[0].traffic[0].cohortShares,
      before: [NotesBefore(category: 0, count: 20)])
    return scenario
  }

  @Test(arguments: [1, 2])
  func `one thread and several give the same record`(seed: Int) throws {
    let scenario = ThreadTests.rush(seed: seed)
    try #require(Audience.laneCount(for: scenario) > 1)
    let alone = try StreamingTests.run(scenario, seed: UInt64(seed))
    for (threads, windows) in [(2, WindowPolicy.adaptive), (2, .sideBySide), (3, .sideBySide)] {
      let shared = try StreamingTests.run(
        scenario, seed: UInt64(seed), threads: threads, windows)
      let difference = StreamingTests.firstDifference(alone.log, shared.log)
      #expect(alone.record == shared.record, "\(threads) threads: \(difference)")
    }
    #expect(alone.record.audience.total.visits > 90_000)
    #expect(alone.record.audience.loop?.readers ?? 0 > 200)
    // In the first nobody hears of a payment before the close.
    #expect(seed == 1 || alone.record.notes?.posted.reduce(0, +) ?? 0 > 0)
  }
}
