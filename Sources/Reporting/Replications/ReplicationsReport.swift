// The view model of a report on many sessions, and the list of its formats: one file each. Values
// stay in their base units; a format decides on digits and units.
public import Experiments

/// What is to be said about many sessions.
public struct ReplicationsReport: Sendable {
  /// What made it.
  public let origin: ReportOrigin
  /// The sessions and what follows from them.
  public let experiment: Experiment
  /// The arguments that run one of its sessions alone, but for the replication's number.
  public let single: [String]

  /// Makes the report of an experiment.
  ///
  /// - Parameters:
  ///   - experiment: The sessions and what follows from them.
  ///   - origin: What made it.
  ///   - single: The arguments that run one of its sessions alone, but for the replication's number.
  public init(_ experiment: Experiment, origin: ReportOrigin, single: [String]) {
    self.experiment = experiment
    self.origin = origin
    self.single = single
  }

  /// The command that runs one session alone.
  func command(forReplication number: UInt32) -> String {
    ShellLine.text([origin.tool] + single + ["--replication=\(number)"])
  }
}

/// A way to write a report on many sessions.
public protocol ReplicationsFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }
  /// The file that holds it in an output folder.
  static var fileName: String { get }

  /// Writes the report, ending with a line break.
  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String
}

/// All formats of reports on many sessions.
public enum ReplicationsFormats {
  /// Every format; the first one is the one to use when none is asked for.
  public static let all: [any ReplicationsFormat.Type] = [
    ReplicationsText.self, ReplicationsJSON.self, ReplicationsCSV.self, ReplicationsHTML.self,
  ]
}
