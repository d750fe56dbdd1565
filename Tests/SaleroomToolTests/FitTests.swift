// `fit` from a log to a scenario that runs: what it says, what it writes, what it refuses.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Fitting from the command line")
struct FitTests {
  private let folder: Folder
  private let log: String

  init() throws {
    folder = try Folder()
    let text = Scenarios.small.replacing("visits: 200", with: "visits: 500")
      .replacing("dwell: \"30s\"", with: "dwell: { exponential: { mean: \"20s\" } }")
      .replacing("stock: 10,", with: "stock: 1000,")
    let scenario = try folder.file("s.json5", text)
    let export = Tool.run(["export", scenario, "--visits"])
    #expect(export.status == .kept && export.errors == "")
    log = try folder.file("log.csv", export.output)
  }

  private func fit(_ words: String...) -> Outcome { Tool.run(["fit", log] + words) }

  @Test func `a log of visits is exported, whole`() throws {
    let scenario = try folder.file("t.json5", Scenarios.small)
    let outcome = Tool.run(["export", scenario, "--visits", "--threads=3"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "viewer,enter,exit,source,cohort,shown,click,order,pay")
    #expect(lines.dropFirst().allSatisfy { $0.split(separator: ",").count >= 4 })
    #expect(outcome == Tool.run(["export", scenario, "--visits"]))
    #expect(
      Tool.run(["export", scenario, "--visits", "--scale=0.5"])
        == Outcome(
          status: .usage, output: "",
          errors: "saleroom: option --scale is for load; --visits exports every visit\n"))
  }

  @Test func `what was learnt is told also if the scenario cannot be written`() throws {
    let words = ["--bootstrap=0", "--hold-out=0"]
    let shown = Tool.run(["fit", log] + words)
    try folder.hinder("learnt.json5", in: ".")
    let outcome = Tool.run(["fit", log, "--write=\(folder.path)/learnt.json5"] + words)
    #expect(outcome.status == .inputOutput)
    #expect(outcome.output == shown.output)
    #expect(outcome.errors.contains("learnt.json5 could not be written: Is a directory"))
  }

  @Test func `of lengths that are all 0 nothing is learnt, and the scenario has 0`() throws {
    let rows = (0..<100).map {
      "v\($0),\($0),\($0 + 10 + $0 % 7),mall,\($0 + 5),\($0 + 5),\($0 + 5)\n"
    }
    let zeros = try folder.file(
      "zeros.csv", "viewer,enter,exit,source,click,order,pay\n" + rows.joined())
    let outcome = Tool.run(
      ["fit", zeros, "--bootstrap=0", "--hold-out=0", "--write=\(folder.path)/zeros.json5"])
    #expect(outcome.status == .kept, "\(outcome.errors)")
    #expect(
      outcome.output.contains(
        "Consideration, from a click to the order: 100 ended\n    always 0 s: there is nothing"))
    let written = try #require(folder.text("zeros.json5"))
    #expect(written.contains("consideration: { deterministic: { constant: \"0s\" } },"))
    #expect(written.contains("delay: { deterministic: { constant: \"0s\" } }"))
    #expect(Tool.run(["run", "\(folder.path)/zeros.json5"]).status == .kept)
  }

  @Test func `a stay that is always the same is told and written as that`() throws {
    let rows = (0..<90).map { "v\($0),\($0),\($0 + 40),mall\n" }.joined()
    let file = try folder.file("same.csv", "viewer,enter,exit,source\n" + rows)
    let outcome = Tool.run(
      ["fit", file, "--end=100", "--bootstrap=0", "--write=\(folder.path)/same.json5"])
    #expect(outcome.status == .kept, "\(outcome.errors)")
    #expect(outcome.output.contains("\n    always 40"))
    let written = try #require(folder.text("same.json5"))
    #expect(written.contains("dwell: { deterministic: { constant: \"40s\" } },"))
  }

  @Test func `rows after the end that was given are told apart, however many there are`() throws {
    let rows = (0..<90).map { "v\($0),\($0),\($0 + 5 + $0 % 7),mall\n" }.joined()
    let file = try folder.file("long.csv", "viewer,enter,exit,source\n" + rows)
    let outcome = Tool.run(["fit", file, "--end=60", "--bootstrap=0", "--hold-out=0"])
    #expect(outcome.status == .kept, "\(outcome.errors)")
    #expect(outcome.output.contains("60 visits in 1 m 00 s; 30 rows outside the window\n"))
    #expect(!outcome.output.contains("left out"))
    let none = Tool.run(["fit", file, "--start=100", "--end=160"])
    #expect(none.status == .badScenario)
    #expect(none.errors.hasSuffix("between the start and the end that were given\n"))
  }

  @Test func `what is learnt is told, and its scenario runs`() throws {
    let outcome = fit(
      "--link-up=10", "--end=60", "--bootstrap=0", "--write=\(folder.path)/out.json5")
    #expect(outcome.status == .kept, "\(outcome.errors)")
    #expect(outcome.errors == "")
    for part in [
      " visits in 1 m 00 s\n", "  discover ", "Cohort all: ", "How long they stay: ",
      "still there, log  │█", "still there, law  │█", "Reaction, from the link-up to the tap: ",
      "  tapped ", "Held out: ", ": AGREES\n",
    ] { #expect(outcome.output.contains(part), "\(part)") }
    let lines = outcome.output.split(separator: "\n").dropFirst()
    #expect(lines.allSatisfy { $0.count <= 100 })
    let run = Tool.run(["run", "\(folder.path)/out.json5"])
    #expect(run.status == .kept, "\(run.errors)")
    let again = fit("--write=\(folder.path)/out.json5")
    #expect(again.status == .inputOutput && again.output == "")
    #expect(
      fit("--bootstrap=0", "--hold-out=0", "--write=\(folder.path)/out.json5", "--force", "--quiet")
        == Outcome(status: .kept, output: "", errors: ""))
  }

  @Test func `JSON has every estimate with its error`() throws {
    let outcome = fit("--format=json", "--bootstrap=19", "--hold-out=0", "--link-up=10")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let root = try #require(json as? [String: Any])
    #expect(root["kind"] as? String == "fit")
    #expect(root["heldOut"] is NSNull)
    let cohort = try #require((root["cohorts"] as? [[String: Any]])?.first)
    let stay = try #require(cohort["stay"] as? [String: Any])
    #expect((stay["laws"] as? [Any])?.count == 4)
    #expect((stay["pValue"] as? Double ?? 0) >= 0.05)
    let sources = try #require(root["sources"] as? [[String: Any]])
    #expect(sources.map { $0["name"] as? String } == ["discover"])
    let profile = try #require(sources[0]["profile"] as? [Int])
    #expect(profile.reduce(0, +) == (root["rows"] as? [String: Any])?["used"] as? Int)
    let visits = try #require(sources[0]["visits"] as? [String: Any])
    #expect(["value", "error", "low", "high"].allSatisfy { visits[$0] is Double })
  }

  @Test func `names of the log's own are said with --source`() throws {
    let own = try String(contentsOfFile: log, encoding: .utf8).replacing("discover", with: "feed")
    let file = try folder.file("own.csv", own)
    let refused = Tool.run(["fit", file])
    #expect(refused.status == .badScenario)
    #expect(
      refused.errors.contains("rows make no sense, more than a tenth")
        || refused.errors
          .hasSuffix("has no row that could be used\n")
    )
    let taken = Tool.run(["fit", file, "--source=feed=paid", "--bootstrap=0", "--hold-out=0"])
    #expect(taken.status == .kept && taken.output.contains("\n  paid "))
  }

  @Test func `a log that is mostly none concludes nothing, and says where`() throws {
    let rows = (0..<20).map { "v\($0),\($0),\($0 + 3),mall\nx,,,\ny,\($0)\n" }.joined()
    let file = try folder.file("odd.csv", "viewer,enter,exit,source\n\(rows)")
    let outcome = Tool.run(["fit", file])
    #expect(outcome.status == .badScenario && outcome.output == "")
    #expect(
      outcome.errors.hasPrefix(
        "saleroom: \(file): 40 of 60 rows make no sense, more than a tenth; nothing is concluded. The "
          + "first of them:\n  line 3: says not who or when: `x,,,`\n  line 4: has more or fewer "
          + "cells than the first line: `y,0`\n"))
  }

  static let refusals: [(String, String)] = [
    (
      "--start=noon",
      "option --start is an instant as logs write it: seconds, HH:MM:SS or "
        + "2025-11-11T20:00:00+08:00, not `noon`"
    ),
    ("--source=feed", "option --source is NAME=SOURCE, such as feed=discover, not `feed`"),
    (
      "--source=feed=discovr",
      "unknown source `discovr` (known: messages, follow, discover, mall, me, "
        + "paid); did you mean discover?"
    ),
    ("--hold-out=1", "option --hold-out 1 holds out everybody; write 2 or more, or 0 for nobody"),
    ("--step=1500ms", "option --step is a number of whole seconds, such as 10s"),
    ("--format=jsn", "unknown format `jsn` (known: text, json); did you mean json?"),
    ("--force", "option --force needs --write FILE"),
  ]

  @Test("what makes no sense is refused", arguments: refusals)
  func refusal(_ word: String, _ message: String) {
    #expect(fit(word) == Outcome(status: .usage, output: "", errors: "saleroom: \(message)\n"))
  }

  @Test func `a log that is not there, or has no head, is told`() throws {
    let missing = Tool.run(["fit", "\(folder.path)/none.csv"])
    #expect(missing.status == .inputOutput && missing.errors.hasSuffix("none.csv: no such file\n"))
    let empty = Tool.run(["fit", try folder.file("empty.csv", "")])
    #expect(empty.status == .badScenario)
    #expect(empty.errors.hasSuffix(": is empty; its first line should name the columns\n"))
    let other = Tool.run(["fit", try folder.file("other.csv", "a,b\n1,2\n")])
    #expect(other.errors.contains("has no column `viewer`; there are `a`, `b`, and viewer, enter"))
  }
}
