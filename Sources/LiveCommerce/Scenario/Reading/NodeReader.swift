// A value that is being read: the node, the way to it, and the log for what is wrong with it. Every
// reader returns nil after it has reported a problem, and reports exactly one. A node that the parser
// could not read is passed over in silence: its problem is told already. When the format is asked
// for, there is no node: what is asked of it is noted, and structure is made up so that reading goes on.

/// Reads one value.
struct NodeReader {
  let node: JSON5Node
  let path: ScenarioPath
  let log: ProblemLog

  /// The kinds of node there are, for readers that accept several.
  enum Kind: Sendable {
    case null, bool, number, text, list, object, invalid
  }

  /// What stands here.
  var kind: Kind {
    if let outline = log.outline { return outline.pick([.bool, .number, .text, .list, .object]) }
    return switch node.value {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .text: .text
    case .list: .list
    case .object: .object
    case .invalid: .invalid
    }
  }

  /// The text that stands here, if it is one; never reports.
  var textIfAny: String? {
    if case .text(let text) = node.value { return text }
    return nil
  }

  /// Whether a word stands here: a text that begins with a letter.
  var isWord: Bool {
    if let outline = log.outline { return outline.pick([true, false]) }
    return textIfAny?.first?.isLetter == true
  }

  /// Notes what is asked for, if the format is to be told: then there is nothing to read.
  func isOutlined(as form: @autoclosure () -> ValueForm) -> Bool {
    guard let outline = log.outline else { return false }
    outline.note(form(), at: path)
    return true
  }

  /// Reports an error here.
  func report(_ message: @autoclosure () -> String) {
    guard !node.isInvalid else { return }
    log.report(message(), at: node.position, path: path)
  }

  // MARK: Quantities

  /// Nanoseconds; the default range is "not negative".
  func duration(in range: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
    if isOutlined(as: .duration(range)) { return nil }
    return quantity(.duration, read: Quantity.duration)
      .flatMap { within(range, $0, .min, .max, Quantity.describe(duration:)) }
  }

  /// Nanoseconds since midnight.
  func clock() -> Int64? {
    isOutlined(as: .clock) ? nil : quantity(.clock, read: Quantity.clock)
  }

  /// Events a second.
  func rate(in range: ClosedRange<Double> = 0...Double.infinity) -> Double? {
    if isOutlined(as: .rate(range)) { return nil }
    return quantity(.rate, read: Quantity.rate)
      .flatMap { within(range, $0, Quantity.describe(rate:)) }
  }

  /// Money whose minor units lie in the range.
  func money(in range: ClosedRange<Int64> = 0...Int64.max) -> Money? {
    if isOutlined(as: .money(range)) { return nil }
    return quantity(.money, read: Quantity.money).flatMap { money in
      let amount = within(range, money.minorUnits, .min, .max) {
        Quantity.describe(Money(currency: money.currency, minorUnits: $0))
      }
      return amount == nil ? nil : money
    }
  }

  /// A part of one, from a percentage or a plain number.
  func share(in range: ClosedRange<Double> = 0...1) -> Double? {
    if isOutlined(as: .share(range)) { return nil }
    guard case .number(let number) = node.value else {
      return quantity(.share, read: Quantity.share)
        .flatMap { within(range, $0, Quantity.describe(share:)) }
    }
    guard isFinite(number) else { return nil }
    if range == 0...1, number.double > 1, number.double <= 100 {
      let text = Quantity.describe(number: number.double)
      report("a share lies between 0 and 1; \(text) of a hundred is written \"\(text)%\"")
      return nil
    }
    return within(range, number.double, Quantity.describe(number:))
  }

  /// A whole number, plain or with k, M, B.
  func count(in range: ClosedRange<Int> = 0...Int.max) -> Int? {
    // A value, so that defaults that follow from it are seen to vary.
    if isOutlined(as: .count(range)) { return min(range.upperBound, range.lowerBound + 1) }
    guard case .number(let number) = node.value else {
      return quantity(.count, read: Quantity.count)
        .flatMap { within(range, $0, .min, .max, Quantity.describe(count:)) }
    }
    guard isFinite(number) else { return nil }
    guard let whole = number.integer.flatMap({ Int(exactly: $0) }) else {
      // From 2^53 on every Double is whole.
      let reason =
        number.double.magnitude >= 0x1p53
        ? "it is too large"
        : "it is \(Quantity.describe(number: number.double))"
      report("must be a whole number; \(reason)")
      return nil
    }
    return within(range, whole, .min, .max, Quantity.describe(count:))
  }

  /// A plain finite number.
  func number(in range: ClosedRange<Double> = -Double.infinity...Double.infinity) -> Double? {
    if isOutlined(as: .number(range)) { return nil }
    guard case .number(let number) = node.value else {
      reportWrong(.number)
      return nil
    }
    guard isFinite(number) else { return nil }
    return within(range, number.double, Quantity.describe(number:))
  }

  // MARK: Plain values

  /// A text of at most so many bytes; empty text is refused unless allowed.
  func text(allowingEmpty: Bool = false, limit: Int = 10_000) -> String? {
    if isOutlined(as: .text(allowingEmpty: allowingEmpty, limit: limit)) { return nil }
    guard case .text(let text) = node.value else {
      reportWrong(.text)
      return nil
    }
    guard allowingEmpty || !text.isEmpty else {
      report("must not be empty")
      return nil
    }
    guard text.utf8.count <= limit else {
      report("is too long: \(text.utf8.count) bytes where \(limit) are allowed")
      return nil
    }
    return text
  }

  /// True or false.
  func bool() -> Bool? {
    if isOutlined(as: .bool) { return nil }
    guard case .bool(let value) = node.value else {
      reportWrong(.bool)
      return nil
    }
    return value
  }

  /// One of some names.
  func choice(of names: [String]) -> String? {
    if let outline = log.outline { return outline.pick(word: names, at: path) }
    guard case .text(let text) = node.value else {
      report("write one of \(Self.quotedList(names)); this is \(described)")
      return nil
    }
    if names.contains(text) { return text }
    report(Self.unknown(text, among: names))
    return nil
  }

  private static func unknown(_ text: String, among names: [String]) -> String {
    let hint = Spelling.nearest(text, among: names).map { "did you mean \"\($0)\"?" }
    return "there is no \(Wording.quoted(text)); \(hint ?? "write one of \(quotedList(names))")"
  }

  static func quotedList(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  // MARK: Structure

  /// The object here.
  func object() -> ObjectReader? {
    if isOutlined(as: .object) {
      return ObjectReader(members: [], position: node.position, path: path, log: log)
    }
    guard case .object(let members) = node.value else {
      reportWrong(.object)
      return nil
    }
    return ObjectReader(members: members, position: node.position, path: path, log: log)
  }

  /// The items of the list here, at least and at most so many.
  func list(count range: ClosedRange<Int> = 0...Int.max) -> [NodeReader]? {
    if isOutlined(as: .list(range)) {
      return [NodeReader(node: node, path: .index(path, 0), log: log)]
    }
    guard case .list(let nodes) = node.value else {
      reportWrong(.list)
      return nil
    }
    guard range.contains(nodes.count) else {
      let (low, high) = (range.lowerBound, range.upperBound)
      let wanted =
        low == high ? "exactly \(low)" : nodes.count < low ? "at least \(low)" : "at most \(high)"
      report("holds \(nodes.count) item\(nodes.count == 1 ? "" : "s"); \(wanted) allowed")
      return nil
    }
    return nodes.enumerated().map {
      NodeReader(node: $0.element, path: .index(path, $0.offset), log: log)
    }
  }

  /// The one member of an object such as `{ logNormal: { … } }`, whose key names a variant.
  func variant(of names: [String]) -> (name: String, value: NodeReader)? {
    if let outline = log.outline {
      outline.note(.variant(names), at: path)
      let name = outline.pick(names)
      return (name, NodeReader(node: node, path: .key(path, name), log: log))
    }
    guard case .object(let members) = node.value else {
      reportWrong(.object)
      return nil
    }
    guard members.count == 1, let member = members.first else {
      report("holds \(members.count) keys; exactly one is wanted, of \(Wording.listed(names))")
      return nil
    }
    guard names.contains(member.key) else {
      let unknown = "there is no \(Wording.quoted(member.key)); "
      let hint = Spelling.nearest(member.key, among: names).map { "did you mean `\($0)`?" }
      log.report(
        unknown + (hint ?? "allowed here: \(Wording.listed(names))"), at: member.keyPosition,
        path: path)
      return nil
    }
    let value = NodeReader(node: member.node, path: .key(path, member.key), log: log)
    return (member.key, value)
  }
}
