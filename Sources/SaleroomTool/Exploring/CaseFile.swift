// Failing cases on disk. A case file is untrusted: it is bounded, and checked whole before its storm is
// raised; it is written whole or not at all.
import Exploration
import Foundation
import LiveCommerce

/// A file of a failing case.
enum CaseFile {
  /// The case in a file.
  static func read(_ path: String) throws(ToolError) -> SaleCase {
    let bytes = try ScenarioFile.bytes(of: path)
    func refused(_ why: String) -> ToolError {
      ToolError(status: .badScenario, message: "\(path): not a case: \(why)")
    }
    let found: SaleCase
    do {
      found = try SaleCase(file: Data(bytes))
    } catch let error as DecodingError {
      throw refused(words(error))
    } catch {
      throw refused("it cannot be read as JSON")
    }
    guard found.saleroomCase == 1 else {
      throw refused("its version is \(found.saleroomCase); this \(SaleroomTool.name) knows 1")
    }
    if let problem = found.storm.problem { throw refused(problem) }
    return found
  }

  /// Writes a case.
  static func write(_ found: SaleCase, to path: String) throws(ToolError) {
    guard let file = try? found.file else {
      throw .inputOutput("\(path): the case could not be written")
    }
    let url = URL(fileURLWithPath: path)
    let folder = OutputFolder(path: url.deletingLastPathComponent().path, replaces: true)
    try folder.write([(url.lastPathComponent, String(decoding: file, as: UTF8.self))])
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
