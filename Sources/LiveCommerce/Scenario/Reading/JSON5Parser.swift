// A parser of JSON5 (https://spec.json5.org) that keeps the position of every value. It takes any
// bytes: size and nesting are bounded, time is linear, nothing traps. A slip whose repair is beyond
// doubt (a missing comma, a quantity without quotes) is reported and read on after; anything else
// ends the reading, because what follows could only be guessed.

/// Reads one file.
struct JSON5Parser {
  /// The size in bytes beyond which a file is refused unread.
  static let sizeLimit = 16 << 20
  /// The number of objects and lists that may stand within one another.
  static let depthLimit = 64
  /// The number of repairs after which reading ends.
  static let repairLimit = 50

  /// Thrown when reading ends, after the reason was reported.
  struct Stop: Error {}

  let bytes: [UInt8]
  let log: ProblemLog
  let file: UInt32
  var offset = 0
  var line: UInt32 = 1
  /// The offset that column 1 would have if every character took one byte.
  var lineStart = 0
  /// The steps from the root to the value being read.
  var trail: [ScenarioPath.Step] = []
  /// The openings of the objects and lists being read.
  var openings: [SourcePosition] = []
  private var repairs = 0

  private init(bytes: [UInt8], log: ProblemLog, file: UInt32) {
    self.bytes = bytes
    self.log = log
    self.file = file
  }

  /// Reads a file, reporting to `log` under the file's number; nil when reading had to end.
  static func parse(_ bytes: [UInt8], log: ProblemLog, file: UInt32 = 0) -> JSON5Node? {
    var parser = JSON5Parser(bytes: bytes, log: log, file: file)
    do {
      try parser.checkSize()
      try parser.checkEncoding()
      return try parser.document()
    } catch {
      return nil
    }
  }

  private mutating func document() throws(Stop) -> JSON5Node {
    skipByteOrderMark()
    try skipTrivia()
    guard !atEnd else {
      throw stop("the file is empty: a scenario is an object, { key: value, … }")
    }
    let node = try value()
    guard !node.isInvalid else { return node }
    try skipTrivia()
    guard atEnd else {
      throw stop("\(found) found after the end of the scenario: one file holds one value")
    }
    return node
  }

  // MARK: Values

  /// Reads the value that begins here.
  mutating func value() throws(Stop) -> JSON5Node {
    let start = position
    switch current {
    case UInt8(ascii: "{"): return JSON5Node(value: try object(), position: start)
    case UInt8(ascii: "["): return JSON5Node(value: try list(), position: start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let (text, isSound) = try text()
      guard Self.isStreamSafe(text) else {
        try repaired(Self.markRefusal, at: start)
        return JSON5Node(value: .invalid, position: start)
      }
      return JSON5Node(value: isSound ? .text(text) : .invalid, position: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      return JSON5Node(value: try number(), position: start)
    default:
      return JSON5Node(value: try word(), position: start)
    }
  }

  private mutating func object() throws(Stop) -> JSON5Value {
    try open()
    var members: [JSON5Member] = []
    var keys = KeyIndex()
    while true {
      try skipTrivia()
      if try closes(with: UInt8(ascii: "}")) { break }
      if try skipsStrayComma() { continue }
      let keyPosition = position
      let key = try key()
      guard Self.isStreamSafe(key) else { throw stop(Self.markRefusal, at: keyPosition) }
      trail.append(.key(key))
      try skipTrivia()
      try colon(after: key)
      try skipTrivia()
      let node = try value()
      if let first = keys.add(key, number: members.count, to: members) {
        try repaired(
          "\(Wording.quoted(key)) is given twice, first at \(place(members[first].keyPosition)): "
            + "keep one", at: keyPosition)
      } else {
        members.append(JSON5Member(key: key, keyPosition: keyPosition, node: node))
      }
      trail.removeLast()
      try separator(after: node, close: UInt8(ascii: "}"))
    }
    return .object(members)
  }

  private mutating func list() throws(Stop) -> JSON5Value {
    try open()
    var nodes: [JSON5Node] = []
    while true {
      try skipTrivia()
      if try closes(with: UInt8(ascii: "]")) { break }
      if try skipsStrayComma() { continue }
      trail.append(.index(nodes.count))
      let node = try value()
      nodes.append(node)
      trail.removeLast()
      try separator(after: node, close: UInt8(ascii: "]"))
    }
    return .list(nodes)
  }

  // MARK: Between values

  private mutating func open() throws(Stop) {
    guard openings.count < Self.depthLimit else {
      throw stop("nested more than \(Self.depthLimit) deep: a scenario needs far less")
    }
    openings.append(position)
    offset += 1
  }

  /// Takes the closing bracket if it stands here; refuses the wrong one and the end of the file.
  private mutating func closes(with bracket: UInt8) throws(Stop) -> Bool {
    if !atEnd, current == bracket {
      offset += 1
      openings.removeLast()
      return true
    }
    let other: UInt8 = bracket == UInt8(ascii: "}") ? UInt8(ascii: "]") : UInt8(ascii: "}")
    guard atEnd || current == other else { return false }
    let what = bracket == UInt8(ascii: "}") ? "object" : "list"
    let opening = openings.last.map { place($0) } ?? "its start"
    let close = Wording.quoted(String(Unicode.Scalar(bracket)))
    throw stop("\(found) found, but the \(what) opened at \(opening) is still open: write \(close)")
  }

  private mutating func skipsStrayComma() throws(Stop) -> Bool {
    guard current == UInt8(ascii: ",") else { return false }
    try repaired("a `,` too many: leave it out", at: position)
    offset += 1
    return true
  }

  private mutating func colon(after key: String) throws(Stop) {
    if !atEnd, current == UInt8(ascii: ":") {
      offset += 1
      return
    }
    let scalar = atEnd ? nil : scalar(at: offset).value
    guard let scalar, scalar == "=" || scalar == "\u{FF1A}" else {
      throw stop("\(found) found where `:` is wanted after the key \(Wording.quoted(key))")
    }
    try repaired("\(found) found where `:` is wanted after the key \(Wording.quoted(key))")
    advance()
  }

  /// Takes the comma after a member or an item, or sees that the closing bracket follows.
  private mutating func separator(after node: JSON5Node, close: UInt8) throws(Stop) {
    let isInvalid = node.isInvalid
    if isInvalid { skipRestOfValue() }
    try skipTrivia()
    guard !atEnd else { return }
    switch scalar(at: offset).value {
    case ",": offset += 1
    case "}", "]": return
    case let other where other == ";" || Self.isForeignComma(other):
      try repaired("\(found) found where `,` is wanted")
      advance()
    case _ where isInvalid: return
    case "\"", "'", "{", "[":
      try repaired("a `,` is missing before \(found)")
    case let scalar where Self.canBegin(scalar):
      guard close == UInt8(ascii: "]") || beginsMember else {
        try repaired("\(found) found where `,` or `}` is wanted")
        return skipRestOfValue()
      }
      try repaired("a `,` is missing before \(found)")
    default:
      let bracket = Wording.quoted(String(Unicode.Scalar(close)))
      throw stop("\(found) found where `,` or \(bracket) is wanted")
    }
  }

  // MARK: Problems

  /// Reports a problem and ends the reading.
  func stop(_ message: String, at place: SourcePosition? = nil) -> Stop {
    report(message, at: place ?? position)
    return Stop()
  }

  /// Reports a problem after which reading goes on.
  mutating func repaired(_ message: String, at place: SourcePosition? = nil) throws(Stop) {
    report(message, at: place ?? position)
    repairs += 1
    guard repairs < Self.repairLimit else {
      throw stop("too many problems: reading ends here")
    }
  }

  private func report(_ message: String, at place: SourcePosition) {
    log.report(
      message, at: place, path: trail.reduce(ScenarioPath.root) { $0.appending($1) })
  }

  /// What stands here, for a message.
  var found: String {
    guard !atEnd else { return "the end of the file" }
    let next = scalar(at: offset).value
    guard Self.canBegin(next) else { return Wording.quoted(String(next)) }
    let text = bareText()
    return Wording.quoted(text.prefix { $0 != ":" })
  }

  /// "line 3, column 5".
  func place(_ position: SourcePosition) -> String {
    "line \(position.line), column \(position.column)"
  }
}

/// The keys of an object that is being read: a scan while they are few, a table when many.
private struct KeyIndex {
  private static let few = 12
  private var table: [String: Int] = [:]

  /// Adds a key as the member of that number, or returns the number of the one that has it already.
  mutating func add(_ key: String, number: Int, to members: [JSON5Member]) -> Int? {
    guard members.count >= Self.few else { return members.firstIndex { $0.key == key } }
    if table.isEmpty {
      for (index, member) in members.enumerated() { table[member.key] = index }
    }
    if let first = table[key] { return first }
    table[key] = number
    return nil
  }
}
