// The folder that results are written to. What is in the way is known before anything is run, and a
// file is there whole or not at all: it is written beside its place and then moved there.
import Foundation

/// A folder for results.
struct OutputFolder {
  let path: String
  /// Whether results of an earlier run are replaced.
  let replaces: Bool

  /// Refuses a folder that cannot take `files`, without touching it.
  func check(for files: [String]) throws(ToolError) {
    for name in files where !replaces && FileManager.default.fileExists(atPath: place(of: name)) {
      throw .inputOutput("\(place(of: name)) exists already; --force replaces it")
    }
    let ground = nearestExisting()
    guard FileManager.default.isWritableFile(atPath: ground), isFolder(ground) else {
      throw .inputOutput("\(path): \(ground) is not a folder that can be written to")
    }
  }

  /// Writes all files, each whole or not at all.
  func write(_ files: [(name: String, text: String)]) throws(ToolError) {
    var moves: [(from: String, to: String)] = []
    defer { for move in moves { TemporaryFiles.remove(move.from) } }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      for file in files {
        let temporary = place(of: ".\(file.name).\(ProcessInfo.processInfo.processIdentifier)")
        TemporaryFiles.add(temporary)
        moves.append((temporary, place(of: file.name)))
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: temporary))
      }
    } catch {
      throw .inputOutput("\(path): the results could not be written")
    }
    for move in moves where unsafe rename(move.from, move.to) != 0 {
      throw .inputOutput("\(move.to) could not be written")
    }
  }

  private func place(of name: String) -> String {
    URL(fileURLWithPath: path).appendingPathComponent(name).path
  }

  /// The folder itself, or the nearest one above it that exists.
  private func nearestExisting() -> String {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path) && url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  private func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
  }
}
