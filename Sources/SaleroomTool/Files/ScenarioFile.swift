// Reading a scenario from disk or stdin. A scenario file is untrusted: its size is known before it is
// loaded, and even a stream without end is read no further than the limit.
import Foundation
import LiveCommerce

/// A scenario file.
enum ScenarioFile {
  /// The largest scenario that is read, in bytes.
  static let limit = 16 << 20

  /// The bytes of a file, or of stdin for "-"; `what` says what it should be.
  static func bytes(
    of path: String, limit: Int = limit, what: String = "scenario"
  ) throws(ToolError) -> [UInt8] {
    let tooLarge = ToolError.inputOutput(
      "\(path): too large; a \(what) has at most \(limit >> 20) MiB")
    guard path != "-" else {
      return try bytes(of: FileHandle.standardInput, path, limit, tooLarge)
    }
    let handle = try handle(of: path, what: what)
    defer { try? handle.close() }
    if let size = try? handle.seekToEnd() {
      guard size <= UInt64(limit) else { throw tooLarge }
      try? handle.seek(toOffset: 0)
    }
    return try bytes(of: handle, path, limit, tooLarge)
  }

  /// A file that can be read, or stdin for "-"; `what` says what it should be.
  static func handle(of path: String, what: String) throws(ToolError) -> FileHandle {
    guard path != "-" else { return FileHandle.standardInput }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw .inputOutput("\(path): \(exists ? "cannot be read" : "no such file")")
    }
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) == nil else {
      throw .inputOutput("\(path): is a folder, not a \(what)")
    }
    return handle
  }

  private static func bytes(
    of handle: FileHandle, _ path: String, _ limit: Int, _ tooLarge: ToolError
  ) throws(ToolError) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
        bytes.append(contentsOf: part)
        guard bytes.count <= limit else { break }
      }
    } catch {
      throw .inputOutput("\(path): cannot be read")
    }
    guard bytes.count <= limit else { throw tooLarge }
    return bytes
  }

  /// The scenario of a file, if it is sound; what is wrong with it or odd about it is told.
  static func scenario(
    _ file: String, _ settings: [ScenarioSetting], _ context: ToolContext
  ) throws(ToolError) -> Scenario {
    try scenario(bytes(of: file), file, settings, context)
  }

  /// The scenario of a file's bytes, if it is sound; what is wrong with it or odd about it is told.
  static func scenario(
    _ bytes: [UInt8], _ file: String, _ settings: [ScenarioSetting], _ context: ToolContext
  ) throws(ToolError) -> Scenario {
    do {
      let (scenario, warnings) = try Scenario.readWithWarnings(
        bytes, file: file, settings: settings, knownLogics: context.knownLogics.map { $0.name })
      for warning in warnings { context.errors(warning.description + "\n") }
      return scenario
    } catch {
      context.errors(error.description + "\n")
      throw ToolError(status: .badScenario, message: "\(file): nothing was run")
    }
  }

  /// The settings of `--set PATH=VALUE` and `--at TIME`; a value that begins with `@` names a file of measurements.
  static func settings(_ arguments: ParsedArguments) throws(ToolError) -> [ScenarioSetting] {
    var settings: [ScenarioSetting] = []
    for (written, instant) in try arguments.settings() {
      let parts = written.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .usage("option --set needs a path and a value, PATH=VALUE, not `\(written)`")
      }
      let value =
        try parts[1].first == "@"
        ? RecordedValues.value(parts[1].dropFirst(), of: parts[0]) : String(parts[1])
      settings.append(ScenarioSetting(path: String(parts[0]), value: value, at: instant))
    }
    return settings
  }
}

extension ScenarioSetting {
  /// The words that make it again.
  var words: [String] { ["--set=\(path)=\(value)"] + (at.map { ["--at=\($0)"] } ?? []) }
}
