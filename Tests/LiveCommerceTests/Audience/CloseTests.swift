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
}
