// The desk of somebody who watches: what keys do to the session, and that what was turned is repeated
// by the command that says so.
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Watching") struct WatchDeskTests {
  private static let second: Int64 = 1_000_000_000

  @Test func `time passes at the speed that was asked for`() throws {
    let desk = try WatchSession.desk()
    try desk.pass(0.1) { true }
    #expect(desk.snapshot.instant == 6 * Self.second)
    try desk.press(.slower)
    #expect(desk.speed.text == "×20")
    for _ in 1...3 { try desk.pass(0.05) { true } }
    #expect(desk.snapshot.instant == 9 * Self.second)
    // What there is no time for is not made up for: one second of the session at least, no more.
    try desk.pass(1) { false }
    #expect(desk.snapshot.instant == 10 * Self.second)
    try desk.pass(0) { true }
    #expect(desk.snapshot.instant == 10 * Self.second)
    #expect(desk.history.present.count == 10)
  }

  @Test func `days of returns after the close are looked at by the minute`() throws {
    let text = WatchSession.text.replacing(
      "hold: \"20s\"",
      with: "hold: \"20s\", returns: { share: \"50%\", after: { exponential: { mean: \"2d\" } } }")
    let desk = try WatchSession.desk(text)
    try desk.advance(to: desk.scenario.length)
    #expect(desk.stride == Self.second)
    var looks = 0
    try desk.advance(to: .max) {
      looks += 1
      return true
    }
    let record = try #require(desk.record)
    #expect(desk.stride == 60 * Self.second)
    // Units are back after days: some hundred thousand seconds.
    #expect((1_440..<40_000).contains(looks), "\(looks)")
    #expect(try Session.run(Scenario.read(Array(text.utf8), file: "f")) == record)
  }

  @Test func `pausing holds it, a step is a second, and a jump ends at the link-up`() throws {
    let desk = try WatchSession.desk()
    try desk.press(.pause)
    try desk.pass(10) { true }
    #expect(desk.rests && desk.snapshot.instant == 0)
    try desk.press(.step)
    #expect(desk.snapshot.instant == Self.second)
    try desk.press(.nextLinkUp)
    #expect(!desk.rests)
    try desk.pass(0.001) { true }
    #expect(desk.snapshot.instant == 30 * Self.second && desk.rests)
    try desk.press(.nextLinkUp)
    try desk.pass(0.001) { true }
    try desk.press(.nextLinkUp)
    #expect(desk.snapshot.instant == 90 * Self.second && desk.message == "no link-up is to come")
    try desk.press(.pause)
    try desk.press(.faster)
    #expect(desk.speed.text == "×100" && desk.message == nil)
  }

  @Test func `a knob that is turned becomes one change when the session goes on`() throws {
    let desk = try WatchSession.desk()
    try desk.advance(to: 41_500_000_000)
    #expect(desk.knob == .workers && desk.value == 4)
    for _ in 1...3 { try desk.press(.turnUp) }
    #expect(desk.pending == 8 && desk.settings.isEmpty)
    try desk.press(.turnDown)
    try desk.advance(to: 42_000_000_000)
    #expect(desk.pending == nil && desk.value == 6)
    #expect(
      desk.settings == [ScenarioSetting(path: "orders.workers.count", value: "6", at: "41.5s")])
    // Back where it was is no change; another knob makes one of what was turned.
    try desk.press(.turnUp)
    try desk.press(.turnDown)
    #expect(desk.pending == nil)
    try desk.press(.turnUp)
    try desk.press(.nextKnob)
    #expect(desk.settings.count == 2 && desk.knob == .connections)
    try desk.press(.previousKnob)
    try desk.press(.previousKnob)
    #expect(desk.knob == .retryBudget(cohort: 0) && desk.value == nil)
    try desk.press(.turnDown)
    #expect(desk.pending == 1)
    try desk.advance(to: .max)
    #expect(desk.settings.count == 3 && desk.record != nil)
    try desk.press(.turnUp)
    #expect(desk.message == "the session is closed: nothing can be turned any more")
    let again = try Scenario.read(
      Array(WatchSession.text.utf8), file: "f", settings: desk.settings)
    #expect(try Session.run(again) == desk.record)
  }

  @Test(arguments: [WatchSpeed.usual, .fastest])
  func `a watched session is the one that is run`(speed: WatchSpeed) throws {
    let desk = try WatchSession.desk(speed: speed)
    var rounds = 0
    while desk.record == nil, rounds < 10_000 {
      rounds += 1
      try desk.pass(0.0173) { true }
    }
    #expect(try Session.run(desk.scenario) == desk.record)
    #expect(desk.history.created.reduce(0, +) == desk.snapshot.created)
    #expect(desk.history.created.max() == desk.history.peak)
  }

  @Test func `the same event is not told again at once`() throws {
    let desk = try WatchSession.desk()
    try desk.advance(to: .max)
    let full = desk.events.filter { $0.kind == .queueFull(tier: "orders") }.map(\.at)
    #expect(!full.isEmpty)
    #expect(zip(full, full.dropFirst()).allSatisfy { $1 - $0 >= 30 * Self.second })
  }

  // MARK: Keys and knobs

  @Test func `keys are what terminals send`() {
    let bytes = Array(" .+=-_nkK\t<>?q".utf8)
    #expect(
      WatchKey.keys(in: bytes) == [
        .pause, .step, .faster, .faster, .slower, .slower, .nextLinkUp, .nextKnob, .previousKnob,
        .nextKnob, .turnDown, .turnUp, .help, .quit,
      ])
    let arrows = "\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D\u{1B}OC\u{1B}[Z"
    #expect(
      WatchKey.keys(in: Array(arrows.utf8)) == [
        .previousKnob, .nextKnob, .turnUp, .turnDown, .turnUp, .previousKnob,
      ])
    #expect(WatchKey.keys(in: [0x0C, 0x1A]) == [.redraw, .suspend])
    // Other keys, a torn sequence and typed Chinese ask for nothing.
    for text in ["\u{1B}", "\u{1B}[", "\u{1B}[15~", "\u{1B}[1;5", "口", "xyz"] {
      #expect(WatchKey.keys(in: Array(text.utf8)).isEmpty, "\(text)")
    }
    #expect(WatchKey.keys(in: Array("\u{1B}[15~q".utf8)) == [.quit])
  }

  @Test(
    arguments: [
      SessionKnob.workers, .gatewayRate, .hold(product: 0), .retries(cohort: 0),
      .retryBudget(cohort: 0),
    ])
  func `a knob can be turned through its range and back, by values that can be written`(
    knob: SessionKnob
  ) throws {
    let live = try LiveSession(try WatchSession.desk().scenario)
    let path = live.scenario.path(of: knob)
    // Less than one a second is not on the ladder.
    var value = knob == .gatewayRate ? 1 : knob.range.lowerBound
    var seen = [value]
    while let next = KnobLadder.turned(knob, from: value, up: true), next > value, seen.count < 200
    {
      value = next
      seen.append(value)
      try live.change(path, to: knob.text(of: value))
      #expect(live.scenario.value(of: knob, at: 0) == value)
    }
    #expect(value == knob.range.upperBound && seen.count > 5)
    for expected in seen.dropLast().reversed() {
      value = KnobLadder.turned(knob, from: value, up: false) ?? -1
      #expect(value == expected)
    }
    #expect(KnobLadder.turned(knob, from: value, up: false) == value)
    #expect(KnobLadder.turned(knob, from: nil, up: true) == nil)
  }

  @Test func `speeds go up and down a ladder`() throws {
    var speed = WatchSpeed.usual
    var seen: [String] = []
    for _ in 1...7 {
      speed = speed.faster
      seen.append(speed.text)
    }
    #expect(
      seen == ["×100", "×200", "×500", "×1000"]
        + Array(repeating: "as fast as it goes", count: 3))
    for _ in 1...20 { speed = speed.slower }
    #expect(speed.text == "×1")
  }
}
