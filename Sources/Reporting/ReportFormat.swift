// What a report format is, and the list of them: one file each. A new format is a new file and a line
// here; options, help and error messages follow.

/// A way to write a report.
public protocol ReportFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }
  /// What it is for, in a few words.
  static var summary: String { get }
  /// The file that holds it in an output folder.
  static var fileName: String { get }

  /// Writes the report, ending with a line break.
  static func render(_ report: Report, _ palette: Palette) -> String
}

/// All report formats.
public enum ReportFormats {
  /// Every format; the first one is the one to use when none is asked for.
  public static let all: [any ReportFormat.Type] = [
    TextFormat.self, JSONFormat.self, JUnitFormat.self, CSVFormat.self, OpenMetricsFormat.self,
    HTMLFormat.self,
  ]
}
