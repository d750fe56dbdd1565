// What can be wrong with a row of a log. Rows that are wrong are left out, counted by what is wrong,
// and the first few are shown, so that a log with a thousand odd lines in a million is of use, and one
// that is odd throughout is not mistaken for a good one.

/// What is wrong with a row.
public enum LogFault: String, Sendable, CaseIterable {
  /// It has more cells than the first line, or fewer.
  case cells
  /// A quote is not closed on its line, or the line is longer than 64 KiB.
  case line
  /// It says not who or when.
  case missing
  /// An instant cannot be read.
  case time
  /// It comes from a source that is not known.
  case source
  /// Its cohort has a name that no scenario can have, or is one too many.
  case cohort
  /// Something ends before it begins.
  case order
  /// It orders without a click, or pays without an order.
  case orphan
  /// It lies more than two days from the first row.
  case outside

  /// What is wrong, to follow "the row".
  public var words: String {
    switch self {
    case .cells: "has more or fewer cells than the first line"
    case .line: "has a quote that is not closed, or is longer than 64 KiB"
    case .missing: "says not who or when"
    case .time: "has an instant that is not seconds, HH:MM:SS or RFC 3339"
    case .source: "comes from a source that is not known"
    case .cohort: "has a cohort that no scenario can have"
    case .order: "has something end before it begins"
    case .orphan: "orders without a click or pays without an order"
    case .outside: "lies more than two days from the first row"
    }
  }
}

/// How many rows there were, and what was wrong with those that make no sense.
public struct LogRows: Sendable, Equatable {
  /// A row that was left out.
  public struct Example: Sendable, Equatable {
    /// Its line, from 1.
    public var line: Int
    /// What is wrong with it.
    public var fault: LogFault
    /// How it begins.
    public var text: String
  }

  /// How many wrong rows are shown.
  static let shown = 5

  /// Rows that were used.
  public internal(set) var used = 0
  /// Rows that begin before the start or at the end that were given, or later: nothing is wrong with them.
  public internal(set) var outsideWindow = 0
  /// Rows that make no sense, by what is wrong, in the order of `LogFault.allCases`.
  public internal(set) var faults = [Int](repeating: 0, count: LogFault.allCases.count)
  /// The first of them.
  public internal(set) var examples: [Example] = []

  /// Rows that make no sense.
  public var bad: Int { faults.reduce(0, +) }

  mutating func note(_ fault: LogFault, line: Int, _ bytes: Span<UInt8>, _ range: Range<Int>?) {
    if let place = LogFault.allCases.firstIndex(of: fault) { faults[place] += 1 }
    guard examples.count < LogRows.shown else { return }
    var start: [UInt8] = []
    for at in (range ?? 0..<0).prefix(60) { start.append(bytes[at]) }
    examples.append(Example(line: line, fault: fault, text: String(decoding: start, as: UTF8.self)))
  }
}
