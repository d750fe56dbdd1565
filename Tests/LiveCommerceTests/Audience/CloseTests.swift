// The close of a room before the session ends: whoever is there goes when it is heard, and whoever
// comes later finds nothing and goes at once.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct CloseTests {
  @Test func `nobody stays in a room that has closed`() throws {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.streamDelay = Delay(floor: 2 * second, rest: .fixed(0))
    }
    let scenario = Plain.scenario(
      length: 60 * second, traffic: [Plain.stream(3_000, .steady(from: 0, to: 60 * second))],
      cohorts: [cohort]
    ) { $0.rooms[0].rundown = [RundownStep(kind: .close, at: 20 * second, product: nil, units: 0)] }
    let session = try Observed(scenario, seed: 1)
    var entered: [UInt64: Int64] = [:]
    var late = 0
    for line in session.log {
      if line.event == .enter { entered[line.account] = line.instant }
      guard line.event == .leave, let since = entered.removeValue(forKey: line.account) else {
        continue
      }
      // A stream delay is whole groups of 64 ticks.
      #expect(abs(line.instant - max(since, 22 * second)) <= 1_280_000)
      late += since > 22 * second ? 1 : 0
    }
    #expect(entered.isEmpty)
    #expect(late > 1_500)
    #expect(session.record.peopleOnline.suffix(from: 23).allSatisfy { $0 == 0 })
  }

  /// Two rooms alike, of which the first closes after a third of the time.
  private static func twoRooms(_ change: (inout Scenario) -> Void) -> Scenario {
    let cohort = Plain.cohort { $0.dwell = .fixed(1) }
    return Plain.scenario(length: 60 * second, traffic: [], cohorts: [cohort]) {
      let room = $0.rooms[0]
      $0.epoch = 5 * second
      $0.rooms = [RundownStep.Kind.close, .talk].map {
        var copy = room
        copy.rundown = [RundownStep(kind: $0, at: 20 * second, product: nil, units: 0)]
        return copy
      }
      change(&$0)
    }
  }

  /// Whether a count is one of a Poisson law with some mean, at an error of 1e-3.
  private func isPoisson(_ count: Int, mean: Double) -> Bool {
    abs(Double(count) - mean) <= 3.29 * mean.squareRoot()
  }

  @Test func `nobody is shown a room that has closed`() throws {
    let scenario = Self.twoRooms {
      $0.platform = [Plain.stream(3_000, .steady(from: 0, to: 60 * second))]
    }
    let rooms = try Observed(scenario, seed: 1, keepsLog: false).record.audience.rooms
    #expect(isPoisson(rooms[0].funnel.visits, mean: 500))
    #expect(isPoisson(rooms[1].funnel.visits, mean: 2_500))
  }

  @Test func `the ranker sends nobody to a room that has closed`() throws {
    let scenario = Self.twoRooms {
      $0.ranker = Ranker(
        every: 10 * second, pools: [30], start: 0, par: Ranker.Par(stay: 1e9), climb: 2, fall: 0,
        least: 10, stream: Plain.stream(0, .steady(from: 0, to: 60 * second)))
    }
    let rooms = try Observed(scenario, seed: 1, keepsLog: false).record.audience.rooms
    #expect(isPoisson(rooms[0].funnel.visits, mean: 600))
    #expect(isPoisson(rooms[1].funnel.visits, mean: 1_800))
  }

  @Test func `where all have closed people find one of them and go`() throws {
    let scenario = Self.twoRooms {
      $0.rooms[1].rundown = $0.rooms[0].rundown
      $0.platform = [Plain.stream(3_000, .steady(from: 0, to: 60 * second))]
    }
    let session = try Observed(scenario, seed: 1)
    let rooms = session.record.audience.rooms
    #expect(isPoisson(rooms[0].funnel.visits, mean: 1_500))
    #expect(isPoisson(rooms[1].funnel.visits, mean: 1_500))
    #expect(session.record.peopleOnline.suffix(from: 22).allSatisfy { $0 == 0 })
  }
}
