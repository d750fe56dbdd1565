// What the tool's exit status says. Each number has one meaning; those from 64 on are the ones of
// sysexits, 130 is what shells say of an interrupt.

/// The exit status of the tool.
enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Everything that was promised was kept.
  case kept = 0
  /// A promise, an invariant or an identity was broken.
  case broken = 1
  /// The evidence does not suffice for a verdict.
  case undecided = 2
  /// The command line makes no sense.
  case usage = 64
  /// The scenario, or the case, makes no sense.
  case badScenario = 65
  /// The session does not fit into the memory of the machine.
  case tooLarge = 69
  /// Our own fault.
  case ownFault = 70
  /// Something could not be read or written.
  case inputOutput = 74
  /// Stopped by the user.
  case interrupted = 130

  /// What it says, for help.
  var meaning: String {
    switch self {
    case .kept: "everything promised was kept"
    case .broken: "a promise, an invariant or an identity was broken"
    case .undecided: "the evidence does not suffice for a verdict"
    case .usage: "the command line makes no sense"
    case .badScenario: "the scenario, or the case, makes no sense"
    case .tooLarge: "the session does not fit into the memory of this machine"
    case .ownFault: "a fault of \(SaleroomTool.name) itself"
    case .inputOutput: "something could not be read or written"
    case .interrupted: "interrupted"
    }
  }
}

/// Why a command ends before its time.
struct ToolError: Error, Equatable {
  /// The exit status.
  var status: ExitStatus
  /// What to say; nothing, when it has been said.
  var message: String

  static func usage(_ message: String) -> ToolError { ToolError(status: .usage, message: message) }

  static func inputOutput(_ message: String) -> ToolError {
    ToolError(status: .inputOutput, message: message)
  }
}
