// What somebody who watches a session has before them: the session, how fast it goes, the knobs, and
// what has been seen so far. It knows nothing of terminals and clocks: it is told how much time has
// passed and which keys were pressed.
//
// Invariant: every second of the session is looked at once, and when all have left every minute, for there
// may be weeks until the last return. A knob that is being turned becomes a
// change when the session goes on, so that turning it several times at one instant is one change.
import LiveCommerce
import Reporting

/// A session that is watched.
final class WatchDesk {
  /// What is done first when the session goes on.
  private enum Errand: Equatable { case none, jump(to: Int64) }
  private static let second: Int64 = 1_000_000_000
  private static let minute = 60 * second
  /// Within so much time the same event is not told again.
  private static let echo = 30 * second
  private static let eventsKept = 200

  private let session: LiveSession
  /// What has been seen lately.
  private(set) var snapshot: SessionSnapshot
  private(set) var history = WatchHistory()
  private(set) var events: [NotableEvent] = []
  private(set) var speed: WatchSpeed
  private(set) var isPaused = false
  private(set) var showsHelp = false
  /// What the last key came to, if that is to be said.
  private(set) var message: String?
  /// The knob that is chosen.
  private(set) var chosen = 0
  /// What the chosen knob has been turned to and is not yet.
  private(set) var pending: Double?
  /// What has been turned so far.
  private(set) var settings: [ScenarioSetting] = []
  /// What was counted; nil before the end.
  private(set) var record: SessionRecord?
  private var errand = Errand.none
  /// Time that has passed and has not been shown, in nanoseconds of the session.
  private var owed = 0.0

  init(_ session: LiveSession, speed: WatchSpeed) {
    self.session = session
    self.speed = speed
    snapshot = session.snapshot
  }

  /// The scenario, with every change so far.
  var scenario: Scenario { session.scenario }
  /// Whether nothing moves before a key is pressed.
  var rests: Bool { record != nil || (isPaused && errand == .none) }
  /// The knobs.
  var knobs: [SessionKnob] { scenario.knobs }
  /// The knob that is chosen.
  var knob: SessionKnob? { knobs.indices.contains(chosen) ? knobs[chosen] : nil }
  /// The value of the chosen knob; nil where there is no limit.
  var value: Double? { knob.flatMap { scenario.value(of: $0, at: snapshot.instant) } }

  // MARK: Time

  /// Lets time pass: the session goes on by as much as its speed says, or as there is time for.
  ///
  /// - Parameters:
  ///   - seconds: How much time has passed.
  ///   - hasTime: Whether there is time for another second of the session.
  /// - Throws: `ToolError`, if the session cannot go on.
  func pass(_ seconds: Double, while hasTime: () -> Bool) throws(ToolError) {
    guard !rests else { return owed = 0 }
    if case .jump(let target) = errand {
      try advance(to: target, while: hasTime)
      if snapshot.instant >= target || record != nil { errand = .none }
    } else if let factor = speed.factor {
      // What could not be simulated in time is not made up for.
      owed = min(owed + seconds * factor * 1e9, max(1e9, factor * 1e9))
      let target = (session.instant + Int64(owed)) / 1_000_000 * 1_000_000
      owed -= Double(max(0, target - session.instant))
      try advance(to: target, while: hasTime)
    } else {
      try advance(to: .max, while: hasTime)
    }
  }

  /// From one look to the next, in nanoseconds.
  var stride: Int64 {
    let isEmpty = snapshot.present == 0 && snapshot.tiers.allSatisfy { $0.waiting == 0 }
    return isEmpty && snapshot.instant > scenario.length ? WatchDesk.minute : WatchDesk.second
  }

  /// Advances to an instant, if there is time for it; looks at the end of every stride.
  func advance(to target: Int64, while hasTime: () -> Bool = { true }) throws(ToolError) {
    guard record == nil, target > session.instant else { return }
    commit()
    repeat {
      let stride = stride
      let border = (session.instant / stride + 1) * stride
      do {
        try session.advance(to: min(target, border))
        if session.isOver { record = try session.finish() }
      } catch {
        throw RunVerb.failure(error)
      }
      look()
      if session.instant == border { history.add(snapshot) }
    } while record == nil && session.instant < target && hasTime()
  }

  private func look() {
    let next = session.snapshot
    for event in next.events(since: snapshot, scenario) where !isEcho(event) {
      events.append(event)
    }
    if events.count > WatchDesk.eventsKept { events.removeFirst(WatchDesk.eventsKept / 2) }
    snapshot = next
  }

  private func isEcho(_ event: NotableEvent) -> Bool {
    switch event.kind {
    case .queueFull, .soldOut, .breakerOpens: break
    default: return false
    }
    return events.contains { $0.kind == event.kind && event.at - $0.at < WatchDesk.echo }
  }

  // MARK: Keys

  /// Does what a key asks for, but for quitting and what is the terminal's.
  func press(_ key: WatchKey) throws(ToolError) {
    message = nil
    switch key {
    case .pause where record == nil:
      isPaused.toggle()
      errand = .none
    case .step where record == nil:
      isPaused = true
      errand = .none
      try advance(to: (session.instant / WatchDesk.second + 1) * WatchDesk.second)
    case .faster: speed = speed.faster
    case .slower: speed = speed.slower
    case .nextLinkUp: jump()
    case .nextKnob: choose(chosen + 1)
    case .previousKnob: choose(chosen - 1)
    case .turnUp: turn(up: true)
    case .turnDown: turn(up: false)
    case .help: showsHelp.toggle()
    case .pause, .step, .redraw, .suspend, .quit: break
    }
  }

  private func jump() {
    let ahead = snapshot.rooms.flatMap(\.steps)
      .filter { $0.kind == .linkUp && $0.at > snapshot.instant }.map(\.at).min()
    guard record == nil, let ahead else { return message = "no link-up is to come" }
    errand = .jump(to: ahead)
  }

  private func choose(_ index: Int) {
    commit()
    chosen = (index + knobs.count) % max(1, knobs.count)
  }

  private func turn(up isUp: Bool) {
    guard let knob else { return message = "nothing can be turned" }
    guard record == nil, snapshot.instant <= scenario.length else {
      return message = "the session is closed: nothing can be turned any more"
    }
    pending = KnobLadder.turned(knob, from: pending ?? value, up: isUp)
    if pending == value { pending = nil }
  }

  /// Makes a change of what has been turned.
  private func commit() {
    guard let knob, let value = pending else { return }
    pending = nil
    do {
      settings.append(
        try session.change(scenario.path(of: knob), to: knob.text(of: value)))
    } catch {
      message = error.problems.first?.message
    }
  }
}
