// Where failing cases are kept between runs: a file for each call, beside the test, so that a case
// that has been found is run first next time, and travels with the source.
import Exploration
import Foundation

/// Where the failing cases of tests are kept.
public struct CaseFolder: Sendable, Equatable {
  private enum Place: Equatable { case besideTheTest, folder(String), nowhere }
  private let place: Place

  /// The folder `Cases` beside the file of the test.
  public static let besideTheTest = CaseFolder(place: .besideTheTest)
  /// A folder of that path.
  public static func at(_ path: String) -> CaseFolder { CaseFolder(place: .folder(path)) }
  /// They are not kept.
  public static let nowhere = CaseFolder(place: .nowhere)

  /// The file of a call's case; nil if it is not kept.
  func file(named name: String, besides test: String) -> URL? {
    let folder: URL
    switch place {
    case .besideTheTest:
      folder = URL(filePath: test).deletingLastPathComponent().appending(path: "Cases")
    case .folder(let path): folder = URL(filePath: path)
    case .nowhere: return nil
    }
    return folder.appending(path: "\(name).json5")
  }

  /// The case in a file; nil if there is no such file, an error if it is there and is no case.
  static func read(_ file: URL) throws -> SaleCase? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try SaleCase(file: try Data(contentsOf: file))
  }

  /// Writes a case, whole or not at all; returns what to say about it.
  static func write(_ found: SaleCase, to file: URL) -> String {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try found.file.write(to: file, options: .atomic)
      return "kept in \(file.path), and run first next time"
    } catch {
      return "not kept: \(file.path) cannot be written"
    }
  }
}
