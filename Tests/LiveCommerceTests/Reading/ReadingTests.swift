// Whole files: every problem in one pass and in order, hostile input, limits, time.

import Testing

@testable import LiveCommerce

@Suite("Reading whole files")
struct ReadingTests {
  private enum Mode: String, CaseIterable { case preHold, onPaid }

  private static let sample = #"""
    // What happens when the host pulls the offer forward?
    {
      title: "开播 flash sale \u0041\uD83D\uDE00 \
    goes on",
      seed: 0x1F, start: '20:00:05.250', length: "1h30m", // comment
      cohorts: {
        fans: { people: "2.2M", dwell: { logNormal: { median: "25s", sigma: 1.5 } }, share: "35%" },
        'passers by': { people: 10_000, share: .65, rate: "8k/s", },
      },
      offers: [ { name: "phone", price: "¥1999", stock: 10000 }, { name: 'case', price: "¥9.90" } ],
      rundown: [ { at: "5m", show: "phone" }, { at: "10m", show: "case" }, ],
      /* expect */ expect: ["no oversell", "p99(order) < 800ms"], big: 1.5e10, none: null, yes: true,
    }
    """#

  /// A reader with a little of everything in it.
  private static func read(_ root: ObjectReader) {
    _ = root.text("title")
    _ = root.count("seed", in: 0...1_000_000)
    _ = root.optional("start")?.clock()
    _ = root.duration("length", in: 1_000_000_000...86_400_000_000_000)
    for entry in root.object("cohorts")?.entries() ?? [] {
      guard let cohort = entry.value.object() else { continue }
      _ = cohort.count("people")
      _ = cohort.share("share")
      _ = cohort.optionalRate("rate")
      let dwell = cohort.optional("dwell")?.variant(of: ["logNormal", "constant"])
      _ = dwell?.value.object()?.duration("median")
      cohort.finish()
    }
    var names: [String] = []
    for item in root.list("offers", count: 1...100) {
      guard let offer = item.object() else { continue }
      names.append(offer.text("name"))
      _ = offer.required("price", write: "a price")?.money()
      _ = offer.count("stock", default: 1)
      _ = offer.choice("mode", default: Mode.preHold)
      offer.finish()
    }
    for item in root.list("rundown") {
      guard let step = item.object() else { continue }
      _ = step.duration("at")
      let show = step.text("show")
      if !names.contains(show) {
        let hint = Spelling.nearest(show, among: names).map { "; did you mean `\($0)`?" } ?? ""
        step.report("there is no offer \(Wording.quoted(show))\(hint)", key: "show")
      }
      step.finish()
    }
    for item in root.optionalList("expect") { _ = item.text() }
    _ = root.optionalNumber("big")
    _ = root.optional("yes")?.bool()
  }

  @Test("every problem of a file is found in one pass and told in order")
  func allAtOnce() {
    let text = """
      {
        title: 5, length: "2ms", lenght: 3,
        cohorts: {
          fans: { people: 2.5, share: 35, zzz: 1 },
          'odd ones': { dwell: { logNormol: {} } },
        },
        offers: [
          { name: "phone", price: 399, stcok: 5, mode: "prehold" },
          { name: "case", price: "8k/s", name: "x", mode: "never" },
        ],
        rundown: [{ at: 5m, show: "phnoe" }, 7],
        expect: "no oversell"
      }
      """
    let found = problems(in: text, reading: Self.read)
    let expected = #"""
      problems
        1:1: error: seed: missing: write a whole number, such as 10000, "10k", "2.2M"
        2:10: error: title: write a text, such as "some words"; this is the number `5`
        2:21: error: length: must lie between 1s and 1d; it is 2ms
        2:28: error: unknown key `lenght`; did you mean `length`?
        4:21: error: cohorts.fans.people: must be a whole number; it is 2.5
        4:33: error: cohorts.fans.share: a share lies between 0 and 1; 35 of a hundred is
          written "35%"
        4:37: error: cohorts.fans: unknown key `zzz`; allowed here: `dwell`, `people`, `rate`,
          `share`
        5:17: error: cohorts["odd ones"].people: missing: write a whole number, such as 10000,
          "10k", "2.2M"
        5:17: error: cohorts["odd ones"].share: missing: write a share, such as "35%" or 0.35
        5:28: error: cohorts["odd ones"].dwell: there is no `logNormol`; did you mean
          `logNormal`?
        8:29: error: offers[0].price: needs a currency: write "¥399", "$19.99", "399 CNY"
        8:34: error: offers[0]: unknown key `stcok`; did you mean `stock`?
        8:50: error: offers[0].mode: there is no `prehold`; did you mean "preHold"?
        9:28: error: offers[1].price: `8k/s` is a rate; an amount of money is wanted, such as
          "¥399", "$19.99", "399 CNY"
        9:36: error: offers[1].name: `name` is given twice, first at line 9, column 7: keep one
        9:53: error: offers[1].mode: there is no `never`; write one of "preHold", "onPaid"
        11:19: error: rundown[0].at: `5m` needs quotes: write "5m"
        11:29: error: rundown[0].show: there is no offer `phnoe`; did you mean `phone`?
        11:40: error: rundown[1]: write an object, such as { key: value, … }; this is the number
          `7`
        12:11: error: expect: `no oversell` is a text; write a list, such as [ …, … ]
      """#
    #expect(found == Table.rows(expected).flatMap(\.expected).map { "f:" + $0 })
  }

  @Test("no bytes make it trap, and all of them are read in short time")
  func mutations() {
    var state: UInt64 = 20_260_801
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let marks = Array("{}[]:,\"'\\/*+-.0xeEu \n\r#;\u{2028}\u{FEFF}¥".utf8) + [0, 0xFF, 0xC0, 0xED]
    let original = Array(Self.sample.utf8)
    let start = ContinuousClock.now
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0...draw(4) {
        let at = draw(max(1, bytes.count))
        switch draw(5) {
        case 0: bytes[at] = UInt8(draw(256))
        case 1: bytes[at] = marks[draw(marks.count)]
        case 2: bytes.insert(marks[draw(marks.count)], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + draw(20)))
        default: bytes.removeSubrange(at...)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      let log = ProblemLog(file: "f")
      if let root = opened(bytes, log) {
        Self.read(root)
        root.finish()
      } else {
        #expect(log.hasErrors)
      }
      #expect(log.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty })
    }
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  @Test("size, depth and number of problems are bounded")
  func limits() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(
      parsed(deep).problems.map { String($0.suffix(60)) } == [
        "][0][0]: nested more than 64 deep: a scenario needs far less"
      ])
    let nested = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(parsed(nested).problems.isEmpty)
    let large = [UInt8](repeating: 0x20, count: JSON5Parser.sizeLimit + 1)
    #expect(
      parsed(large).problems == [
        "f:1:1: error: the file has 16777217 bytes; a scenario may have 16777216 (16 MiB)"
      ])
    #expect(parsed(Array(large.dropLast())).problems.count == 1)
    let marks = String(repeating: "\u{301}", count: 1_000_000)
    #expect(
      parsed("{a\(marks):1}").problems.map { String($0.suffix(45)) } == [
        "a letter with more than 30 accents is no text"
      ])
    #expect(
      parsed("['e\(marks)']").problems == [
        "f:1:2: error: [0]: a letter with more than 30 accents is no text"
      ])
    let digits = "[" + String(repeating: "9", count: 2000) + "]"
    #expect(
      parsed(digits).problems == [
        "f:1:2: error: [0]: a number of 2000 characters is too long: 1024 are read"
      ])
    let keys = (0..<1000).map { "k\($0):1" }.joined(separator: ",")
    let found = problems(in: "{\(keys)}") { _ in }
    #expect(found.count == ProblemLog.limit + 1)
    #expect(found.last == "f:1:1285: error: 800 more problems are not shown")
    let slips = "[" + String(repeating: "5m,", count: 1000) + "]"
    #expect(parsed(slips).problems.count == JSON5Parser.repairLimit + 1)
  }

  /// Bytes that are not UTF-8, and what is said of them.
  private static let encodings: [([UInt8], String)] = [
    ([0x7B, 0x0A, 0xC3, 0xA9, 0xFF], "2:2: error: the byte 0xFF (offset 4)"),
    ([0xC3], "1:1: error: the byte 0xC3 (offset 0)"),
    ([0xC0, 0xAF], "1:1: error: the byte 0xC0 (offset 0)"),
    ([0xED, 0xA0, 0x80], "1:1: error: the byte 0xED (offset 0)"),
    ([0x5B, 0xF4, 0x90, 0x80, 0x80], "1:2: error: the byte 0xF4 (offset 1)"),
    ([0xEF, 0xBB, 0xBF, 0x80], "1:1: error: the byte 0x80 (offset 3)"),
    ([0xFE, 0xFF, 0x00, 0x7B], "1:1: error: the byte 0xFE (offset 0)"),
  ]

  @Test("what is not UTF-8 is refused at its first byte")
  func notUTF8() {
    for (bytes, expected) in Self.encodings {
      let (value, problems) = parsed(bytes)
      #expect(value == nil)
      #expect(problems == ["f:\(expected) is not UTF-8: save the file as UTF-8"])
    }
  }

  @Test("the nearest spelling is proposed where one is near")
  func spelling() {
    let names = ["stock", "price", "name", "thinkTime", "enter", "a"]
    let rows: [(String, String?)] = [
      ("stcok", "stock"), ("Stock", "stock"), ("stoc", "stock"), ("prices", "price"),
      ("nmae", "name"),
      ("think_time", "thinkTime"), ("THINK-TIME", "thinkTime"), ("zzz", nil), ("b", nil),
      ("A", "a"),
      ("", nil), (String(repeating: "x", count: 100_000), nil),
    ]
    for (typed, meant) in rows {
      #expect(Spelling.nearest(typed, among: names) == meant, "\(typed)")
    }
    #expect(Spelling.distance(Array("abcd".unicodeScalars), Array("acbd".unicodeScalars)) == 1)
  }
}
