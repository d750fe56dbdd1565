// How a child is started: this very program with arguments that lead it to the same work again, and
// a variable in its environment that says which work it was started for.
import Foundation

/// A program to start as a worker.
package struct WorkerLaunch: Sendable {
  /// The variable that makes a process a worker: the number of its parent, then its role.
  static let variable = "SALEROOM_WORKER"

  /// Path of the program.
  package var program: String
  /// Arguments after the program's name.
  package var arguments: [String]
  /// Names the work among all that the program comes to with these arguments.
  package var role: String

  /// Creates a launch of this program.
  package init(arguments: [String], role: String) {
    program = WorkerLaunch.thisProgram
    self.arguments = arguments
    self.role = role
  }

  private static var thisProgram: String {
    #if os(Linux)
    "/proc/self/exe"
    #else
    Bundle.main.executablePath ?? CommandLine.arguments[0]
    #endif
  }

  /// The environment of a child: that of this process, with the role and without slow backtraces.
  var environment: [String] {
    var all = ProcessInfo.processInfo.environment
    all[WorkerLaunch.variable] = "\(getpid()) \(role)"
    all["SWIFT_BACKTRACE"] = "enable=no"
    return all.map { "\($0.key)=\($0.value)" }
  }
}
