// A session as lines of text, for a pipe, a log, or a terminal that knows no screens: one line for each
// stretch of the session, and one for each notable event. No escape codes.
import Foundation
import LiveCommerce
import Reporting
import Stochastics

/// Tells a session line by line.
struct PlainWatch {
  let desk: WatchDesk
  let speed: WatchSpeed
  /// From line to line, in nanoseconds of the session; no less than from look to look.
  let every: Int64
  let context: ToolContext

  /// Watches until the end.
  func run() throws(ToolError) {
    var told: NotableEvent?
    var next = every
    var shown = ""
    while desk.record == nil, !context.stop.isMade {
      try wait()
      try desk.advance(to: next) { !context.stop.isMade }
      told = try tellEvents(after: told)
      guard desk.snapshot.instant >= next || desk.record != nil else { continue }
      let step = max(every, desk.stride)
      next = (next / step + 1) * step
      // Days after the close, when only returns move, most lines would say the same.
      let isQuiet = desk.snapshot.instant > desk.scenario.length && line == shown
      guard !isQuiet || desk.record != nil else { continue }
      shown = line
      try context.print("\(WatchView.clock(desk.snapshot.instant))  \(line)\n")
    }
  }

  /// Lets as much time pass as the stretch takes to be shown.
  private func wait() throws(ToolError) {
    guard let factor = speed.factor else { return }
    var left = Double(every) / 1e9 / factor
    while left > 0, !context.stop.isMade {
      Thread.sleep(forTimeInterval: min(left, 0.05))
      left -= 0.05
    }
  }

  private func tellEvents(after told: NotableEvent?) throws(ToolError) -> NotableEvent? {
    let words = EventWords(desk.scenario, desk.snapshot)
    let start = told.flatMap { told in desk.events.lastIndex(of: told) }.map { $0 + 1 } ?? 0
    for event in desk.events[start...] {
      try context.print("\(WatchView.clock(event.at))  * \(words.sentence(event.kind).text)\n")
    }
    return desk.events.last
  }

  private var line: String {
    let state = desk.snapshot
    let funnel = state.funnel
    let parts = [
      "present \(WatchView.count(state.present))",
      "clicks \(WatchView.count(funnel.clicks))", "orders \(WatchView.count(funnel.orders))",
      "created \(WatchView.count(funnel.created))", "paid \(WatchView.count(funnel.paid))",
      "free \(WatchView.count(state.stock.reduce(0) { $0 + $1.free }))",
      "p99 \(WatchView.duration(desk.history.recent.quantile(0.99)))",
      "waiting "
        + state.tiers.filter { $0.servers > 0 }
        .map { "\($0.name) \(WatchView.count($0.waiting))" }.joined(separator: ", "),
    ]
    return parts.joined(separator: "  ")
  }
}
