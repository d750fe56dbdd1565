// A value given beside the file, `orders.workers.count=40`, laid over the tree before it is read,
// so that it is checked like any other; with an instant it is laid into `changes`. Each setting is a
// file of its own to the problem log: the name is `--set`, columns count along `PATH=VALUE`, and the
// instant is in the file `--at`.

/// A value that replaces one of the scenario's, or adds one, or changes one during the session.
public struct ScenarioSetting: Sendable, Equatable {
  /// Where it goes: `orders.workers.count`, `rundown[3].at`.
  public var path: String
  /// The value as JSON5; what is not JSON5 is taken as text, so `5m` needs no quotes.
  public var value: String
  /// From when on it is so, as a scenario writes it; nil: from the start.
  public var at: String?

  /// Creates a setting.
  public init(path: String, value: String, at: String? = nil) {
    self.path = path
    self.value = value
    self.at = at
  }

  /// Puts the value into the tree; reports a path that leads nowhere.
  func lay(over tree: inout JSON5Node, log: ProblemLog) {
    let start = SourcePosition(file: log.addFile("--set"), line: 1, column: 1, offset: 0)
    if let at { return layChange(at: at, over: &tree, start, log) }
    guard let steps = SettingPath.steps(of: path) else {
      let example = "orders.workers.count or rundown[3].at"
      log.report("\(Wording.quoted(path)) is not a path: write keys, such as \(example)", at: start)
      return
    }
    let full = steps.reduce(ScenarioPath.root) { $0.appending($1) }
    guard let node = node(after: start, path: full, log: log) else { return }
    let place = SettingPlace(steps: steps, node: node, start: start, log: log)
    place.put(into: &tree, at: 0, path: .root)
  }

  /// Adds the value to `changes`.
  private func layChange(
    at instant: String, over tree: inout JSON5Node, _ start: SourcePosition, _ log: ProblemLog
  ) {
    guard let node = node(after: start, path: .root, log: log) else { return }
    let there = SourcePosition(file: log.addFile("--at"), line: 1, column: 1, offset: 0)
    func object(_ members: (String, JSON5Node)...) -> JSON5Node {
      let members = members.map { JSON5Member(key: $0, keyPosition: start, node: $1) }
      return JSON5Node(value: .object(members), position: start)
    }
    let change = object(
      ("at", JSON5Node(value: .text(instant), position: there)), ("set", object((path, node))))
    guard case .object(var members) = tree.value else { return }
    guard let index = members.firstIndex(where: { $0.key == "changes" }) else {
      let list = JSON5Node(value: .list([change]), position: start)
      members.append(JSON5Member(key: "changes", keyPosition: start, node: list))
      return tree.value = .object(members)
    }
    // What is no list is reported when it is read.
    guard case .list(let changes) = members[index].node.value else { return }
    members[index].node.value = .list(changes + [change])
    tree.value = .object(members)
  }

  /// The value as a node; nil after a problem was reported.
  private func node(
    after start: SourcePosition, path: ScenarioPath, log: ProblemLog
  ) -> JSON5Node? {
    let width = UInt32(clamping: self.path.unicodeScalars.count + 1)
    var position = start
    position.column += width
    position.offset += width
    let scratch = ProblemLog(file: "--set")
    if let node = JSON5Parser.parse(Array(value.utf8), log: scratch), !scratch.hasErrors {
      return moved(node, by: position)
    }
    guard let first = value.utf8.first, Array("{['\"".utf8).contains(first) else {
      return JSON5Node(value: .text(value), position: position)
    }
    for problem in scratch.problems {
      var there = position
      there.column += UInt32(clamping: problem.column - 1)
      log.report(problem.message, at: there, path: path)
    }
    return nil
  }

  /// The node with all positions in the setting's file.
  private func moved(_ node: JSON5Node, by start: SourcePosition) -> JSON5Node {
    func moved(_ position: SourcePosition) -> SourcePosition {
      var there = position
      there.file = start.file
      there.offset = start.offset &+ position.offset
      if position.line == 1 { there.column = start.column &+ position.column &- 1 }
      return there
    }
    var copy = node
    copy.position = moved(node.position)
    switch node.value {
    case .list(let nodes):
      copy.value = .list(nodes.map { self.moved($0, by: start) })
    case .object(let members):
      copy.value = .object(
        members.map {
          JSON5Member(
            key: $0.key, keyPosition: moved($0.keyPosition), node: self.moved($0.node, by: start))
        })
    default: break
    }
    return copy
  }
}

/// A value on its way to its place in the tree.
struct SettingPlace {
  let steps: [ScenarioPath.Step]
  let node: JSON5Node
  let start: SourcePosition
  let log: ProblemLog

  /// Follows the steps from `depth` on and puts the value where they end.
  func put(into tree: inout JSON5Node, at depth: Int, path: ScenarioPath) {
    guard depth < steps.count else {
      tree = node
      return
    }
    let below = path.appending(steps[depth])
    switch (steps[depth], tree.value) {
    case (_, .invalid): return
    case (.key(let key), .object(var members)):
      let index = members.firstIndex { $0.key == key } ?? members.count
      if index == members.count {
        let empty = JSON5Node(value: .object([]), position: start)
        members.append(JSON5Member(key: key, keyPosition: start, node: empty))
      }
      put(into: &members[index].node, at: depth + 1, path: below)
      tree.value = .object(members)
    case (.index(let index), .list(var nodes)):
      guard index < nodes.count else {
        let last = nodes.isEmpty ? "is empty" : "ends at [\(nodes.count - 1)]"
        log.report("there is no such item: the list \(last)", at: start, path: below)
        return
      }
      put(into: &nodes[index], at: depth + 1, path: below)
      tree.value = .list(nodes)
    default: reportMismatch(tree, steps[depth], path)
    }
  }

  private func reportMismatch(_ tree: JSON5Node, _ step: ScenarioPath.Step, _ path: ScenarioPath) {
    let found = NodeReader(node: tree, path: path, log: log).described
    let wanted =
      switch step {
      case .key(let key): "holds no key \(Wording.quoted(key))"
      case .index(let index): "holds no item [\(index)]"
      }
    log.report("\(wanted): it is \(found)", at: start, path: path)
  }
}

/// The notation of a path: `a.b`, `a[3]`, `a["b c"]`.
enum SettingPath {
  /// Longer paths lead nowhere.
  private static let longest = 1000
  /// The number of steps beyond which a path leads nowhere.
  private static let deepest = 32

  /// The steps of a path, or nil if it is not one.
  static func steps(of text: String) -> [ScenarioPath.Step]? {
    guard text.utf8.count <= longest else { return nil }
    var rest = Substring(text)
    var steps: [ScenarioPath.Step] = []
    while !rest.isEmpty, steps.count < deepest {
      if rest.first == "[" {
        guard let step = takeBracket(&rest) else { return nil }
        steps.append(step)
      } else {
        if !steps.isEmpty {
          guard rest.first == "." else { return nil }
          rest.removeFirst()
        }
        let key = rest.prefix { $0 != "." && $0 != "[" }
        guard !key.isEmpty else { return nil }
        rest = rest.dropFirst(key.count)
        steps.append(.key(String(key)))
      }
    }
    return steps.isEmpty || !rest.isEmpty ? nil : steps
  }

  private static func takeBracket(_ rest: inout Substring) -> ScenarioPath.Step? {
    rest.removeFirst()
    if rest.first == "\"" {
      rest.removeFirst()
      let key = rest.prefix { $0 != "\"" }
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("\"]") else { return nil }
      rest = rest.dropFirst(2)
      return .key(String(key))
    }
    let digits = rest.prefix { $0 != "]" }
    guard let index = Int(digits), index >= 0 else { return nil }
    rest = rest.dropFirst(digits.count)
    guard rest.first == "]" else { return nil }
    rest.removeFirst()
    return .index(index)
  }
}
