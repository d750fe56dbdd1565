// The command line as a library, so that a package with sale logic of its own gets every verb for it:
// `SaleroomTool.main(adding: [MyFlashSale.self])`.
//
// Invariant: the result goes to stdout and nothing else does; `run` touches no state of the process,
// so tests call it with sinks in memory.
import Foundation
public import LiveCommerce
import Reporting

/// The command line of Saleroom.
public enum SaleroomTool {
  /// The version, as reports and `--version` say it.
  public static let version = "0.1.0"
  /// The name, as messages say it.
  static let name = "saleroom"

  /// Runs the command line of this process, then ends it with the command's exit status.
  ///
  /// - Parameter logics: Sale logics that scenarios may name, beside the built-in ones.
  public static func main(adding logics: [any SaleLogic.Type] = []) -> Never {
    let terminal = Terminal(ProcessInfo.processInfo.environment)
    let stop = StopRequest()
    let context = terminal.context(logics, stop)
    ExplorationRole.serveIfChild(context.knownLogics)
    let watch = Interruption(terminal, stop)
    let status = run(Array(CommandLine.arguments.dropFirst()), context)
    withExtendedLifetime(watch) {}
    exit(status.rawValue)
  }

  /// Runs one command.
  static func run(_ arguments: [String], _ context: ToolContext) -> ExitStatus {
    do {
      return try dispatch(arguments, context)
    } catch {
      if !error.message.isEmpty { context.complain(error.message) }
      return error.status
    }
  }

  private static func dispatch(
    _ arguments: [String], _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    guard let word = arguments.first else {
      context.errors(Help.overview())
      return .usage
    }
    let rest = Array(arguments.dropFirst())
    switch word {
    case "--help", "-h": return try HelpVerb.run(ParsedArguments(rest, of: HelpVerb.self), context)
    case "--version":
      return try VersionVerb.run(ParsedArguments(rest, of: VersionVerb.self), context)
    default: break
    }
    let verb = try Verbs.named(word)
    let parsed = try ParsedArguments(rest, of: verb)
    guard !parsed.has(.help) else {
      try context.print(Help.text(of: verb))
      return .kept
    }
    return try verb.run(parsed, context)
  }
}
