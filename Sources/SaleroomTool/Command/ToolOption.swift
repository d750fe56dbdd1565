// The options of the tool: name, value, meaning, in one place each. Parsing, help and the advice on
// unknown options all read from here.
import Reporting

/// An option of the command line.
struct ToolOption: Sendable, Equatable {
  /// The name without its dashes.
  let name: String
  /// What the value is called in help; nil for an option without one.
  var value: String?
  /// Whether it may be given more than once.
  var isRepeatable = false
  /// What it does, in one sentence.
  let summary: String

  static let help = ToolOption(name: "help", summary: "Explains the verb.")
  static let seed = ToolOption(
    name: "seed", value: "N", summary: "Draws everything from seed N instead of the scenario's own."
  )
  static let replication = ToolOption(
    name: "replication", value: "N", summary: "Runs the N-th replication of the seed, from 0.")
  static let threads = ToolOption(
    name: "threads", value: "N",
    summary: "Shares the audience between N threads; the result is the same for any number.")
  static let set = ToolOption(
    name: "set", value: "PATH=VALUE", isRepeatable: true,
    summary: "Sets one value of the scenario, as in --set orders.workers.count=8.")
  static let format = ToolOption(
    name: "format", value: ReportFormats.all.map { $0.name }.joined(separator: "|"),
    summary: "Writes the result in this format.")
  static let output = ToolOption(
    name: "output", value: "DIR",
    summary:
      "Also writes \(ReportFormats.all.map { $0.fileName }.joined(separator: " and ")) to DIR.")
  static let force = ToolOption(
    name: "force", summary: "Replaces the files of an earlier run in the output folder.")
  static let checkDeterminism = ToolOption(
    name: "check-determinism",
    summary: "First runs the session on one thread and on several and compares every counter.")
  static let dryRun = ToolOption(
    name: "dry-run",
    summary: "Runs nothing; prints what is expected: people, events, orders, memory, time.")
  static let quiet = ToolOption(
    name: "quiet", summary: "Prints nothing but errors; the exit status tells the verdict.")

  /// "--seed N".
  var usage: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}
