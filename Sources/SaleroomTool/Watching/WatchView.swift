// What is drawn of a watched session, as a value: equal views are drawn alike.
import LiveCommerce
import Reporting

/// A watched session at one look.
struct WatchView {
  /// The knob that is chosen.
  struct Knob: Equatable {
    var path: String
    /// Its value in words.
    var value: String
    /// What it is turned to and is not yet.
    var pending: String?
  }

  var scenario: Scenario
  var seed: UInt64
  var snapshot: SessionSnapshot
  var history: WatchHistory
  var events: [NotableEvent]
  /// How fast it goes, or why it does not.
  var pace: String
  var isPaused: Bool
  var knob: Knob?
  var message: String?
  var showsHelp: Bool
  /// Whether everything promised was kept; nil before the end.
  var isKept: Bool?

  init(_ desk: WatchDesk, seed: UInt64) {
    scenario = desk.scenario
    self.seed = seed
    snapshot = desk.snapshot
    history = desk.history
    events = desk.events
    isPaused = desk.isPaused
    pace = desk.record != nil ? "over" : desk.isPaused ? "paused" : desk.speed.text
    knob = desk.knob.map { knob in
      Knob(
        path: Display.safe(desk.scenario.path(of: knob)),
        value: desk.value.map { knob.text(of: $0) } ?? "no limit",
        pending: desk.pending.map { knob.text(of: $0) })
    }
    message = desk.message
    showsHelp = desk.showsHelp
    isKept = desk.record.map(\.verdict.isKept)
  }

  /// An instant as `00:05:03`.
  static func clock(_ instant: Int64) -> String {
    let seconds = max(0, instant) / 1_000_000_000
    return [seconds / 3600, seconds / 60 % 60, seconds % 60]
      .map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
  }

  /// "9 876", but "250 k" and "1.2 M", where several must share a line.
  static func short(_ value: Int) -> String {
    switch value {
    case ..<9_950: count(value)
    case ..<999_500: ValueText.count((Double(value) / 1e3).rounded()) + " k"
    default: ValueText.count((Double(value) / 1e5).rounded() / 10) + " M"
    }
  }

  static func count(_ value: Int) -> String { ValueText.count(Double(value)) }

  static func duration(_ nanoseconds: Int64?) -> String {
    nanoseconds.map { ValueText.duration(Double($0) / 1e9) } ?? "–"
  }
}
