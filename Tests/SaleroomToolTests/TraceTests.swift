// `trace`: what is followed, what is refused, and that words from a scenario do nothing to a terminal.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite struct TraceTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    let busy = Scenarios.small.replacing("visits: 200", with: "visits: 3000")
      .replacing("expect:", with: "orders: { gateway: { rate: '9/s', burst: 1 } }, expect:")
    file = try folder.file("busy.json5", busy)
  }

  private func trace(_ words: String...) -> Outcome { Tool.run(["trace", file] + words) }

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    let root = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(root as? [String: Any])
  }

  @Test func `whatever is picked can be asked for by its number`() throws {
    let slowest = trace("--slowest")
    #expect(slowest.status == .kept)
    #expect(slowest.errors.isEmpty)
    let heading = try #require(slowest.output.split(separator: "\n").dropFirst().first)
    let words = heading.split(separator: " ")
    #expect(words.count > 3 && words[0] == "order" && words[2] == "of" && words[3] == "viewer")
    let viewer = String(words[4].filter(\.isNumber))
    let order = trace("--order", String(words[1]))
    #expect(
      order.output == slowest.output.replacing(": the slowest of all created", with: ""))
    let life = trace("--viewer", viewer).output
    for line in order.output.split(separator: "\n").dropFirst(2) where line.first == "0" {
      #expect(life.contains(line), "\(line)")
    }
  }

  @Test func `why intentions were lost, with the counts of the report`() throws {
    let text = trace("--why-lost").output
    let report = try object(Tool.run(["run", file, "--format=json"]))
    let metrics = try #require(report["metrics"] as? [String: Any])
    var reasons = 0
    let root = try object(trace("--why-lost", "--format=json"))
    for story in try #require(root["stories"] as? [[String: Any]]) {
      let reason = try #require(story["reason"] as? String)
      #expect(story["count"] as? Int == metrics["lost.\(reason)"] as? Int)
      reasons += 1
    }
    #expect(reasons >= 2)
    #expect(text.components(separatedBy: " lost, as the viewer ").count == reasons + 1)
  }

  @Test func `every format is the same for any number of threads, and for quiet there is none`() {
    for format in ["text", "json", "perfetto"] {
      let words = ["trace", file, "--at=10s", "--for=20s", "--format=\(format)"]
      let one = Tool.run(words)
      #expect(one.status == .kept)
      #expect(one.output.count > 1_000)
      #expect(Tool.run(words + ["--threads=3"]).output == one.output)
      #expect(Tool.run(words + ["--quiet"]) == Outcome(status: .kept, output: "", errors: ""))
    }
  }

  @Test func `a change behind a set is made, and is not what is followed`() throws {
    let change = ["--set=orders.workers.count=1", "--at=12s"]
    func digest(_ words: [String]) throws -> String? {
      let outcome = Tool.run(words + change + ["--format=json"])
      return (try object(outcome)["scenario"] as? [String: Any])?["digest"] as? String
    }
    let steered = try digest(["run", file])
    #expect(steered != nil)
    #expect(try digest(["trace", file, "--slowest"]) == steered)
    #expect(try digest(["trace", file, "--at=10s", "--for=20s"]) == steered)
  }

  @Test func `what is left out is said`() throws {
    let text = trace("--at=10s", "--for=20s", "--limit=5").output
    let note = try #require(text.split(separator: "\n").last)
    #expect(note.hasSuffix(" later facts are left out by --limit"))
    #expect(trace("--slowest", "--limit=2").output.contains("an order of viewer "))
    let json = trace("--at=10s", "--for=20s", "--limit=5", "--format=json")
    #expect(json.errors == "saleroom: \(note)\n")
    #expect(try object(json)["dropped"] as? Int == Int(note.prefix { $0.isNumber }))
  }

  @Test(
    arguments: [
      ([], "`trace` lacks what to follow: one of --viewer, --order, --unit, --at, "),
      (
        ["--slowest", "--oversold"], "--slowest and --oversold: `trace` follows one thing at a time"
      ),
      (["--slowest", "--for=1s"], "option --for needs --at TIME"),
      (["--at=1s", "--for=0s"], "option --for is a duration above 0"),
      (["--at=soon"], "option --at is a duration such as 90s or 1m30s, not `soon`"),
      (["--unit=phone"], "option --unit is a stock row and a number from 1, as in phone:3"),
      (["--unit=phone:0"], "option --unit is a stock row and a number from 1, as in phone:3"),
      (["--unit=phne:1"], "no stock row is called `phne` (known: phone); did you mean phone?"),
      (["--unit=phone:9999"], "unit 9999 of phone was never promised: of 10 in stock "),
      (["--order=5"], "there is no order 5: "),
      (["--viewer=99999999"], "no viewer 99999999 has come: "),
      (["--at=9h"], "nothing happens at 09:00:00.000000000 any more: the session ends at "),
    ] as [([String], String)])
  func `what cannot be followed is refused with what can`(words: [String], says: String) {
    let outcome = Tool.run(["trace", file] + words)
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("saleroom: " + says), "\(outcome.errors)")
  }

  @Test func `an instant right behind a setting is the setting's`() {
    let outcome = Tool.run(["trace", file, "--set=orders.workers.count=4", "--at=10s"])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("; right behind --set, --at says when that is made"))
    #expect(trace("--at=10s", "--set=orders.workers.count=4").status == .kept)
  }

  @Test func `whoever listens beyond the end of time is not refused`() {
    #expect(trace("--at=10s", "--for=106751d23h47m10s").status == .kept)
  }

  @Test func `with nothing to tell it says so`() {
    let outcome = trace("--oversold")
    #expect(outcome.status == .kept)
    #expect(outcome.output.contains("nothing was promised beyond stock: noOversell was kept"))
  }

  @Test func `names from a scenario are spelled out for a terminal and kept in JSON`() throws {
    let evil = "\\u001b[31m<&>\\n"
    let text = try #require(folder.text("busy.json5")).replacing("\"Small\"", with: "'\(evil)'")
    let path = try folder.file("evil.json5", text)
    let plain = Tool.run(["trace", path, "--slowest"])
    #expect(plain.status == .kept, "\(plain.errors)")
    #expect(!plain.output.contains("\u{1b}"))
    #expect(plain.output.contains("<&>"))
    let root = try object(Tool.run(["trace", path, "--slowest", "--format=json"]))
    #expect((root["scenario"] as? [String: Any])?["title"] as? String == "\u{1b}[31m<&>\n")
    let perfetto = Tool.run(["trace", path, "--slowest", "--format=perfetto"]).output
    #expect(!perfetto.contains("\u{1b}"))
  }
}
