// Rows: those that are read, those that are left out and why, and that neither pieces nor quotes matter.
import LiveCommerce
import Testing

@testable import Fitting

@Suite struct LogReaderTests {
  /// What a log says, and what was wrong with it.
  private func read(
    _ text: String, piece: Int = .max, _ terms: LogTerms = LogTerms()
  ) throws -> (visits: [LogVisit], reader: LogReader) {
    var reader = LogReader(terms)
    var visits: [LogVisit] = []
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      try reader.add(Array(bytes.prefix(piece))) { visits.append($0) }
      bytes = bytes.dropFirst(piece)
    }
    try reader.finish { visits.append($0) }
    return (visits, reader)
  }

  private static let odd = """
    \u{FEFF}viewer,"enter",exit,source,cohort,note,click,order,pay\r
    1,0.5,10,discover,fan,"a, ""b""\",2,3,4\r
    "2",  1 ,,"mall",all,,,,\r

    3,2,5,feed,fan,x,,,
    """

  @Test func `quotes, blanks, line ends and pieces make no difference`() throws {
    var terms = LogTerms()
    terms.sources = ["feed": .paid]
    let whole = try read(Self.odd, terms)
    #expect(whole.visits.count == 3)
    #expect(whole.reader.rows.bad == 0)
    #expect(whole.reader.cohorts == ["fan", "all"])
    #expect(whole.visits.map(\.source) == [.discover, .mall, .paid])
    #expect(whole.visits.map(\.enter) == [500_000_000, 1_000_000_000, 2_000_000_000])
    #expect(whole.visits.map(\.exit) == [10_000_000_000, nil, 5_000_000_000])
    #expect(whole.visits[0].pay == 4_000_000_000)
    for piece in [1, 2, 3, 7, 50] {
      let cut = try read(Self.odd, piece: piece, terms)
      #expect(cut.visits.map(\.viewer) == whole.visits.map(\.viewer))
      #expect(cut.visits.map(\.exit) == whole.visits.map(\.exit))
      #expect(cut.reader.rows == whole.reader.rows)
    }
  }

  static let wrong: [(String, LogFault)] = [
    ("1,0,1,discover,a,,", .cells), ("1,0,1,discover,a,,,,", .cells), ("\"1,0,1,mall,a,,,", .line),
    (",0,1,discover,a,,,", .missing), ("1,,1,discover,a,,,", .missing),
    ("1,x,1,discover,a,,,", .time), ("1,0,1,discover,a,-1,,", .time),
    ("1,0,1,feed,a,,,", .source), ("1,0,1,,a,,,", .source),
    ("1,0,1,discover,,,,", .cohort), ("1,0,1,discover,9,,,", .cohort),
    ("1,5,1,discover,a,,,", .order), ("1,5,9,discover,a,4,,", .order),
    ("1,5,9,discover,a,6,5.5,", .order), ("1,5,9,discover,a,6,7,6.5", .order),
    ("1,0,1,discover,a,,1,", .orphan), ("1,0,1,discover,a,1,,1", .orphan),
    ("1,200000,200001,discover,a,,,", .outside), ("1,0,200000,discover,a,,,", .outside),
    ("1,0,9,discover,a,1,200000,", .outside), ("1,0,9,discover,a,1,2,200000", .outside),
    (String(repeating: "x", count: 70_000), .line),
  ]

  @Test("a row that makes no sense is left out, and told by line", arguments: wrong)
  func fault(_ row: String, _ fault: LogFault) throws {
    let header = "viewer,enter,exit,source,cohort,click,order,pay\n"
    for piece in [Int.max, 100] {
      let (visits, reader) = try read(
        header + "1,0,1,mall,a,,,\n\(row)\n2,1,2,mall,a,,,\n", piece: piece)
      #expect(visits.count == 2)
      #expect(reader.rows.used == 2)
      #expect(reader.rows.bad == 1)
      #expect(reader.rows.examples.map(\.fault) == [fault])
      #expect(reader.rows.examples.map(\.line) == [3])
    }
  }

  @Test func `what lies outside the window is no fault, who leaves at its end was still there`()
    throws
  {
    var terms = LogTerms()
    (terms.start, terms.end) = (5_000_000_000, 20_000_000_000)
    let (visits, reader) = try read(
      "viewer,enter,exit,source\n1,4,9,mall\n1,5,9,mall\n1,6,20,mall\n1,20,21,mall\n", terms)
    #expect(visits.map(\.exit) == [9_000_000_000, nil])
    #expect(reader.rows.outsideWindow == 2 && reader.rows.bad == 0)
  }

  @Test func `a window of a log of months is read, an empty one is told`() throws {
    var terms = LogTerms()
    (terms.start, terms.end) = (9_000_000_000_000_000, 9_000_100_000_000_000)
    let far = "viewer,enter,exit,source\n1,4,9,mall\n"
    let (visits, reader) = try read(far + "1,9000005,9000009,mall\n", terms)
    #expect(visits.count == 1 && reader.rows.bad == 0 && reader.rows.outsideWindow == 1)
    #expect(throws: LogError.nothingInWindow) { try read(far, terms) }
  }

  @Test func `what was given lies near the rows`() throws {
    let text = "viewer,enter,exit,source\n1,4,9,mall\n"
    let far: Int64 = 9_000_000_000_000_000_000
    let terms: [(String, WritableKeyPath<LogTerms, Int64?>, Int64)] = [
      ("start", \.start, -far), ("end", \.end, far), ("link-up", \.linkUp, -far),
      ("link-up", \.linkUp, far),
    ]
    for (name, term, instant) in terms {
      var given = LogTerms()
      given[keyPath: term] = instant
      #expect(throws: LogError.farOff(term: name)) { try read(text, given) }
    }
    for linkUp: Int64 in [-1, 9_000_000_001] {
      var given = LogTerms()
      given.linkUp = linkUp
      var fitter = LogFitter(given)
      try fitter.add(Array(text.utf8))
      #expect(throws: LogError.linkUpOutside) { try fitter.finish() }
    }
  }

  @Test func `only the first few wrong rows are shown, all are counted`() throws {
    let rows = (1...50).map { "x,\($0)" }.joined(separator: "\n")
    let (_, reader) = try read("viewer,enter,exit,source\n1,0,1,mall\n\(rows)\n")
    #expect(reader.rows.bad == 50)
    #expect(reader.rows.examples.map(\.line) == [3, 4, 5, 6, 7])
    #expect(reader.rows.examples.first?.text == "x,1")
  }

  @Test func `centuries between two rows are no log`() throws {
    let (_, reader) = try read(
      "viewer,enter,exit,source\na,9000000000,9000000001,mall\nb,1700-01-01T00:00:00Z,,mall\n")
    #expect(reader.rows.used == 1)
    #expect(reader.rows.bad == 1)
  }

  @Test func `a log without a head, or without a row, is refused`() {
    let cases: [(String, LogError)] = [
      ("", .empty), ("\n", .empty),
      ("a,b\n1,2\n", .lacks(column: "viewer", known: ["a", "b"])),
      ("viewer,enter,exit,source,click,click\n", .twice(column: "click")),
      ("viewer,enter,exit,source\n", .nothingUsable),
      ("viewer,enter,exit,source\nx\n", .nothingUsable),
      (String(repeating: "x", count: 70_000) + "\nviewer,enter,exit,source\n", .longFirstLine),
    ]
    for (text, expected) in cases {
      #expect(throws: expected) { try read(text) }
    }
  }

  @Test func `a first line without end is refused as soon as it is too long`() throws {
    var reader = LogReader(LogTerms())
    let piece = [UInt8](repeating: 0, count: LogLines.longest)
    try reader.add(piece) { _ in }
    #expect(throws: LogError.longFirstLine) { try reader.add([0]) { _ in } }
  }
}
