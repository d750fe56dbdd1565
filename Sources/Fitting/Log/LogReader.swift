// Rows become visits. A row is looked at once and forgotten; what it says is handed on as a few
// integers.
//
// Invariant: a row is used whole or not at all.
public import LiveCommerce

/// A visit as the log tells it, in the log's own time.
struct LogVisit {
  /// The viewer's name as a number: equal names have equal numbers.
  var viewer: UInt64
  var enter: Int64
  /// nil while it goes on.
  var exit: Int64?
  var source: TrafficSource
  /// The cohort, by its first appearance.
  var cohort: Int
  var shown: Int64?
  var click: Int64?
  var order: Int64?
  var pay: Int64?
  /// When the log ends, if that is known.
  private(set) var cut = Int64.max

  /// The last instant that it tells of.
  var last: Int64 {
    max(enter, exit ?? enter, shown ?? enter, click ?? enter, order ?? enter, pay ?? enter)
  }

  /// Forgets what is not known at an instant: that somebody will leave, hear or click.
  ///
  /// What becomes of a click before it is not forgotten, or slow orders would seem to be none.
  mutating func cutOff(at end: Int64) {
    cut = end
    if let exit, exit >= end { self.exit = nil }
    if let shown, shown >= end { self.shown = nil }
    if let click, click >= end { (shown, self.click, order, pay) = (nil, nil, nil, nil) }
  }

  /// Whether nothing ends before it begins.
  var isInOrder: Bool {
    (exit ?? .max) >= enter && (shown ?? enter) >= enter
      && (click ?? .max) >= (shown ?? enter) && (order ?? .max) >= (click ?? enter)
      && (pay ?? .max) >= (order ?? enter)
  }
}

/// What is known of a log beside its rows.
public struct LogTerms: Sendable {
  /// What the log calls each source, beside the sources' own names.
  public var sources: [String: TrafficSource] = [:]
  /// Where the log begins, in its own time, in nanoseconds; nil: with its first row, or at zero.
  public var start: Int64?
  /// Where the log ends, in its own time, in nanoseconds; nil: with the last enter or exit.
  ///
  /// Whoever left at the end or later was still there when the log was cut.
  public var end: Int64?
  /// When the product could be ordered, in the log's own time, in nanoseconds; nil: all the time.
  public var linkUp: Int64?
  /// Every so-manieth viewer is held out; 0 for none.
  public var holdOut = 5
  /// How many logs are drawn for a p-value; 0 for none.
  public var draws = 99
  /// The width of a step of arrival profiles, in nanoseconds; nil: a sixtieth of the log.
  public var step: Int64?

  /// Creates the terms of a log of which nothing is known.
  public init() {}

  /// An instant as a log writes it, in nanoseconds; nil if it is none.
  public static func instant(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    return LogTime.nanoseconds(bytes.span, 0..<bytes.count)
  }
}

/// Reads the rows of a log.
struct LogReader {
  /// The most cohorts, which is what a scenario may have.
  static let mostCohorts = 200
  /// The farthest that a row may lie from the first one, in nanoseconds.
  static let farthest: Int64 = 2 * 86_400_000_000_000

  private let terms: LogTerms
  private let sources: [(name: [UInt8], source: TrafficSource)]
  private var lines = LogLines()
  private var cells = LogCells()
  private(set) var columns: LogColumns?
  private(set) var rows = LogRows()
  /// The names of cohorts by first appearance.
  private(set) var cohorts: [String] = []
  private var cohortNames: [[UInt8]] = []
  private var anchor: Int64?
  /// The latest instant of a visit that is used, be it after the end.
  private(set) var lastTold = Int64.min
  /// The latest order of a visit that is used.
  private var lastOrder = Int64.min
  /// Whether the first instant is a time of a day, and no number of seconds.
  private(set) var isClockTime = false

  init(_ terms: LogTerms) {
    self.terms = terms
    sources =
      TrafficSource.allCases.map { (Array($0.rawValue.utf8), $0) }
      + terms.sources.sorted { $0.key < $1.key }.map { (Array($0.key.utf8), $0.value) }
  }

  /// Takes a piece of the log.
  mutating func add(_ piece: [UInt8], _ take: (LogVisit) -> Void) throws(LogError) {
    // The reader of lines is taken out meanwhile, for its closure changes everything else.
    var lines = self.lines
    self.lines = LogLines()
    var failure: LogError?
    lines.add(piece) { self.read($0, $1, $2, &failure, take) }
    self.lines = lines
    if let failure { throw failure }
  }

  /// Ends the log.
  mutating func finish(_ take: (LogVisit) -> Void) throws(LogError) {
    var lines = self.lines
    self.lines = LogLines()
    var failure: LogError?
    lines.finish { self.read($0, $1, $2, &failure, take) }
    if let failure { throw failure }
    guard columns != nil else { throw .empty }
    guard rows.used > 0, let anchor else {
      throw rows.outsideWindow > rows.bad ? .nothingInWindow : .nothingUsable
    }
    for (name, term) in [("start", terms.start), ("end", terms.end), ("link-up", terms.linkUp)] {
      guard LogReader.isNear(term ?? anchor, anchor) else { throw .farOff(term: name) }
    }
  }

  /// Up to when orders are known of a log that ends at an instant: it may tell how it went on.
  func ordersKnown(end: Int64) -> Int64 { lastOrder < end ? end : max(end, lastTold) }

  private mutating func read(
    _ bytes: Span<UInt8>, _ range: Range<Int>?, _ line: Int, _ failure: inout LogError?,
    _ take: (LogVisit) -> Void
  ) {
    guard failure == nil else { return }
    guard let range else {
      if columns == nil { failure = .longFirstLine }
      return rows.note(.line, line: line, bytes, nil)
    }
    guard let columns else {
      do throws(LogError) {
        columns = try header(bytes, range)
      } catch {
        failure = error
      }
      return
    }
    if range.isEmpty { return }
    if cells.find(bytes, range) {
      use(bytes, columns, line, bytes, range, take)
    } else if cells.unquote(bytes, range) {
      let text = cells.unquoted
      use(text.span, columns, line, bytes, range, take)
    } else {
      rows.note(.line, line: line, bytes, range)
    }
  }

  private mutating func header(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(LogError) -> LogColumns {
    var range = range
    // A byte order mark is no part of the first name.
    let mark: [3 of UInt8] = [0xEF, 0xBB, 0xBF]
    if range.count >= 3, mark.indices.allSatisfy({ bytes[range.lowerBound + $0] == mark[$0] }) {
      range = range.dropFirst(3)
    }
    let isPlain = cells.find(bytes, range)
    if !isPlain { _ = cells.unquote(bytes, range) }
    let text = cells.unquoted
    let names = cells.ranges.map { LogReader.text(isPlain ? bytes : text.span, $0) }
    guard names != [""] else { throw .empty }
    return try LogColumns(names)
  }

  private mutating func use(
    _ bytes: Span<UInt8>, _ columns: LogColumns, _ line: Int, _ all: Span<UInt8>,
    _ range: Range<Int>, _ take: (LogVisit) -> Void
  ) {
    do throws(LogProblem) {
      guard let visit = try visit(bytes, columns) else {
        rows.outsideWindow += 1
        return
      }
      rows.used += 1
      take(visit)
    } catch {
      rows.note(error.fault, line: line, all, range)
    }
  }

  /// A fault on its way up.
  private struct LogProblem: Error {
    var fault: LogFault
    init(_ fault: LogFault) { self.fault = fault }
  }

  /// The visit of a row; nil if it lies outside the window that was asked for.
  private mutating func visit(
    _ bytes: Span<UInt8>, _ columns: LogColumns
  ) throws(LogProblem) -> LogVisit? {
    guard cells.ranges.count == columns.count else { throw LogProblem(.cells) }
    let viewer = cells.ranges[columns.viewer]
    guard !viewer.isEmpty, let enter = try instant(bytes, columns.enter) else {
      throw LogProblem(.missing)
    }
    let source = try source(bytes, cells.ranges[columns.source])
    var visit = LogVisit(
      viewer: LogReader.number(bytes, viewer), enter: enter,
      exit: try instant(bytes, columns.exit), source: source, cohort: 0,
      shown: try instant(bytes, columns.shown), click: try instant(bytes, columns.click),
      order: try instant(bytes, columns.order), pay: try instant(bytes, columns.pay))
    guard visit.isInOrder else { throw LogProblem(.order) }
    if columns.click != nil, visit.order != nil, visit.click == nil { throw LogProblem(.orphan) }
    if columns.order != nil, visit.pay != nil, visit.order == nil { throw LogProblem(.orphan) }
    // Before anything is made of it: the window may be a day of a log of months.
    guard isInWindow(visit) else { return nil }
    try checkPlace(visit)
    lastTold = max(lastTold, visit.last)
    lastOrder = max(lastOrder, visit.order ?? .min)
    if let end = terms.end { visit.cutOff(at: end) }
    if let column = columns.cohort { visit.cohort = try cohort(bytes, cells.ranges[column]) }
    if anchor == nil {
      isClockTime = cells.ranges[columns.enter].contains { bytes[$0] == UInt8(ascii: ":") }
    }
    anchor = anchor ?? visit.enter
    return visit
  }

  private func instant(_ bytes: Span<UInt8>, _ column: Int?) throws(LogProblem) -> Int64? {
    guard let column, !cells.ranges[column].isEmpty else { return nil }
    guard let instant = LogTime.nanoseconds(bytes, cells.ranges[column]) else {
      throw LogProblem(.time)
    }
    return instant
  }

  /// Whether a visit begins between the start and the end that were given.
  private func isInWindow(_ visit: LogVisit) -> Bool {
    visit.enter >= terms.start ?? .min && visit.enter < terms.end ?? .max
  }

  /// Refuses what lies so far from the first row that one of them is wrong.
  private func checkPlace(_ visit: LogVisit) throws(LogProblem) {
    let anchor = anchor ?? visit.enter
    guard LogReader.isNear(visit.enter, anchor), LogReader.isNear(visit.last, anchor) else {
      throw LogProblem(.outside)
    }
  }

  private static func isNear(_ instant: Int64, _ anchor: Int64) -> Bool {
    let (distance, isEndless) = instant.subtractingReportingOverflow(anchor)
    return !isEndless && distance.magnitude <= UInt64(farthest)
  }

  private func source(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(LogProblem) -> TrafficSource {
    for entry in sources where LogReader.isEqual(bytes, range, entry.name) { return entry.source }
    throw LogProblem(.source)
  }

  private mutating func cohort(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(LogProblem) -> Int {
    for index in cohortNames.indices where LogReader.isEqual(bytes, range, cohortNames[index]) {
      return index
    }
    let name = LogReader.text(bytes, range)
    guard cohorts.count < LogReader.mostCohorts, LogReader.isName(name) else {
      throw LogProblem(.cohort)
    }
    cohorts.append(name)
    cohortNames.append(Array(name.utf8))
    return cohorts.count - 1
  }

  /// Whether a scenario may call a cohort so.
  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 64 && text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil
  }

  private static func isEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: [UInt8]) -> Bool {
    guard range.count == name.count else { return false }
    for index in name.indices where bytes[range.lowerBound + index] != name[index] { return false }
    return true
  }

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var copy: [UInt8] = []
    for at in range { copy.append(bytes[at]) }
    return String(decoding: copy, as: UTF8.self)
  }

  /// The FNV-1a hash of a name, its bits then mixed, so that each of them is as good as any other.
  private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash = FNV.empty
    for at in range { hash = FNV.hash(hash, with: bytes[at]) }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return hash ^ (hash >> 31)
  }
}
