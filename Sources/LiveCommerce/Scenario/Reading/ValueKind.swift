// The kinds of value that a scenario holds, what each is called and how it is written. Every message
// about a wrong value draws its words and its examples from here.

/// What a key wants.
enum ValueKind: String, CaseIterable, Sendable {
  case duration
  case clock
  case rate
  case money
  case share
  case count
  case number
  case text
  case bool
  case list
  case object

  /// The kind with its article, for "a duration is wanted".
  var noun: String {
    switch self {
    case .duration: "a duration"
    case .clock: "a time of day"
    case .rate: "a rate"
    case .money: "an amount of money"
    case .share: "a share"
    case .count: "a whole number"
    case .number: "a number"
    case .text: "a text"
    case .bool: "true or false"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// How it is written, to follow "write".
  var examples: String {
    switch self {
    case .duration: #""250ms", "15s", "10m""#
    case .clock: #""20:00", "20:00:05.250""#
    case .rate: #""2.5/s", "120/min", "8k/s""#
    case .money: #""¥399", "$19.99", "399 CNY""#
    case .share: #""35%" or 0.35"#
    case .count: #"10000, "10k", "2.2M""#
    case .number: "1.5"
    case .text: #""some words""#
    case .bool: "true or false"
    case .list: "[ …, … ]"
    case .object: "{ key: value, … }"
    }
  }

  /// The kind of quantity that a text spells, if it spells one.
  static func recognised(in text: String) -> ValueKind? {
    if (try? Quantity.duration(text)) != nil { return .duration }
    if (try? Quantity.clock(text)) != nil { return .clock }
    if (try? Quantity.rate(text)) != nil { return .rate }
    if (try? Quantity.share(text)) != nil { return .share }
    if (try? Quantity.count(text)) != nil { return .count }
    if (try? Quantity.money(text)) != nil { return .money }
    return nil
  }
}
