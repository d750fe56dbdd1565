// The door of this folder: bytes in, a reader of the root object out. Whoever reads a scenario asks
// the reader for what it wants, calls `finish()`, and then `log.check()`.

/// Opening scenario files.
enum ScenarioDocument {
  /// Parses a file and returns its root object; nil after the reason was reported to `log`.
  static func open(_ bytes: [UInt8], log: ProblemLog, file: UInt32 = 0) -> ObjectReader? {
    guard let node = JSON5Parser.parse(bytes, log: log, file: file) else { return nil }
    return NodeReader(node: node, path: .root, log: log).object()
  }
}
