// The folder that results are written to. What is in the way is known before anything is run, and a
// file is there whole or not at all: it is written beside its place and then moved there. What is no
// file but takes bytes, a device or a pipe with a name, is written to where it stands; and a link stays
// a link, for its place is where it leads.
import Foundation

/// A folder for results.
struct OutputFolder {
  let path: String
  /// Whether results of an earlier run are replaced.
  let replaces: Bool

  /// Refuses a folder that cannot take `files`, without touching it.
  func check(for files: [String]) throws(ToolError) {
    let places = files.map(place)
    for place in places {
      switch Occupant(of: place) {
      case .folder: throw .inputOutput("\(place) is a folder, and a file is to be written there")
      case .file where !replaces:
        throw .inputOutput("\(place) exists already; --force replaces it")
      default: break
      }
      let ground = OutputFolder.ground(of: place)
      // The folder of a link's end is not made.
      guard ground == URL(fileURLWithPath: path).path || isWritable(ground) else {
        throw .inputOutput("\(place): \(ground) is not a folder that can be written to")
      }
    }
    guard places.isEmpty || !places.allSatisfy({ Occupant(of: $0) == .stream }) else { return }
    let ground = nearestExisting()
    guard isWritable(ground) else {
      throw .inputOutput("\(path): \(ground) is not a folder that can be written to")
    }
  }

  /// Writes all files, each whole or not at all.
  func write(_ files: [(name: String, text: String)]) throws(ToolError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .inputOutput("\(path): the folder could not be made")
    }
    var moves: [(from: String, to: String)] = []
    defer { for move in moves { TemporaryFiles.remove(move.from) } }
    for file in files {
      let place = place(of: file.name)
      guard Occupant(of: place) != .stream else {
        try OutputFolder.write(file.text, to: place, O_WRONLY, of: place)
        continue
      }
      let temporary =
        OutputFolder.ground(of: place)
        + "/.\(file.name).\(ProcessInfo.processInfo.processIdentifier)"
      TemporaryFiles.add(temporary)
      moves.append((temporary, place))
      try OutputFolder.write(file.text, to: temporary, O_WRONLY | O_CREAT | O_TRUNC, of: place)
    }
    for move in moves where unsafe rename(move.from, move.to) != 0 {
      throw OutputFolder.failure(move.to)
    }
  }

  /// Opens `path` and writes everything to it; what goes wrong is told of `place`.
  private static func write(
    _ text: String, to path: String, _ flags: Int32, of place: String
  ) throws(ToolError) {
    let file = unsafe open(path, flags, 0o666)
    guard file >= 0 else { throw failure(place) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(file, $0.baseAddress, $0.count)
      }
      guard count > 0 else {
        // Closing may be another thing that goes wrong.
        let reason = errno
        close(file)
        throw failure(place, reason)
      }
      rest = rest.dropFirst(count)
    }
    guard close(file) == 0 else { throw failure(place) }
  }

  /// That the last call of the system failed, and why.
  private static func failure(_ place: String, _ reason: Int32 = errno) -> ToolError {
    .inputOutput("\(place) could not be written: \(unsafe String(cString: strerror(reason)))")
  }

  /// How many links are followed in a row, which is what systems follow.
  private static let mostLinks = 40

  /// Where a file is, at the end of every link.
  private func place(of name: String) -> String {
    var place = URL(fileURLWithPath: path).appendingPathComponent(name).path
    // What a process has open is a link to no path.
    guard Occupant(of: place) != .stream else { return place }
    for _ in 0..<OutputFolder.mostLinks {
      guard let end = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else {
        break
      }
      place = end.hasPrefix("/") ? end : OutputFolder.ground(of: place) + "/" + end
    }
    return place
  }

  /// The folder that a file stands in.
  private static func ground(of place: String) -> String {
    URL(fileURLWithPath: place).deletingLastPathComponent().path
  }

  /// The folder itself, or the nearest one above it that exists.
  private func nearestExisting() -> String {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path) && url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  private func isWritable(_ path: String) -> Bool {
    FileManager.default.isWritableFile(atPath: path) && isFolder(path)
  }

  private func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
  }
}

/// What stands where a file is to be written; at the end of a link, if there is one.
private enum Occupant {
  case nothing, file, folder
  /// Takes bytes, and is no file: a device, a pipe.
  case stream

  init(of path: String) {
    var found = stat()
    guard unsafe stat(path, &found) == 0 else {
      self = .nothing
      return
    }
    switch found.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .stream
    }
  }
}
