// An object that is being read, key by key. The keys that were asked for are the keys that are
// allowed: `finish()` reports every other, with the nearest allowed spelling. A value that is
// missing or wrong is reported and replaced by a harmless one (the default, or what the range
// allows nearest to zero), so reading goes on and every problem is found in one pass. When the format
// is asked for, keys are there or not as the outline pleases.

/// Reads the members of an object.
final class ObjectReader {
  /// The members, in the order of the file.
  let members: [JSON5Member]
  /// Where the object opens.
  let position: SourcePosition
  let path: ScenarioPath
  let log: ProblemLog
  private var asked: [String] = []
  private var allowsAll = false
  private let outlined: OutlineReading?

  init(members: [JSON5Member], position: SourcePosition, path: ScenarioPath, log: ProblemLog) {
    self.members = members
    self.position = position
    self.path = path
    self.log = log
    outlined = log.outline?.beginReading(at: path)
  }

  // MARK: Members

  /// The value of a key, or nil if the object does not have it; never reports.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - isSpecial: Whether most of the format is seen where the key is not.
  /// - Returns: The value.
  func optional(_ key: String, isSpecial: Bool = false) -> NodeReader? {
    if !asked.contains(key) { asked.append(key) }
    if let outlined, let outline = log.outline {
      return made(up: key, outlined, outline, isSpecial: isSpecial)
    }
    return members.first { $0.key == key }.map { reader(of: $0) }
  }

  /// The value of a key; reports its absence, with what to write.
  func required(_ key: String, write wanted: @autoclosure () -> String) -> NodeReader? {
    required(key, missing: "write \(wanted())")
  }

  /// The value of a key; reports its absence in words of the caller's.
  func required(_ key: String, missing words: @autoclosure () -> String) -> NodeReader? {
    if let value = optional(key) { return value }
    outlined?.states[key] = .missed
    log.report("missing: \(words())", at: position, path: .key(path, key))
    return nil
  }

  /// A value of a key that is there three times in four, or once, and then for the whole of a reading.
  private func made(
    up key: String, _ reading: OutlineReading, _ outline: OutlineRecorder, isSpecial: Bool
  ) -> NodeReader? {
    if reading.states[key] == nil {
      let isThere = outline.pick([true, true, true, false]) != isSpecial
      reading.states[key] = isThere ? .present : .absent
      outline.note(key: key, at: path)
    }
    guard reading.states[key] != .absent, reading.states[key] != .missed else { return nil }
    return NodeReader(node: .unread, path: .key(path, key), log: log)
  }

  /// Whether the object has a key.
  func has(_ key: String) -> Bool { optional(key) != nil }

  /// A member whose key the author of the file chose.
  struct NamedReader {
    let name: String
    let namePosition: SourcePosition
    let value: NodeReader

    /// Reports a problem with the name itself.
    func reportName(_ message: @autoclosure () -> String) {
      value.log.report(message(), at: namePosition, path: value.path)
    }
  }

  /// Every member, in the order of the file; from then on every key is allowed.
  ///
  /// How many there may be, and whether their keys are names, is for the caller to check.
  func entries(in range: ClosedRange<Int> = 0...Int.max, areNames: Bool = false) -> [NamedReader] {
    allowsAll = true
    if let outline = log.outline {
      outline.note(.members(range, areNames: areNames), at: path)
      let any = OutlineRecord.anyName
      let value = NodeReader(node: .unread, path: .key(path, any), log: log)
      return [NamedReader(name: any, namePosition: position, value: value)]
    }
    return members.map {
      NamedReader(name: $0.key, namePosition: $0.keyPosition, value: reader(of: $0))
    }
  }

  private func reader(of member: JSON5Member) -> NodeReader {
    NodeReader(node: member.node, path: .key(path, member.key), log: log)
  }

  // MARK: Problems

  /// Reports a problem with the value of a key, or with the object if it has no such key.
  func report(
    _ message: @autoclosure () -> String, key: String? = nil,
    severity: ScenarioProblem.Severity = .error
  ) {
    let member = key.flatMap { key in members.first { $0.key == key } }
    if let member, member.node.isInvalid { return }
    let place = key.map { ScenarioPath.key(path, $0) } ?? path
    log.report(
      message(), at: member?.node.position ?? position, path: place, severity: severity)
  }

  /// Reports every key that nobody asked for; to be called last.
  func finish() {
    guard !allowsAll else { return }
    let allowed = Set(asked)
    for member in members where !allowed.contains(member.key) {
      log.report(unknown(member.key), at: member.keyPosition, path: path)
    }
  }

  private func unknown(_ key: String) -> String {
    let start = "unknown key \(Wording.quoted(key)); "
    let absent = asked.filter { name in !members.contains { $0.key == name } }
    // A key that is still free is likelier to be meant than one that is already there.
    if let nearest = Spelling.nearest(key, among: absent + asked) {
      return start + "did you mean `\(nearest)`?"
    }
    // Keys that begin with a sign are for other programs.
    let shown = asked.filter { !$0.hasPrefix("$") }.sorted()
    return start
      + (shown.isEmpty ? "no key is allowed here" : "allowed here: \(Wording.listed(shown))")
  }
}
