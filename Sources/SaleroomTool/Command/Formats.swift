// The choice of a report format.
import LiveCommerce
import Reporting

/// The formats of what an exploration tells.
enum ExplorationFormat: String, CaseIterable {
  case text, json, markdown
}

/// The formats of lists and short answers.
enum ListFormat: String, CaseIterable {
  case text, json
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

  /// Whether JSON was asked for, of what can be told as text and as JSON only.
  static func isJSON(_ arguments: ParsedArguments) throws(ToolError) -> Bool {
    let words = try [ToolOption.format, .listFormat].map { option throws(ToolError) in
      try arguments.word(option, ListFormat.self)
    }
    return words.contains(.json)
  }
}
