// Failing cases on disk. A case file is untrusted: it is bounded, and checked whole before its storm is
// raised; it is written whole or not at all.
import Exploration
import Foundation
import LiveCommerce

/// A file of a failing case.
enum CaseFile {
  /// The case in a file.
  static func read(_ path: String) throws(ToolError) -> SaleCase {
    let bytes = try ScenarioFile.bytes(of: path, what: "case")
    func refused(_ why: String) -> ToolError {
      ToolError(status: .badScenario, message: "\(path): not a case: \(why)")
    }
    do {
      return try SaleCase(file: Data(bytes))
    } catch SaleCaseProblem.version(let version) {
      throw refused(
        "its version is \(version); this \(SaleroomTool.name) knows \(SaleCase.version)")
    } catch SaleCaseProblem.storm(let problem) {
      throw refused(problem)
    } catch let error as DecodingError {
      throw refused(words(error))
    } catch {
      throw refused("it cannot be read as JSON")
    }
  }

  /// Writes a case.
  static func write(_ found: SaleCase, to path: String) throws(ToolError) {
    guard let file = try? found.file else {
      throw .inputOutput("\(path): the case could not be written")
    }
    let (folder, name) = place(path)
    try folder.write([(name, String(decoding: file, as: UTF8.self))])
  }

  /// Refuses a place that cannot take a case, without touching it.
  static func check(_ path: String) throws(ToolError) {
    let (folder, name) = place(path)
    try folder.check(for: [name])
  }

  /// The case that was kept in a file before, to be run first; nil if there is none.
  ///
  /// What is there and cannot be read is refused: it would not be run, and written over.
  static func known(_ path: String) throws(ToolError) -> SaleCase? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try read(path)
  }

  private static func place(_ path: String) -> (folder: OutputFolder, name: String) {
    let url = URL(fileURLWithPath: path)
    let folder = OutputFolder(path: url.deletingLastPathComponent().path, replaces: true)
    return (folder, url.lastPathComponent)
  }

  /// The sale logic of a case, by the name that scenarios use or by the name of its type.
  static func logic(
    of found: SaleCase, in path: String, _ context: ToolContext
  ) throws(ToolError) -> any SaleLogic.Type {
    let known = context.knownLogics
    if let logic = known.first(where: { $0.name == found.logic || "\($0)" == found.logic }) {
      return logic
    }
    let hint = Spelling.nearest(found.logic, among: known.map { $0.name })
    throw ToolError(
      status: .badScenario,
      message: "\(path): unknown sale logic `\(found.logic)`"
        + (hint.map { "; did you mean `\($0)`?" } ?? "; see `\(SaleroomTool.name) logics`"))
  }

  /// What is missing or wrong, and where.
  private static func words(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      let keys = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
      return String(keys.joined().drop { $0 == "." })
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "`\(place(context.codingPath + [key]))` is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "`\(place(context.codingPath))` is not what it ought to be"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "`\(place(context.codingPath))` is not what it ought to be"
    default: return "it cannot be read as JSON"
    }
  }
}
