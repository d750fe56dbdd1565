// What a scenario puts in, value by value, with what its author wrote beside it: reports show where
// numbers come from, and an author says it in comments. A comment belongs to what stands behind it on
// the same line, or to the line right below it; what stands within a value has the comment of the value,
// unless it has one of its own.
//
// Invariant: nothing of this reaches a session.

/// The values that a scenario sets itself, in the order of the file.
public struct ScenarioInputs: Sendable, Equatable {
  /// A value that the file or a setting gives.
  public struct Value: Sendable, Equatable {
    /// Where it goes, as `--set` writes it.
    public let path: String
    /// The value as it was written; a long list is told by its length.
    public let text: String
    /// Its line in the file; nil if `--set` gave it.
    public let line: Int?
    /// What its author says of it; nil if nothing.
    public let note: String?
  }

  /// What the author says before the scenario begins; nil if nothing.
  public let preface: String?
  /// The values; no more than `most` of them.
  public let values: [Value]
  /// How many values are told.
  public static let most = 2_000

  /// Lists what a sound scenario sets; a text that cannot be read has no values.
  ///
  /// - Parameters:
  ///   - bytes: The text, JSON5 in UTF-8.
  ///   - settings: Values laid over the text, in order.
  public init(_ bytes: [UInt8], settings: [ScenarioSetting] = []) {
    let comments = SourceComments(bytes)
    let log = ProblemLog(file: "")
    var list = InputList(comments: comments)
    if var tree = JSON5Parser.parse(bytes, log: log) {
      let first = tree.position.line
      for setting in settings { setting.lay(over: &tree, log: log) }
      list.add(tree, at: .root, note: nil, position: tree.position)
      preface = comments.before(first)
    } else {
      preface = nil
    }
    values = list.values
  }
}

/// The list on its way through the tree.
private struct InputList {
  /// Lists with more plain items are told by their length.
  private static let longest = 12
  let comments: SourceComments
  var values: [ScenarioInputs.Value] = []

  mutating func add(
    _ node: JSON5Node, at path: ScenarioPath, note: String?, position: SourcePosition
  ) {
    guard values.count < ScenarioInputs.most else { return }
    switch node.value {
    case .object(let members):
      for member in members {
        let own = member.keyPosition.file == 0 ? comments.beside(member.keyPosition.line) : nil
        add(
          member.node, at: path.appending(.key(member.key)), note: own ?? note,
          position: member.keyPosition)
      }
    case .list(let nodes) where nodes.count <= InputList.longest:
      for (index, item) in nodes.enumerated() {
        let own = item.position.file == 0 ? comments.beside(item.position.line) : nil
        add(
          item, at: path.appending(.index(index)), note: own ?? note, position: item.position)
      }
    default:
      // What was said of a value that a setting replaced was not said of the setting.
      let isOfFile = node.position.file == 0
      values.append(
        ScenarioInputs.Value(
          path: path.description, text: InputList.text(node.value),
          line: isOfFile ? Int(position.line) : nil, note: isOfFile ? note : nil))
    }
  }

  private static func text(_ value: JSON5Value) -> String {
    switch value {
    case .null, .invalid: "null"
    case .bool(let value): "\(value)"
    case .number(let number): number.literal
    case .text(let text): text
    case .list(let nodes): "\(nodes.count) values"
    case .object(let members): "\(members.count) keys"
    }
  }
}

/// The comments of a file, by line.
private struct SourceComments {
  /// Comments that stand alone on their lines, joined where lines follow one another; by last line.
  private var blocks: [UInt32: String] = [:]
  /// Comments behind something, by line.
  private var tails: [UInt32: String] = [:]

  init(_ bytes: [UInt8]) {
    var scanner = CommentScanner(bytes: bytes)
    while let comment = scanner.next() {
      guard comment.standsAlone else {
        tails[comment.last] = comment.text
        continue
      }
      let before = blocks.removeValue(forKey: comment.first &- 1)
      blocks[comment.last] = before.map { "\($0)\n\(comment.text)" } ?? comment.text
    }
  }

  /// What is said of the things that begin on a line.
  func beside(_ line: UInt32) -> String? { tails[line] ?? blocks[line &- 1] }

  /// What is said before a line, from the top on.
  func before(_ line: UInt32) -> String? {
    let above = blocks.filter { $0.key < line }.sorted { $0.key < $1.key }.map(\.value)
    return above.isEmpty ? nil : above.joined(separator: "\n\n")
  }
}

/// Finds comments, and knows texts from them.
private struct CommentScanner {
  struct Comment {
    var text: String
    var first: UInt32
    var last: UInt32
    var standsAlone: Bool
  }

  let bytes: [UInt8]
  private var offset = 0
  private var line: UInt32 = 1
  /// Whether something other than blanks has been seen on this line.
  private var isTaken = false

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Comment? {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\n"): endLine()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipText(bytes[offset])
      case UInt8(ascii: "/") where peek == UInt8(ascii: "/"): return lineComment()
      case UInt8(ascii: "/") where peek == UInt8(ascii: "*"): return blockComment()
      case 0x20, 0x09, 0x0D: offset += 1
      default:
        isTaken = true
        offset += 1
      }
    }
    return nil
  }

  private var peek: UInt8 { offset + 1 < bytes.count ? bytes[offset + 1] : 0 }

  private mutating func endLine() {
    line += 1
    isTaken = false
    offset += 1
  }

  private mutating func skipText(_ quote: UInt8) {
    isTaken = true
    offset += 1
    while offset < bytes.count, bytes[offset] != quote {
      if bytes[offset] == UInt8(ascii: "\\") { offset += 1 }
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { line += 1 }
      offset += 1
    }
    offset += 1
  }

  private mutating func lineComment() -> Comment {
    let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    defer { offset = end }
    return Comment(
      text: words(offset + 2, end), first: line, last: line, standsAlone: !isTaken)
  }

  private mutating func blockComment() -> Comment {
    let first = line
    let start = offset + 2
    offset = start
    while offset < bytes.count, !(bytes[offset] == UInt8(ascii: "*") && peek == UInt8(ascii: "/")) {
      if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
      offset += 1
    }
    let end = min(offset, bytes.count)
    offset = min(bytes.count, end + 2)
    return Comment(text: words(start, end), first: first, last: line, standsAlone: !isTaken)
  }

  /// The words of a comment without the blanks around them.
  private func words(_ start: Int, _ end: Int) -> String {
    let inner = bytes[start..<max(start, end)]
    func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }
    let head = inner.drop(while: isBlank)
    let tail = head.reversed().prefix(while: isBlank).count
    return String(decoding: head.dropLast(tail), as: UTF8.self)
  }
}
