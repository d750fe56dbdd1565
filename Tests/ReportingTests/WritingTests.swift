// Texts for a terminal: widths, wrapping, tables, sparklines.
import Testing

@testable import Reporting

@Suite("Writing for a terminal")
struct WritingTests {
  static let widths: [(String, Int)] = [
    ("", 0), ("phone", 5), ("一加手机", 8), ("¥1\u{202F}999", 6), ("e\u{301}", 1), ("✓ kept", 6),
  ]

  @Test("wide characters take two columns", arguments: widths)
  func width(_ text: String, _ width: Int) {
    #expect(Display.width(text) == width)
  }

  @Test func `columns line up whatever the script`() {
    let table = TextTable(header: ["product", "sold"], rows: [["手机", "12"], ["case", "1"]])
    #expect(table.lines == ["product  sold", "手机       12", "case        1"])
    let open = TextTable(header: ["tier", "p50"], rows: [["gateway", ""]])
    #expect(open.lines == ["tier     p50", "gateway"])
  }

  @Test func `a table that is too wide goes on below, beside its first column`() {
    let table = TextTable(
      header: ["tier", "requests", "p50", "used"],
      rows: [["gateway", "1234567890", "", "1 %"], ["stock", "1", "450 µs", "< 0.001 %"]])
    #expect(table.folded(to: 100).map(\.lines) == [table.lines])
    let pieces = table.folded(to: 27)
    #expect(pieces.map(\.header) == [["tier", "requests", "p50"], ["tier", "used"]])
    #expect(pieces[1].lines == ["tier          used", "gateway        1 %", "stock    < 0.001 %"])
    #expect(pieces.flatMap(\.lines).allSatisfy { Display.width($0) <= 27 })
    // What is alone too wide stands alone.
    #expect(table.folded(to: 5).map(\.header.count) == [2, 2, 2])
  }

  @Test func `lines are broken between words`() {
    #expect(Display.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(Display.wrapped("immeasurable", to: 4) == ["immeasurable"])
    #expect(Display.wrapped("", to: 4) == [])
  }

  @Test func `text from a scenario cannot steer the terminal`() {
    #expect(Display.safe("a\u{1B}[31mb\u{202E}") == "a\\u{1B}[31mb\\u{202E}")
  }

  @Test(
    "words are quoted for a shell where they must be",
    arguments: [
      ("--set=products.phone.stock=100", "--set=products.phone.stock=100"), ("", "''"),
      ("my file.json5", "'my file.json5'"), ("$(date)", "'$(date)'"), ("it's", #"'it'\''s'"#),
      ("一", "'一'"), ("'\u{301};date", "''\\''\u{301};date'"), ("\u{D4E};", "'\u{D4E};'"),
    ])
  func shell(_ word: String, _ written: String) {
    #expect(ShellLine.text(["saleroom", word]) == "saleroom \(written)")
  }

  static let lines: [([Int], Int, String)] = [
    ([], 8, ""), ([0, 0], 8, ""), ([1, 2, 3, 4, 5, 6, 7, 8], 8, "▁▂▃▄▅▆▇█"),
    ([0, 1, 1000], 8, " ▁█"), ([2, 4, 8, 8], 2, "▃█"),
  ]

  @Test("a sparkline is scaled to its largest column", arguments: lines)
  func sparkline(_ values: [Int], _ width: Int, _ text: String) {
    #expect(Sparkline.text(values, width: width, by: .mean) == text)
  }

  @Test func `a peak survives resampling by the largest value`() {
    #expect(Sparkline.resampled([1, 9, 1, 1], to: 2, by: .largest) == [9, 1])
    #expect(Sparkline.resampled([1, 9, 1, 1], to: 2, by: .mean) == [5, 1])
  }

  @Test func `colour adds nothing but escape sequences`() {
    #expect(Palette.plain.bad("no") == "no")
    #expect(Palette.coloured.bad("no") == "\u{1B}[31mno\u{1B}[0m")
  }
}
