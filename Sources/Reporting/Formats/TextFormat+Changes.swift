// What was changed while the session ran, by the scenario or by somebody who watched.
import LiveCommerce

extension TextFormat {
  /// That the session was steered.
  var steered: String {
    SteeredText.sentence(report.record.scenario.changes.count)
  }

  /// The changes as a table; nothing without any.
  var changes: [String] {
    let scenario = report.record.scenario
    guard !scenario.changes.isEmpty else { return [] }
    let rows = scenario.changes.map { change in
      let before = scenario.value(of: change.knob, at: change.at - 1)
      return [
        ValueText.duration(Double(change.at) / 1e9), Display.safe(scenario.path(of: change.knob)),
        before.map { change.knob.text(of: $0) } ?? ValueText.nothing,
        change.knob.text(of: change.value),
      ]
    }
    let table = TextTable(header: ["at", "what", "before", "from then on"], rows: rows)
    return section("Changes during the session", table.block(palette))
  }
}

/// How reports say that a session was steered.
enum SteeredText {
  static func sentence(_ changes: Int) -> String {
    "steered: \(changes == 1 ? "one change" : "\(changes) changes") during the session"
  }
}
