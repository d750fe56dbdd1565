// What the readers of sections share: objects that may be absent, members whose keys are names,
// shares that sum to one.

extension ObjectReader {
  /// Reads the object under a key; its defaults if the key is not there.
  func section<Value>(_ key: String, _ read: (ObjectReader) -> Value) -> Value {
    let reader =
      optionalObject(key)
      ?? ObjectReader(members: [], position: position, path: .key(path, key), log: log)
    defer { reader.finish() }
    return read(reader)
  }

  /// Reads the object under a key, if the key is there.
  func optionalSection<Value>(_ key: String, _ read: (ObjectReader) -> Value) -> Value? {
    guard let reader = optionalObject(key) else { return nil }
    defer { reader.finish() }
    return read(reader)
  }

  /// The members of an object whose keys are names, at least one; nil after a problem was reported.
  func namedEntries(atMost highest: Int, _ nouns: String) -> [NamedReader]? {
    let entries = entries(in: 1...highest, areNames: true)
    guard 1...highest ~= entries.count else {
      report("holds \(entries.count) \(nouns); 1 to \(highest) are allowed")
      return nil
    }
    for entry in entries { entry.checkName() }
    return entries
  }

  /// Reports shares that do not sum to one.
  func reportUnlessWhole(_ shares: [Double], key: String? = nil) {
    let sum = shares.reduce(0, +)
    guard (sum - 1).magnitude > 1e-9 else { return }
    let shown = Quantity.describe(share: (sum * 1e9).rounded() / 1e9)
    report("the shares sum to \(shown), not to 100%", key: key)
  }
}

extension ObjectReader.NamedReader {
  /// Reports a name that could not stand in a path or a promise.
  func checkName() {
    if let problem = NameTable.problem(with: name) { reportName(problem) }
  }
}
