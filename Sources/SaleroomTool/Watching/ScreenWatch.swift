// A session on the screen: time passes, keys are pressed, what has changed is drawn.
//
// Invariant: the terminal is given back however the watching ends.
import LiveCommerce
import Reporting

/// Shows a session on the terminal.
struct ScreenWatch {
  /// The time between two pictures, in seconds, and how long keys may wait when nothing moves.
  private static let frame = 0.05
  private static let rest = 0.25
  /// How much of a frame may be spent on simulating.
  private static let share = Duration.milliseconds(35)

  let desk: WatchDesk
  let seed: UInt64
  let context: ToolContext
  private var shown: [String] = []

  init(_ desk: WatchDesk, seed: UInt64, _ context: ToolContext) {
    self.desk = desk
    self.seed = seed
    self.context = context
  }

  /// Watches until the user has seen enough.
  mutating func run() throws(ToolError) {
    TerminalSignals.listen()
    try FullScreen.open()
    defer {
      FullScreen.close()
      TerminalSignals.ignore()
    }
    var last = ContinuousClock.now
    while !context.stop.isMade {
      try attend(TerminalSignals.take())
      let start = ContinuousClock.now
      try desk.pass(last.duration(to: start) / .seconds(1)) {
        start.duration(to: .now) < ScreenWatch.share && !context.stop.isMade
      }
      last = start
      try draw()
      let spent = start.duration(to: .now) / .seconds(1)
      let pause = desk.rests ? ScreenWatch.rest : max(0, ScreenWatch.frame - spent)
      guard let bytes = FullScreen.bytes(within: pause) else { return }
      for key in WatchKey.keys(in: bytes) {
        if key == .quit { return }
        try press(key)
      }
    }
  }

  private mutating func press(_ key: WatchKey) throws(ToolError) {
    switch key {
    case .suspend: try suspend()
    case .redraw: shown = []
    default: try desk.press(key)
    }
  }

  /// Sees to signals: the terminal may be another than before.
  private mutating func attend(_ marks: Set<TerminalSignals.Mark>) throws(ToolError) {
    if marks.contains(.stop) { return try suspend() }
    guard marks.contains(.resumed) else { return }
    FullScreen.close()
    try FullScreen.open()
    shown = []
  }

  private mutating func suspend() throws(ToolError) {
    FullScreen.close()
    TerminalSignals.stop()
    try FullScreen.open()
    shown = []
  }

  /// Writes the lines that are not there yet.
  private mutating func draw() throws(ToolError) {
    let (columns, rows) = FullScreen.size
    let view = WatchView(desk, seed: seed)
    let lines = WatchPage.lines(of: view, columns: columns, rows: rows, context.palette)
    var text = ""
    if lines.count != shown.count { text += "\u{1B}[2J" }
    for (row, line) in lines.enumerated() where lines.count != shown.count || line != shown[row] {
      text += "\u{1B}[\(row + 1);1H\u{1B}[2K\(line)"
    }
    shown = lines
    if !text.isEmpty { try FullScreen.show(text) }
  }
}
