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
