// A session that is stepped, looked at and steered gives the record of the one that is run: the same
// whatever it is cut into, and after every turned knob the one that its changes give.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite("Steering") struct SteeringTests {
  static func swarm(_ seed: Int) -> Scenario {
    var swarm = ScenarioSwarm(seed: UInt64(seed))
    return swarm.scenario()
  }

  static func options(_ seed: Int, threads: Int = 1) -> SessionOptions {
    var options = SessionOptions()
    options.seed = UInt64(seed)
    options.threads = threads
    return options
  }

  /// Steps a session raggedly, looking at it, with a turned knob after one step in so many; returns the changes.
  static func drive(_ live: LiveSession, _ seed: Int, oneIn: Int?) throws -> [ScenarioSetting] {
    var generator = SeededGenerator(seed: UInt64(seed))
    var settings: [ScenarioSetting] = []
    while live.instant < live.scenario.length {
      let step = Int64.random(in: 1...4_000_000_000, using: &generator)
      // Now and then to the edge of what is read at an epoch.
      let epoch = live.scenario.epoch
      let end =
        Bool.random(using: &generator)
        ? live.instant + step : (live.instant / epoch + 1) * epoch
      guard try live.advance(to: min(end, live.scenario.length)) else { break }
      let snapshot = live.snapshot
      #expect(snapshot.instant == live.instant)
      for row in snapshot.stock {
        #expect(row.free + row.held + row.sold + row.back == row.stocked)
      }
      guard let oneIn, Int.random(in: 0..<oneIn, using: &generator) == 0 else { continue }
      guard let knob = live.scenario.knobs.randomElement(using: &generator) else { continue }
      let value =
        switch knob.kind {
        case .count: Double(Int.random(in: 1...9, using: &generator))
        case .duration: Double(Int.random(in: 1...40, using: &generator)) * 1e9
        case .rate: Double(Int.random(in: 1...50, using: &generator))
        case .number: Double(Int.random(in: 0...8, using: &generator)) / 4
        }
      settings.append(
        try live.change(live.scenario.path(of: knob), to: knob.text(of: value)))
    }
    return settings
  }

  @Test(arguments: 1...8)
  func `a session that is stepped and looked at is the one that is run`(seed: Int) throws {
    let scenario = Self.swarm(seed)
    let expected = try Session.run(scenario, options: Self.options(seed))
    let live = try LiveSession(scenario, options: Self.options(seed))
    _ = try Self.drive(live, seed, oneIn: nil)
    #expect(try live.finish() == expected)
  }

  @Test(arguments: 1...16)
  func `a steered session is the one that its changes give`(seed: Int) throws {
    let scenario = Self.swarm(seed)
    let live = try LiveSession(scenario, options: Self.options(seed))
    let settings = try Self.drive(live, seed, oneIn: 4)
    let steered = try live.finish()
    #expect(live.scenario.changes.count == scenario.changes.count + settings.count)
    #expect(try Session.run(live.scenario, options: Self.options(seed)) == steered)
    var reference = ReferenceSession(live.scenario, seed: UInt64(seed))
    #expect(try reference.run().record == steered)
  }

  @Test func `steering reaches what knobs can do`() throws {
    // Otherwise the test above would be about nothing.
    var turned: Set<String> = []
    var differing = 0
    for seed in 1...12 {
      let scenario = Self.swarm(seed)
      let live = try LiveSession(scenario, options: Self.options(seed))
      _ = try Self.drive(live, seed, oneIn: 2)
      for change in live.scenario.changes.dropFirst(scenario.changes.count) {
        turned.insert("\(change.knob)".prefix { $0 != "(" }.description)
      }
      let plain = try Session.run(scenario, options: Self.options(seed))
      if try live.finish().audience.fingerprint != plain.audience.fingerprint { differing += 1 }
    }
    let all: Set = [
      "workers", "connections", "channels", "gatewayRate", "hold", "retries", "retryBudget",
    ]
    #expect(turned == all)
    #expect(differing >= 5)
  }

  @Test func `several threads and steering give the same record`() throws {
    let scenario = ThreadTests.rush(seed: 1)
    let one = try LiveSession(scenario, options: Self.options(1))
    let settings = try Self.drive(one, 1, oneIn: 1)
    #expect(!settings.isEmpty)
    let many = try LiveSession(scenario, options: Self.options(1, threads: 3))
    _ = try Self.drive(many, 1, oneIn: 1)
    #expect(try many.finish() == one.finish())
  }

  @Test func `what was turned is repeated by the same text with its settings`() throws {
    let text = Array(ScenarioText.base.utf8)
    let first = ScenarioSetting(path: "orders.workers.count", value: "4")
    let later = ScenarioSetting(path: "orders.workers.count", value: "6", at: "70s")
    let scenario = try Scenario.read(text, file: "f", settings: [first, later])
    let live = try LiveSession(scenario)
    try live.advance(to: 61_250_000_000)
    let mine = [
      try live.change("products.phone.hold", to: "20s"),
      try live.change("cohorts.fan.client.retryBudget", to: "0.25"),
    ]
    #expect(mine[0].at == "1m1.25s")
    let again = try Scenario.read(text, file: "f", settings: [first, later] + mine)
    #expect(live.scenario == again)
    #expect(again.digest != scenario.digest)
    #expect(try live.finish() == Session.run(again))
  }

  @Test func `a refused turn changes nothing`() throws {
    let live = try LiveSession(
      try Scenario.read(Array(ScenarioText.base.utf8), file: "f"))
    try live.advance(to: 1_000_000_000)
    let before = live.scenario
    #expect(throws: ScenarioProblems.self) { try live.change("orders.workers.count", to: "0") }
    #expect(throws: ScenarioProblems.self) { try live.change("orders.logic", to: "preHold") }
    #expect(live.scenario == before)
  }

  @Test func `a change keeps a session going that is done but for it`() throws {
    var scenario = Self.swarm(3)
    scenario.changes = [
      Change(at: scenario.length + 3_600_000_000_000, knob: .connections, value: 77)
    ]
    let record = try Session.run(scenario)
    let live = try LiveSession(scenario)
    while try live.advance(to: live.instant + 900_000_000_000) {}
    #expect(try live.finish() == record)
    #expect(record.tiers.first { $0.name == "stock" }?.size.level == 77)
  }
}
