// Where a single file goes that an option names. It is there whole or not at all, and replaces nothing
// unless it is told to, and never what the command reads.
import Foundation

/// A file to be written.
struct FilePlace {
  let folder: OutputFolder
  let name: String

  /// The file of an option; nil when it was not given.
  init?(of arguments: ParsedArguments, _ option: ToolOption) throws(ToolError) {
    guard let path = arguments.values(option).first else {
      guard !arguments.has(.force) else {
        throw .usage("option --force needs --\(option.name) FILE")
      }
      return nil
    }
    let url = URL(fileURLWithPath: path)
    guard !path.isEmpty, !path.hasSuffix("/") else {
      throw .usage("option --\(option.name) needs the name of a file, such as \(option.example)")
    }
    let isRead = arguments.operands.contains { operand in
      URL(fileURLWithPath: operand).resolvingSymlinksInPath() == url.resolvingSymlinksInPath()
    }
    guard !isRead else {
      throw .usage("option --\(option.name) names \(path), which is what is read")
    }
    folder = OutputFolder(
      path: url.deletingLastPathComponent().path, replaces: arguments.has(.force))
    name = url.lastPathComponent
  }

  /// Refuses a place that cannot take the file, without touching it.
  func check() throws(ToolError) { try folder.check(for: [name]) }

  /// Writes the file.
  func write(_ text: String) throws(ToolError) { try folder.write([(name, text)]) }
}

extension ToolOption {
  /// What a file of this option may be called.
  fileprivate var example: String { self == .page ? "page.html" : "scenario.json5" }
}
