// The screen of a watched session: a pure function of the view and the size, so that it can be read in
// a test. What does not fit is left out from the bottom up: first events, then rows of stock.
//
// Invariant: exactly as many lines as the screen has rows, none wider than its columns.
import LiveCommerce
import Reporting
import Stochastics

/// Draws a watched session.
struct WatchPage {
  /// The least size at which there is something to see.
  static let least = (columns: 60, rows: 16)
  /// From how many columns on stock and tiers stand side by side.
  private static let wide = 120
  private static let label = 9

  let view: WatchView
  let columns: Int
  let rows: Int

  /// The lines of the screen.
  static func lines(
    of view: WatchView, columns: Int, rows: Int, _ palette: Palette
  ) -> [String] {
    let page = WatchPage(view: view, columns: columns, rows: rows)
    let fits = columns >= least.columns && rows >= least.rows
    var lines = fits ? page.lines : page.tooSmall
    lines = Array(lines.prefix(rows))
    lines += Array(repeating: ScreenLine(), count: max(0, rows - lines.count))
    return lines.map { $0.cut(to: columns).text(palette) }
  }

  private var tooSmall: [ScreenLine] {
    [
      ScreenLine("\(columns)×\(rows) is too small a terminal"),
      ScreenLine("\(WatchPage.least.columns)×\(WatchPage.least.rows) is the least"),
    ]
  }

  private var lines: [ScreenLine] {
    let head = [title, clock] + onAir + [present, funnel, orders, latency, ScreenLine()]
    let foot = [knobs, keys]
    let room = rows - head.count - foot.count
    let body = view.showsHelp ? help : columns >= WatchPage.wide ? wide(room) : narrow(room)
    let lines = head + body.prefix(room)
    return lines + Array(repeating: ScreenLine(), count: rows - lines.count - foot.count) + foot
  }

  private func narrow(_ room: Int) -> [ScreenLine] {
    let panels = WatchPanels(view: view, columns: columns)
    let tiers = panels.tiers
    // On the smallest screens what happens is worth more than what sets it apart.
    let gap = room < 20 ? [] : [ScreenLine()]
    let fixed = tiers.count + 2 * gap.count
    let stock = panels.stock(atMost: max(1, min(8, room - fixed - 5)))
    let events = panels.events(atMost: room - fixed - stock.count)
    return stock + gap + tiers + gap + events
  }

  private func wide(_ room: Int) -> [ScreenLine] {
    let half = (columns - 4) / 2
    let panels = WatchPanels(view: view, columns: half)
    let right = panels.tiers
    let left = panels.stock(atMost: max(right.count - 1, min(16, room - 12)))
    let both = (0..<max(left.count, right.count)).map { index in
      var line = index < left.count ? left[index].cut(to: half) : ScreenLine()
      line.tab(to: half + 4)
      if index < right.count { line.add(right[index].cut(to: half)) }
      return line
    }
    let events = WatchPanels(view: view, columns: columns).events(atMost: room - both.count - 1)
    return both + [ScreenLine()] + events
  }

  // MARK: Head

  private var title: ScreenLine {
    var line = ScreenLine()
    var end = ScreenLine()
    let changes = view.scenario.changes.count { $0.at <= view.snapshot.instant }
    if changes > 0 { end.add("steered  ", .notable) }
    let paid = ValueText.amount(Double(view.snapshot.funnel.revenue), view.scenario.moneyStyle)
    end.add("\(paid) paid  ")
    end.add("seed \(view.seed)", .faint)
    let title = ScreenLine(Display.safe(view.scenario.title), .strong)
    line.add(title.cut(to: max(1, columns - end.width - 2)))
    line.tab(to: columns - end.width)
    line.add(end)
    return line
  }

  private var clock: ScreenLine {
    var line = ScreenLine(view.pace, view.isPaused ? .notable : .strong)
    if let isKept = view.isKept {
      line.add(": promises ")
      line.add(isKept ? "kept" : "broken", isKept ? .good : .bad)
    }
    line.tab(to: 20)
    let now = WatchView.clock(view.snapshot.instant)
    let times = "  \(now) of \(WatchView.clock(view.scenario.length))"
    line.add(progress(max(4, columns - line.width - times.count)))
    line.add(times)
    return line
  }

  /// A bar of the session, with its link-ups.
  private func progress(_ width: Int) -> ScreenLine {
    let length = max(1, view.scenario.length)
    func column(_ instant: Int64) -> Int {
      min(width - 1, Int(Double(max(0, instant)) / Double(length) * Double(width)))
    }
    let links = Set(
      view.snapshot.rooms.flatMap(\.steps).filter { $0.kind == .linkUp }.map { column($0.at) })
    let now = view.snapshot.instant >= length ? width : column(view.snapshot.instant)
    let marks = (0..<width).map { links.contains($0) ? "┿" : $0 < now ? "━" : "─" }
    var line = ScreenLine(marks[..<now].joined())
    line.add(marks[now...].joined(), .faint)
    return line
  }

  /// What is on air, for each room as far as there is room for it.
  private var onAir: [ScreenLine] {
    let words = EventWords(view.scenario, view.snapshot)
    return zip(view.scenario.rooms, view.snapshot.rooms).prefix(3).map { room, state in
      var line = labelled("on air")
      if view.scenario.rooms.count > 1 { line.add("\(Display.safe(room.name)): ") }
      let step = state.steps[state.onAir]
      line.add(words.step(step.kind, step.product), step.kind == .linkUp ? .strong : .plain)
      let since = max(0, view.snapshot.instant - max(0, step.at))
      line.add(", for \(WatchView.duration(since / 1_000_000_000 * 1_000_000_000))", .faint)
      if state.onAir + 1 < state.steps.count {
        let next = state.steps[state.onAir + 1]
        line.add(
          "   at \(WatchView.clock(next.at)) \(words.step(next.kind, next.product))", .faint)
      }
      return line
    }
  }

  private var present: ScreenLine {
    var line = labelled("present")
    line.add(Display.padded(WatchView.count(view.snapshot.present), to: 29))
    return charted(line, view.history.present)
  }

  private var funnel: ScreenLine {
    let funnel = view.snapshot.funnel
    var line = labelled("funnel")
    let stages = [
      ("visits", funnel.visits), ("clicks", funnel.clicks), ("orders", funnel.orders),
      ("created", funnel.created), ("paid", funnel.paid),
    ]
    for (index, (name, count)) in stages.enumerated() {
      line.add(index == 0 ? "" : " › ", .faint)
      line.add("\(name) ", .faint)
      line.add(WatchView.short(count))
    }
    return line
  }

  private var orders: ScreenLine {
    var line = labelled("orders")
    let rate = view.history.created.last ?? 0
    let text = "\(WatchView.count(rate))/s, at most \(WatchView.count(view.history.peak))/s"
    line.add(Display.padded(text, to: 29))
    return charted(line, view.history.created)
  }

  private var latency: ScreenLine {
    var line = labelled("latency")
    let recent = view.history.recent
    let text =
      recent.count == 0
      ? "no order in \(WatchHistory.lately) s"
      : "p50 \(WatchView.duration(recent.quantile(0.5))), "
        + "p99 \(WatchView.duration(recent.quantile(0.99)))"
    line.add(Display.padded(text, to: 29))
    return charted(line, view.history.latency)
  }

  private func labelled(_ name: String) -> ScreenLine {
    ScreenLine(Display.padded(name, to: WatchPage.label), .faint)
  }

  /// A line with the last seconds of a series behind it.
  private func charted(_ line: ScreenLine, _ series: [Int]) -> ScreenLine {
    var line = line
    line.add(" ")
    let width = columns - line.width
    line.add(Sparkline.text(series.suffix(width), width: width, by: .largest))
    return line
  }

  // MARK: Foot

  private var knobs: ScreenLine {
    if let message = view.message { return ScreenLine(message, .notable) }
    var line = labelled("knob")
    guard let knob = view.knob else { return line }
    line.add("\(knob.path) ")
    line.add(knob.value, .strong)
    if let pending = knob.pending { line.add(" → \(pending)", .notable) }
    return line
  }

  private var keys: ScreenLine {
    ScreenLine(
      "space pause  . step  + - speed  n next link-up  k knob  < > turn  ? help  q quit", .faint)
  }

  private var help: [ScreenLine] {
    [ScreenLine("Keys", .strong)]
      + WatchKey.meanings.map { keys, meaning in
        var line = ScreenLine("  " + Display.padded(keys, to: 10), .strong)
        line.add(meaning)
        return line
      }
  }
}
