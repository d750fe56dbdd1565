// The choice of a report format.
import LiveCommerce
import Reporting

/// The formats of what an exploration tells.
enum ExplorationFormat: String, CaseIterable {
  case text, json, markdown
}

/// Formats by name.
enum Formats {
  /// The format that was asked for, or the first one.
  static func chosen(_ arguments: ParsedArguments) throws(ToolError) -> any ReportFormat.Type {
    guard let name = arguments.values(.format).first else { return ReportFormats.all[0] }
    if let format = ReportFormats.all.first(where: { $0.name == name }) { return format }
    throw unknown(name, ReportFormats.all.map { $0.name })
  }

  /// The refusal of a format that is not among those known.
  static func unknown(_ name: String, _ known: [String]) -> ToolError {
    let hint = Spelling.nearest(name, among: known).map { "; did you mean \($0)?" } ?? ""
    return .usage("unknown format `\(name)` (known: \(known.joined(separator: ", ")))\(hint)")
  }

  /// Whether JSON was asked for.
  static func isJSON(_ arguments: ParsedArguments) throws(ToolError) -> Bool {
    try chosen(arguments).name == "json"
  }
}
