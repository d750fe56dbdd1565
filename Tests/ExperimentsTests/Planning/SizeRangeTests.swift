// Sizes as they are written and read.
import Testing

@testable import Experiments

@Suite struct SizeRangeTests {
  @Test func `sizes are written as they were given`() throws {
    let whole = try SizeRange(from: "1", to: "1024", step: "1")
    #expect(whole.count == 1024)
    #expect(whole.text(0) == "1" && whole.text(1023) == "1024")
    let times = try SizeRange(from: "0.5s", to: "2s", step: "0.25s")
    #expect(
      (0..<times.count).map(times.text) == [
        "0.50s", "0.75s", "1.00s", "1.25s", "1.50s", "1.75s", "2.00s",
      ])
    #expect(times.number(3) == 1.25)
    let rates = try SizeRange(from: "100/s", to: "1000/s", step: "400/s")
    #expect((0..<rates.count).map(rates.text) == ["100/s", "500/s", "900/s"])
    #expect(try SizeRange(from: "-1.5", to: "1", step: "1").text(0) == "-1.5")
    let thousand = try SizeRange((from: nil, to: "1k", step: nil))
    #expect(thousand.count == 1000 && thousand.text(0) == "1" && thousand.text(999) == "1000")
    let often = try SizeRange((from: nil, to: "0.5k/s", step: nil))
    #expect(often.number(0) == 1 && often.number(often.count - 1) == 500)
    #expect(try SizeRange(from: "-0.5", to: "1", step: "0.25").text(1) == "-0.25")
  }

  @Test(arguments: [
    ("1", "0", "1", "above"), ("1", "9", "0", "step"), ("1s", "9", "1s", "unit"),
    ("x", "9", "1", "`x`"), ("1", "99999999", "1", "sizes"), ("1.", "9", "1", "`1.`"),
    ("1", "1234567890123456", "1", "digits"), ("", "9", "1", "``"), ("--1", "9", "1", "`--1`"),
    ("0.0000000000001", "9999999999999", "1", "digits"),
    ("-90000000000亿", "90000000000亿", "1亿", "sizes"),
  ])
  func `what is no range is refused with its reason`(
    _ from: String, _ to: String, _ step: String, _ word: String
  ) {
    let problem = #expect(throws: PlanProblem.self) {
      try SizeRange(from: from, to: to, step: step)
    }
    #expect(problem?.description.contains(word) == true, "\(problem?.description ?? "")")
  }

  @Test func `probed levels hold both ends and grow by ratios`() throws {
    let question = try Known.question(1...1024)
    #expect(question.probedLevels(of: 0) == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023])
    #expect(try Known.question(5...5).probedLevels(of: 0) == [0])
    #expect(try Known.question(1...3).probedLevels(of: 0) == [0, 1, 2])
    let mirrored = try Known.question(1...1024, wantsLargest: true).probedLevels(of: 0)
    #expect(mirrored.first == 0 && mirrored.last == 1023 && mirrored[1] == 512)
  }
}
