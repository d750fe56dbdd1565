// Plain values and quantities as schemas. A pattern accepts every spelling that the reader accepts; it
// is anchored at both ends and uses only what Python's and JavaScript's expressions have in common.
import LiveCommerce

/// Schemas of values without parts.
enum PlainForms {
  /// The ways in which a plain value may be written.
  static func schemas(of form: ValueForm) -> [[JSONValue.Member]] {
    switch form {
    case .duration(let range):
      [text(Patterns.duration(signed: range.lowerBound < 0), ["250ms", "15s", "1h30m"])]
    case .clock: [text(Patterns.clock, ["20:00", "20:00:05.250"])]
    case .rate(let range):
      [text(Patterns.rate(signed: range.lowerBound < 0), ["2.5/s", "120/min", "8k/s"])]
    case .money(let range):
      [text(Patterns.money(signed: range.lowerBound < 0), ["¥399", "$19.99", "399 CNY"])]
    case .share(let range): [number(range), text(Patterns.share, ["35%"])]
    case .count(let range):
      [
        [.init("type", .string("integer"))] + bounds(range, "minimum", "maximum"),
        text(Patterns.count(signed: range.lowerBound < 0), ["10k", "2.2M"]),
      ]
    case .number(let range): [number(range)]
    case .text(let allowingEmpty, let limit):
      [
        [.init("type", .string("string"))]
          + bounds((allowingEmpty ? 0 : 1)...limit, "minLength", "maxLength")
      ]
    case .promise(let limit):
      [
        text(
          Patterns.promise, ["stock.oversold == 0", "latency.order.p99 < 2s in 99% of sessions"])
          + bounds(1...limit, "minLength", "maxLength")
      ]
    case .bool: [[.init("type", .string("boolean"))]]
    case .word(let words): [[.init("enum", .strings(words))]]
    case .list, .object, .members, .variant, .law, .root: []
    }
  }

  private static func text(_ pattern: String, _ examples: [String]) -> [JSONValue.Member] {
    [
      .init("type", .string("string")), .init("pattern", .string(pattern)),
      .init("examples", .strings(examples)),
    ]
  }

  private static func number(_ range: ClosedRange<Double>) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("type", .string("number"))]
    let (low, high) = (range.lowerBound, range.upperBound)
    // "More than 0" is written as the least number above.
    if low > 0, low.nextDown == low.nextDown.rounded() {
      members.append(.init("exclusiveMinimum", .number(low.nextDown)))
    } else if low.isFinite {
      members.append(.init("minimum", .number(low)))
    }
    if high.isFinite { members.append(.init("maximum", .number(high))) }
    return members
  }

  /// The bounds of a count that are bounds at all.
  static func bounds(
    _ range: ClosedRange<Int>, _ least: String, _ most: String
  ) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if range.lowerBound > Int.min { members.append(.init(least, .int(range.lowerBound))) }
    if range.upperBound < Int.max { members.append(.init(most, .int(range.upperBound))) }
    return members
  }
}

/// Regular expressions of quantities.
enum Patterns {
  private static let space = "[ \\u00a0]*"
  private static let digits = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)"
  private static let suffix = "(?:[kKMB万亿])?"
  private static let unit = "(?:ns|us|µs|μs|ms|sec|s|min|m|h|d)"
  private static let time = "(?:\(digits)\(space)\(unit)\(space))+"

  static func duration(signed: Bool) -> String { whole("\(sign(signed))\(time)") }

  static let clock = whole("[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]*)?)?")

  static func rate(signed: Bool) -> String {
    whole("\(sign(signed))\(digits)\(space)\(suffix)\(space)/\(space)(?:\(time)|\(unit))")
  }

  static let share = whole("\\+?\(digits)\(space)[%％]")

  static func count(signed: Bool) -> String {
    whole("\(sign(signed))\(digits)\(space)\(suffix)")
  }

  static func money(signed: Bool) -> String {
    let currency = "(?:\(Currencies.names.map { escaped($0) }.joined(separator: "|")))"
    let number = "\(sign(signed))\(digits)\(space)\(suffix)\(space)"
    return whole("(?:\(sign(signed))\(currency)\(space)\(number)|\(number)\(currency))")
  }

  /// A metric, of a product or a room where that can be asked, a comparison and a limit; a campaign's
  /// promises are written alike.
  static let promise: String = {
    let metrics = Metrics.all + CampaignMetrics.all.map(\.head)
    let single = metrics.map { escaped($0.name) }.joined(separator: "|")
    let ofSubjects = metrics.filter { $0.subject != nil }.map { escaped($0.name) }
      .joined(separator: "|")
    let limit = "(?:<=?|>=?|==|!=) *[^<>=! ].*"
    return "^ *(?:(?:\(single))|(?:\(ofSubjects)) *\\[[^\\]]+\\]) *\(limit)$"
  }()

  private static func sign(_ signed: Bool) -> String { signed ? "[+−-]?" : "\\+?" }
  private static func whole(_ pattern: String) -> String { "^\(space)\(pattern)\(space)$" }

  private static func escaped(_ text: String) -> String {
    text.map { "$.|()[]*+?^\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
