// The terminal while a session is watched: its other screen, no echo, every key at once, no cursor.
// Whatever ends the command gives the terminal back as it was: the end of the verb, an error, and,
// from their own queue, the signals that end the process. Ctrl-C stays a signal, so that it is heard
// while the session is being simulated, too.
//
// Invariant: while `isOpen` the terminal is ours, and what it was like is kept; after `abandon()`
// nothing is written to it any more.
import Foundation
import Synchronization

/// The process's terminal as a full screen.
enum FullScreen {
  private struct State: Sendable {
    var kept: termios?
    var isOpen = false
    var isAbandoned = false
  }
  private static let state = Mutex(State())

  private static let opening = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
  private static let closing = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Whether there is a terminal to show a screen on, and one to take keys from.
  static func isPossible(_ environment: [String: String]) -> Bool {
    let term = environment["TERM"] ?? ""
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !term.isEmpty
      && term != "dumb"
  }

  /// Takes the terminal.
  static func open() throws(ToolError) {
    let isDone = state.withLock { state in
      guard !state.isOpen, !state.isAbandoned else { return true }
      var now = termios()
      guard unsafe tcgetattr(STDIN_FILENO, &now) == 0 else { return false }
      state.kept = now
      now.c_lflag &= ~tcflag_t(ICANON | ECHO)
      // Stopping is done in order, and the keys for it come as keys.
      now.c_cc.10 = 0
      state.isOpen = true
      return unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &now) == 0 && write(opening)
    }
    if !isDone { throw FullScreen.failure }
  }

  /// Gives the terminal back.
  static func close() {
    state.withLock { close(&$0) }
  }

  /// Gives the terminal back for good: the process ends.
  static func abandon() {
    state.withLock { state in
      close(&state)
      state.isAbandoned = true
    }
  }

  private static func close(_ state: inout State) {
    guard state.isOpen else { return }
    state.isOpen = false
    _ = write(closing)
    if var kept = state.kept { _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &kept) }
  }

  /// Writes to the screen, while it is ours.
  static func show(_ text: String) throws(ToolError) {
    let isDone = state.withLock { !$0.isOpen || write(text) }
    if !isDone { throw FullScreen.failure }
  }

  private static let failure = ToolError.inputOutput("the terminal cannot be written to any more")

  private static func write(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Foundation.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
      }
      if count > 0 {
        rest.removeFirst(count)
      } else if errno != EINTR && errno != EAGAIN {
        return false
      }
    }
    return true
  }

  /// Columns and rows; 80×24 where that cannot be told.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Waits for keys; comes back at once when there are any, or when a signal has come.
  ///
  /// - Parameter seconds: How long to wait at most.
  /// - Returns: The bytes; nil when there will be no more.
  static func bytes(within seconds: Double) -> [UInt8]? {
    var watched = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&watched, 1, Int32(seconds * 1000)) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe read(STDIN_FILENO, bytes.baseAddress, bytes.count)
    }
    if count < 0 && errno == EINTR { return [] }
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}

/// Signals about the terminal that have come and have not been seen to.
enum TerminalSignals {
  private static let pending = Atomic<Int32>(0)

  /// A signal and its mark.
  enum Mark: Int32 { case stop = 1, resumed = 2, resized = 4 }

  /// From now on they are noted.
  static func listen() {
    // Touched here, so that nothing is set up in a handler.
    pending.store(0, ordering: .relaxed)
    _ = signal(SIGTSTP) { _ in TerminalSignals.note(.stop) }
    _ = signal(SIGCONT) { _ in TerminalSignals.note(.resumed) }
    _ = signal(SIGWINCH) { _ in TerminalSignals.note(.resized) }
  }

  /// From now on they do what they do by default.
  static func ignore() {
    for number in [SIGTSTP, SIGCONT, SIGWINCH] { _ = signal(number, SIG_DFL) }
  }

  private static func note(_ mark: Mark) {
    pending.bitwiseOr(mark.rawValue, ordering: .relaxed)
  }

  /// Takes what has come.
  static func take() -> Set<Mark> {
    let marks = pending.exchange(0, ordering: .relaxed)
    return Set([Mark.stop, .resumed, .resized].filter { marks & $0.rawValue != 0 })
  }

  /// Stops the process until it is told to go on.
  static func stop() {
    _ = signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
    listen()
  }
}
