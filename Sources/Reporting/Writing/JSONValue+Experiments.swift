// What the results of all experiments have in common.
import LiveCommerce
import Stochastics

extension JSONValue {
  /// An interval; null when there is none.
  static func interval(_ interval: Interval?) -> JSONValue {
    guard let interval else { return .null }
    return .object([
      Member("estimate", .number(interval.estimate)),
      Member("low", .number(interval.low)),
      Member("high", .number(interval.high)),
      Member("level", .number(interval.level)),
    ])
  }

  /// In which share of the runs a promise is to be kept, or that it is about their mean.
  static func quantifier(_ quantifier: Quantifier) -> Member {
    switch quantifier {
    case .share(let share): Member("inShare", .number(share))
    case .onAverage: Member("onAverage", .bool(true))
    }
  }

  /// What made a result, as the first members of it.
  package static func origin(_ origin: ReportOrigin, schema: Int, kind: String) -> [Member] {
    [
      Member("schema", .int(schema)),
      Member("kind", .string(kind)),
      Member("tool", JSONFormat.tool(origin)),
      Member("command", .array(origin.command.map { .string($0) })),
    ]
  }
}

extension Interval {
  /// The interval that a result holds; nil when it holds none.
  init?(_ value: JSONValue?) {
    guard let estimate = value?["estimate"]?.double, let low = value?["low"]?.double,
      let high = value?["high"]?.double, let level = value?["level"]?.double
    else { return nil }
    self.init(estimate: estimate, low: low, high: high, level: level)
  }
}
