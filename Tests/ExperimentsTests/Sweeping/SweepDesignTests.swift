// Inputs and designs of sweeps: which values, which points, and what is refused.
import LiveCommerce
import Testing

@testable import Experiments

@Suite("Designs of sweeps")
struct SweepDesignTests {
  @Test(arguments: [
    ("orders.workers.count=8,16,32", ["8", "16", "32"]),
    ("a=5m", ["5m"]),
    (
      "a={ uniform: { from: 1, to: 2 } },[1,2],\"x,y\"",
      [
        "{ uniform: { from: 1, to: 2 } }", "[1,2]", "\"x,y\"",
      ]
    ),
    ("a=b=c,d", ["b=c", "d"]),
    ("a=10k..100k:4", ["10k", "40k", "70k", "100k"]),
    ("a=8..64:4:log", ["8", "16", "32", "64"]),
    ("a=1..100:4:log", ["1", "5", "22", "100"]),
    ("a=0..1:5", ["0", "0.25", "0.5", "0.75", "1"]),
    ("a=0..10:4", ["0", "3", "7", "10"]),
    ("a=¥99..¥299:3", ["¥99", "¥199", "¥299"]),
    ("a=-1.5..1.5:3", ["-1.5", "0", "1.5"]),
    ("a=1..2:2", ["1", "2"]),
    // Whole numbers of thousands, and no exponents: both are read as they are written.
    ("a=1k..2k:4", ["1k", "1.333k", "1.667k", "2k"]),
    ("a=10k..100k:3:log", ["10k", "31.623k", "100k"]),
    ("a=0.00001s..0.0001s:3:log", ["0.00001s", "0.0000316228s", "0.0001s"]),
    ("a=10%..30%:4", ["10%", "16.6667%", "23.3333%", "30%"]),
    ("a=3万..9万:3", ["3万", "6万", "9万"]),
    ("a=1亿/s..2亿/s:2", ["1亿/s", "2亿/s"]),
  ])
  func `values of an input`(_ text: String, _ values: [String]) throws {
    let input = try SweepInput(text)
    #expect(input.values == values)
    #expect(text.hasPrefix(input.path + "="))
  }

  @Test(arguments: [
    ("workers", "an input is PATH=VALUE,VALUE… or PATH=LOW..HIGH:COUNT, not `workers`"),
    ("=3", "an input is PATH=VALUE,VALUE… or PATH=LOW..HIGH:COUNT, not `=3`"),
    ("a=", "an input is PATH=VALUE,VALUE… or PATH=LOW..HIGH:COUNT, not `a=`"),
    ("a=1,,2", "`a=1,,2` has an empty value between its commas"),
    ("a=1,2,1", "`a` takes the value `1` twice"),
    ("a=1..5", "a range is LOW..HIGH:COUNT or LOW..HIGH:COUNT:log, not `1..5`"),
    ("a=1..5:3:lin", "a range is LOW..HIGH:COUNT or LOW..HIGH:COUNT:log, not `1..5:3:lin`"),
    ("a=x..y:3", "a range is LOW..HIGH:COUNT or LOW..HIGH:COUNT:log, not `x..y:3`"),
    ("a=500..2k:3", "`500..2k:3`: both ends of a range are written in the same unit"),
    ("a=1..5:1", "`1..5:1`: a range has from 2 to 1000 values"),
    ("a=5..1:3", "`5..1:3`: a range goes from the lower end to the higher one"),
    ("a=0..5:3:log", "`0..5:3:log`: equal ratios need a lower end above 0"),
  ])
  func `inputs that are refused`(_ text: String, _ message: String) {
    #expect(throws: SweepProblem(message)) { try SweepInput(text) }
  }

  @Test func `a grid has every combination, the last input changing fastest`() throws {
    let design = try SweepDesign(grid: [SweepInput("a=1,2"), SweepInput("b=x,y,z")])
    let rows = design.points.map { $0.values.map { $0 ?? "-" }.joined() }
    #expect(rows == ["1x", "1y", "1z", "2x", "2y", "2z"])
    #expect(design.points.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(design.slice(of: 0).map(\.number) == [1, 4])
    #expect(design.slice(of: 1).map(\.number) == [1, 2, 3])
    #expect(design.settings(of: design.points[5]).map(\.path) == ["a", "b"])
  }

  @Test func `one at a time leaves the others at their base`() throws {
    let design = try SweepDesign(
      oneAtATime: [SweepInput("a=1,2"), SweepInput("b=x,y,z"), SweepInput("c=0")])
    let rows = design.points.map { $0.values.map { $0 ?? "-" }.joined() }
    #expect(rows == ["1x0", "2x0", "1y0", "1z0"])
    #expect(design.slice(of: 1).map(\.number) == [1, 3, 4])
  }

  @Test func `a table names its points`() throws {
    let design = try SweepDesign(
      table: "\u{FEFF}a,\"b \"\"c\"\"\"\r\n1,\"x,\ny\"\r\n\r\n2,\r\n")
    #expect(design.inputs == ["a", "b \"c\""])
    #expect(design.points.map(\.values) == [["1", "x,\ny"], ["2", nil]])
    #expect(design.settings(of: design.points[1]).map(\.path) == ["a"])
  }

  @Test(arguments: [
    ("", "a table of points has a line of paths and at least one line of values"),
    ("a,b\n", "a table of points has a line of paths and at least one line of values"),
    ("a,,b\n1,2,3\n", "line 1: column 2 has no path"),
    ("a,a\n1,2\n", "`a` is varied twice"),
    ("a,b\n1,2\n3\n", "line 3: 1 values for 2 paths"),
    ("a,b\n1,2\n\n1,2\n", "line 4: the same point as line 2"),
    ("a\n\"1\n", "line 2: the quotes of a field are not closed"),
    ("a\n\"1\"x\n", "line 2: a field with quotes is in quotes as a whole"),
    ("a\nx\"1\"\n", "line 2: a field with quotes is in quotes as a whole"),
  ])
  func `tables that are refused`(_ text: String, _ message: String) {
    #expect(throws: SweepProblem(message)) { try SweepDesign(table: text) }
  }

  @Test func `too much is refused`() throws {
    let many = try SweepInput("a=1..1000:1000")
    let more = try SweepInput("b=1..11:11")
    #expect(throws: SweepProblem.self) { try SweepDesign(grid: [many, more]) }
    #expect(try SweepDesign(oneAtATime: [many, more]).points.count == 1010)
    #expect(throws: SweepProblem("`a` is varied twice")) {
      try SweepDesign(grid: [many, many].map { try SweepInput("\($0.path)=1") })
    }
  }
}
