// The command that runs one session of an experiment again, alone and told whole.
import Experiments
import LiveCommerce
import Reporting

/// What is to be typed to see a session.
struct SessionCommand {
  /// The scenario file, as it was named.
  let file: String
  /// The seed of the experiment.
  let seed: UInt64
  /// What was set, and when, as words.
  let settings: [String]

  /// The arguments of one session, but for the replication's number.
  var words: [String] {
    [RunVerb.name, file, "--seed=\(seed)"] + settings
  }

  /// What went wrong in one session, and how to see it again.
  func explained(_ error: SessionError, replication: UInt32) -> ToolError {
    let plain = RunVerb.failure(error)
    if case .unknownLogic = error { return plain }
    let again = ShellLine.text([SaleroomTool.name] + words + ["--replication=\(replication)"])
    return ToolError(
      status: plain.status,
      message: "replication \(replication): \(plain.message)\n"
        + "see it: \(again)")
  }
}
