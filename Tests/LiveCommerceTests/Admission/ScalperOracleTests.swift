// Who gets the goods when n programs, always quicker, and m humans want s units with one account each:
// first come, first served, programs get min(n, s); by lot each has the chance of every other, so theirs
// is a hypergeometric number of mean s·n ÷ (n + m). A detector of recall r and false rejection f turns
// away binomial numbers of each. The waiting room never lets more people in than it has places.
//
// Family-wise error 1e-3 (Holm) over the lots of twenty sessions a policy; planted: the draw that a
// shop without a room would hold, which is none.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct ScalperOracleTests {
  static let programs = 60
  static let humans = 240
  static let units = 100

  static func scenario(_ change: (inout OrderPath.Gateway) -> Void = { _ in }) -> Scenario {
    let human = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.reaction = .uniform(0.3, 0.6)
    }
    let program = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.reaction = .uniform(0, 0.1)
      $0.isAutomated = true
    }
    let arrive = ArrivalShape.steady(from: 0, to: second)
    return Plain.scenario(
      length: 30 * second,
      traffic: [
        Plain.stream(Double(humans), arrive, cohorts: [1, 0]),
        Plain.stream(Double(programs), arrive, source: .mall, cohorts: [0, 1]),
      ], cohorts: [human, program]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].variants[0].stock = units
      $0.products[0].hold = 600 * second
      change(&$0.orders.gateway)
    }
  }

  static func room(
    _ policy: OrderPath.WaitingRoom.Policy, active: Int = 20
  ) -> OrderPath.WaitingRoom {
    OrderPath.WaitingRoom(
      active: active, policy: policy, gather: 2 * second, winners: units, session: 10 * second,
      patience: 60 * second)
  }

  /// Successes of programs, entrants of both kinds.
  struct Outcome {
    var won = 0
    var programs = 0
    var humans = 0
    var rejected: (programs: Int, humans: Int) = (0, 0)
  }

  static func outcome(_ scenario: Scenario, seed: UInt64) throws -> Outcome {
    var options = SessionOptions()
    options.seed = seed
    let record = try Session.run(scenario, options: options)
    let human = record.audience.funnel(cohort: 0, source: .discover)
    let program = record.audience.funnel(cohort: 1, source: .mall)
    if let room = record.tier("room"), let setting = scenario.orders.gateway.waitingRoom {
      #expect(room.busy.maximum <= setting.active)
      #expect(room.busy.level == 0 && room.waiting.level == 0)
    }
    return Outcome(
      won: program.created, programs: program.orders, humans: human.orders,
      rejected: (program.rejected, human.rejected))
  }

  @Test(arguments: [nil, OrderPath.WaitingRoom.Policy.fifo])
  func `first come, first served, programs get what they want`(
    policy: OrderPath.WaitingRoom.Policy?
  ) throws {
    for seed in Seeds.first(5) {
      let found = try Self.outcome(
        Self.scenario { $0.waitingRoom = policy.map { Self.room($0, active: 500) } }, seed: seed)
      #expect(found.programs > 30 && found.won == min(Self.units, found.programs))
    }
  }

  /// How far the programs' wins of twenty sessions are from their lots, in standard deviations.
  static func distance(_ change: (inout OrderPath.Gateway) -> Void) throws -> Double {
    var difference = 0.0
    var variance = 0.0
    for seed in Seeds.first(20) {
      let found = try outcome(scenario(change), seed: seed)
      let all = Double(found.programs + found.humans)
      let share = Double(found.programs) / all
      difference += Double(found.won) - Double(units) * share
      variance += Double(units) * share * (1 - share) * (all - Double(units)) / (all - 1)
    }
    return difference / variance.squareRoot()
  }

  @Test func `by lot, programs get their share of the entrants`() throws {
    let policies: [OrderPath.WaitingRoom.Policy] = [.shuffleAtStart, .lottery]
    let hypotheses = try policies.map { policy in
      TestedHypothesis(
        policy.rawValue,
        pValue: NormalTest.pValue(try Self.distance { $0.waitingRoom = Self.room(policy) }))
    }
    #expect(FamilyWise.rejected(hypotheses, alpha: Oracle.alpha).isEmpty)
    #expect(abs(try Self.distance { _ in }) > 10, "a race must not look like a draw")
  }

  @Test func `out of a room that draws whenever a place is free, the quick win less than a race`()
    throws
  {
    var won = 0
    var asked = 0
    for seed in Seeds.first(10) {
      var scenario = Self.scenario { $0.waitingRoom = Self.room(.random, active: 1) }
      // Slow enough for the humans to come before the programs have been served.
      scenario.orders.database.write = .fixed(0.02)
      let found = try Self.outcome(scenario, seed: seed)
      won += found.won
      asked += min(Self.units, found.programs)
    }
    #expect(won < asked * 4 / 5, "\(won) of \(asked)")
  }

  @Test func `the detector turns away its recall and its false rejections`() throws {
    var all = Outcome()
    for seed in Seeds.first(20) {
      let found = try Self.outcome(
        Self.scenario { $0.detector = OrderPath.Detector(recall: 0.8, falseReject: 0.05) },
        seed: seed)
      all.programs += found.programs
      all.humans += found.humans
      all.rejected.programs += found.rejected.programs
      all.rejected.humans += found.rejected.humans
    }
    let hypotheses = [
      Oracle.binomial("recall", all.rejected.programs, of: all.programs, share: 0.8),
      Oracle.binomial("false rejections", all.rejected.humans, of: all.humans, share: 0.05),
    ]
    #expect(FamilyWise.rejected(hypotheses, alpha: Oracle.alpha).isEmpty)
    let worse = Oracle.binomial("recall", all.rejected.programs, of: all.programs, share: 0.7)
    #expect(worse.pValue < Oracle.alpha)
  }
}
