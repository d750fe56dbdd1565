// Case files that are no cases are refused, each with what is wrong.
import Exploration
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Replaying from the command line")
struct ReplayTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// The case of a finding of check-then-act.
  private func found() throws -> String {
    let text = Scenarios.small.replacing(
      "title:", with: "orders: { logic: 'checkThenAct' }, title:")
    let file = try folder.file("a.json5", text)
    _ = Tool.run(["explore", file, "--strict", "--orders=4", "--schedules=100"])
    return try #require(folder.text("Cases/a-phone-checkThenAct.json"))
  }

  @Test func `what is no case is refused`() throws {
    let text = try found()
    let refusals: [(String, String, String)] = [
      (
        "\"saleroomCase\" : 1", "\"saleroomCase\" : 2",
        "not a case: its version is 2; this saleroom knows 1"
      ),
      ("\"logic\" :", "\"logics\" :", "not a case: `logic` is missing"),
      ("\"nodes\" : 1", "\"nodes\" : 0", "not a case: a storm has 1 to 100 nodes, not 0"),
      (
        "\"nodes\" : 1", "\"nodes\" : \"x\"", "not a case: `storm.nodes` is not what it ought to be"
      ),
      ("{", "", "not a case: it cannot be read as JSON"),
      (
        "checkThenAct", "checkThenAkt",
        "unknown sale logic `checkThenAkt`; did you mean `checkThenAct`?"
      ),
    ]
    for (old, new, message) in refusals {
      let wrong = text.replacingOccurrences(of: old, with: new)
      #expect(wrong != text, "\(old)")
      let file = try folder.file("wrong.json", wrong)
      let outcome = Tool.run(["replay", file])
      #expect(
        outcome
          == Outcome(status: .badScenario, output: "", errors: "saleroom: \(file): \(message)\n"))
    }
    let missing = Tool.run(["replay", "\(folder.path)/none"])
    #expect(missing.status == .inputOutput)
    let noFile = Tool.run(["replay", folder.path])
    #expect(noFile.errors == "saleroom: \(folder.path): is a folder, not a case\n")
  }

  @Test func `a case that fails in another way is told so`() throws {
    let text = try found()
    let same = Tool.run(["replay", try folder.file("case.json", text)])
    #expect(same.output.hasPrefix("VERDICT: BROKEN – checkThenAct: the case still fails\n\n"))
    // As if the sale logic had made other calls then.
    let print = try Regex("\"fingerprint\" : \"[0-9a-f]+\"")
    let edited = text.replacing(print, with: "\"fingerprint\" : \"1\"")
    let file = try folder.file("other.json", edited)
    let other = Tool.run(["replay", file])
    #expect(other.status == same.status)
    let note = "what happens on the way is not what it was when the case was kept\n"
    #expect(other.output == same.output.replacing("still fails\n", with: "still fails\n\(note)"))
    #expect(Tool.run(["replay", file, "--format=json"]).output.contains("\"asKept\": false"))
  }

  @Test func `a case is told alike whether or not the logic still promises what it broke`() throws {
    let file = try folder.file("case.json", try found())
    let outcome = Tool.run(["replay", file])
    #expect(outcome.status == .broken)
    #expect(outcome.output.contains("broken promise: noOversell"))
    #expect(
      Tool.run(["replay", file, "--quiet"]) == Outcome(status: .broken, output: "", errors: ""))
  }
}
