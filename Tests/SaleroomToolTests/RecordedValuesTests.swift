// `--set PATH=@FILE:COLUMN`: a record of measurements becomes a law, wrong files are told by line, and
// the digest is that of the values.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

struct RecordedValuesTests {
  private func run(_ folder: Folder, _ setting: String) throws -> Outcome {
    let file = try folder.file("s.json5", Scenarios.small)
    return Tool.run(["run", file, "--format=json", "--set", setting])
  }

  private func law(_ text: String, _ columns: String = "") throws -> String {
    let folder = try Folder()
    let file = try folder.file("dwell.csv", text)
    return try RecordedValues.law("\(file)\(columns)")
  }

  @Test func `columns are found by name, cells are durations or seconds`() throws {
    let text = "\u{FEFF}who,\"time, s\",n\r\na,250ms,1\r\n\"b, \"\"c\"\"\", 3.5 ,2.5\r\n\r\nd,10,0"
    #expect(
      try law(text, ":n") == "{empirical:['1s','2.5s','0s']}")
    #expect(try law("t\n250ms\n 3.5 \n", "") == "{empirical:['250ms','3.5s']}")
    let weighted = "t,w\n1m,3\n2,0.5\n"
    #expect(
      try law(weighted, ":t,w") == "{empirical:[{value:'1m',weight:3},{value:'2s',weight:0.5}]}")
    let quoted = "a,\"t \"\"x\"\"\"\n\"1,5\",7\n"
    #expect(try law(quoted, ":t \"x\"") == "{empirical:['7s']}")
    // Marks that join themselves to the comma and the quotes behind them.
    let joined = "a\u{600},t,\"b\u{600}\"\"\u{600}\"\n1,7,8\n"
    #expect(try law(joined, ":t") == "{empirical:['7s']}")
    #expect(try law(joined, ":b\u{600}\"\u{600}") == "{empirical:['8s']}")
  }

  @Test func `a record is the law of a session, and of its digest`() throws {
    let folder = try Folder()
    let file = try folder.file("dwell.csv", "seconds,n\n5,1\n20,3\n")
    let setting = "cohorts.all.dwell=@\(file):seconds,n"
    let first = try run(folder, setting)
    #expect(first.status == .kept, "\(first.errors)")
    let inline =
      "cohorts.all.dwell={empirical:[{value:'5s',weight:1},{value:'20s',weight:3}]}"
    let digest = { (outcome: Outcome) in
      outcome.output.split(separator: "\n").first { $0.contains("\"digest\"") }
    }
    let written = try run(folder, inline)
    #expect(digest(first) != nil)
    #expect(digest(first) == digest(written))
    _ = try folder.file("dwell.csv", "seconds,n\n5,1\n20,4\n")
    let changed = try run(folder, setting)
    #expect(digest(changed) != digest(first))
    let told = try run(folder, "cohorts.all.dwell=@\(folder.path)/none.csv")
    #expect(told.status == .inputOutput && told.errors.contains("none.csv: no such file"))
    _ = try folder.file("dwell.csv", "seconds,n\n5parsecs,1\n")
    #expect(try run(folder, setting).errors.contains("cohorts.all.dwell.empirical[0].value"))
  }

  private func profile(_ text: String, _ columns: String = "") throws -> String {
    let folder = try Folder()
    let file = try folder.file("counts.csv", text)
    return try RecordedValues.value("\(file)\(columns)", of: "traffic.paid[1].arrive")
  }

  @Test func `counts over time become a profile, the last stretch as long as the one before`()
    throws
  {
    let counts = "from,requests,perSecond\n0.0,5,0.5\n10s,0,0\n30,7,0.7\n"
    #expect(
      try profile(counts, ":from,requests")
        == "{profile:[{from:'0.0s',to:'10s',weight:5},{from:'10s',to:'30s',weight:0},"
        + "{from:'30s',to:'50000000000ns',weight:7}]}")
    #expect(try profile("t,n\n0,5\n1,6\n").hasSuffix("{from:'1s',to:'2000000000ns',weight:6}]}"))
    #expect(
      try profile("a,b,c\n0,9s,5\n", ":a,c,b") == "{profile:[{from:'0s',to:'9s',weight:5}]}")
    let wrong: [(text: String, columns: String, told: String)] = [
      (
        "a,b\n0,1\n", "",
        "one row alone has no length; name a third column with its end, as in "
          + "@counts.csv:from,visits,to"
      ),
      ("a,b\n0,1\n", ":a", "a profile needs two columns, as in @counts.csv:from,visits"),
      ("a\n0\n1\n", "", ":2: has 1 cells; the 2th is wanted"),
      ("a,b\n0,many\n", "", ":2: `many` is not a number"),
    ]
    for (text, columns, told) in wrong {
      let error = #expect(throws: ToolError.self) { try profile(text, columns) }
      #expect(error?.message.hasSuffix(told) == true, "\(error?.message ?? "") for \(text)")
    }
  }

  @Test func `the arrivals of one session are the profile of another`() throws {
    let folder = try Folder()
    let file = try folder.file("s.json5", Scenarios.small)
    let rates = Tool.run(
      ["export", file, "--kinds=enter", "--format=rates", "--per=10s", "--quiet"])
    let counts = try folder.file("counts.csv", rates.output)
    let again = Tool.run(
      [
        "export", file, "--kinds=enter", "--format=rates", "--per=10s", "--quiet",
        "--set=traffic.discover.arrive=@\(counts):from,requests",
        "--set=traffic.discover.visits=100000",
      ])
    #expect(again.status == .kept, "\(again.errors)")
    let sums = [rates.output, again.output].map { table in
      table.split(separator: "\n").dropFirst().compactMap { line in
        Double(line.split(separator: ",")[1])
      }
    }
    #expect(sums[0].count == 6)
    let scale = sums[0].reduce(0, +) / 100_000
    for (count, many) in zip(sums[0], sums[1]) {
      // Five standard deviations of a Poisson number.
      #expect(abs(many * scale - count) < 5 * (count * scale).squareRoot() + 1)
    }
  }

  @Test func `a profile that ends after all time is refused by the scenario's reader`() throws {
    let folder = try Folder()
    let file = try folder.file("c.csv", "from,visits\n0s,1\n60000d,1\n")
    let outcome = try run(folder, "traffic.discover.arrive=@\(file)")
    #expect(outcome.status == .badScenario, "\(outcome.errors)")
    #expect(outcome.errors.contains("arrive.profile"), "\(outcome.errors)")
  }

  @Test func `files that make no sense are told by line`() throws {
    let wrong: [(text: String, columns: String, told: String)] = [
      ("", "", "is empty; its first line should name the columns"),
      ("seconds\n", "", "holds no measurement"),
      ("a,b\n1,2\n", ":c", ":1: there is no column `c`; there are `a`, `b`"),
      ("a,b\n1,2\n", ":a,c", ":1: there is no column `c`; there are `a`, `b`"),
      ("a,b\n1,2\n3\n", ":b", ":3: has 1 cells; the 2th is wanted"),
      ("a\n1\nx'}]\n", "", ":3: `x'}]` is not a number of seconds or a duration, such as 250ms"),
      ("a\nnan\n", "", ":2: `nan` is not a number of seconds or a duration, such as 250ms"),
      ("a\n0x10\n", "", ":2: `0x10` is not a number of seconds or a duration, such as 250ms"),
      ("a,n\n1,2s\n", ":a,n", ":2: `2s` is not a number"),
    ]
    for (text, columns, told) in wrong {
      let error = #expect(throws: ToolError.self) { try law(text, columns) }
      #expect(error?.message.hasSuffix(told) == true, "\(error?.message ?? "") for \(text)")
      #expect(error?.status == .inputOutput)
    }
  }
}
