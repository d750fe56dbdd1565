// The process's own surroundings: standard streams, colour by convention (`NO_COLOR`,
// `CLICOLOR_FORCE`, `TERM=dumb`, none into a pipe).
import Foundation
import LiveCommerce
import Reporting

/// The streams of the process.
struct Terminal: Sendable {
  /// Whether the result is coloured.
  let usesColour: Bool
  /// Whether somebody watches stderr.
  let isWatched: Bool
  /// Whether there is a terminal that shows whole screens and takes keys.
  let hasScreen: Bool

  init(_ environment: [String: String]) {
    usesColour = Terminal.usesColour(environment, isTerminal: isatty(STDOUT_FILENO) == 1)
    isWatched = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    hasScreen = FullScreen.isPossible(environment)
  }

  static func usesColour(_ environment: [String: String], isTerminal: Bool) -> Bool {
    if !(environment["NO_COLOR"] ?? "").isEmpty { return false }
    if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
    return isTerminal && environment["TERM"] != "dumb"
  }

  /// Surroundings of a command that writes to the process's own streams, unbuffered.
  func context(_ logics: [any SaleLogic.Type], _ stop: StopRequest) -> ToolContext {
    ToolContext(
      logics: logics, program: Terminal.program(CommandLine.arguments),
      output: { try FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) },
      errors: { Terminal.say($0) },
      palette: usesColour ? .coloured : .plain, showsProgress: isWatched,
      hasScreen: hasScreen, width: Terminal.width,
      threads: max(1, ProcessInfo.processInfo.activeProcessorCount),
      startsChildren: true, stop: stop, machine: .own)
  }

  /// The name of the program that was started, without the folders that it lies in.
  static func program(_ arguments: [String]) -> String {
    let name = arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
    return name.isEmpty ? SaleroomTool.name : name
  }

  /// Columns of the terminal behind stderr; 80 where that cannot be told.
  private static var width: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }

  /// Writes to stderr; there is nobody left to tell if that fails.
  static func say(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
