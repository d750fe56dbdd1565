// `saleroom report`: pages of saved results, and what is refused. What stands on a page is tested where
// pages are made.
import Foundation
import Testing

@testable import SaleroomTool

@Suite struct PageVerbTests {
  private static func result(_ folder: Folder) throws -> String {
    let scenario = try folder.file("small.json5", Scenarios.small)
    return try folder.file("a.json", Tool.run(["run", scenario, "--format=json"]).output)
  }

  @Test func `a page is written whole, and is the one that run writes`() throws {
    let folder = try Folder()
    let result = try PageVerbTests.result(folder)
    let page = "\(folder.path)/out/page.html"
    let written = Tool.run(["report", result, "--output=\(page)"])
    #expect(written == Outcome(status: .kept, output: "", errors: ""))
    let told = Tool.run(["report", result])
    let isSame = folder.text("out/page.html") == told.output
    #expect(isSame)
    #expect(folder.names(in: "out") == ["page.html"])
    let direct = Tool.run(["run", "\(folder.path)/small.json5", "--format=html"]).output
    let isDirect = direct == told.output.replacing(result, with: "\(folder.path)/small.json5")
    #expect(isDirect)
  }

  @Test func `a page is not written over another one unless told to`() throws {
    let folder = try Folder()
    let result = try PageVerbTests.result(folder)
    let page = try folder.file("page.html", "old")
    let refused = Tool.run(["report", result, "--output=\(page)"])
    #expect(refused.status == .inputOutput)
    #expect(refused.errors.contains("page.html exists already; --force replaces it"))
    #expect(folder.text("page.html") == "old")
    #expect(Tool.run(["report", result, "--output=\(page)", "--force"]).status == .kept)
    #expect(folder.text("page.html")?.hasPrefix("<!DOCTYPE html>") ?? false)
  }

  @Test func `every kind of result has a page, and they share one`() throws {
    let folder = try Folder()
    let one = try PageVerbTests.result(folder)
    let scenario = "\(folder.path)/small.json5"
    let commands = [
      ["run", scenario, "--replications=5"],
      ["compare", scenario, "--set=products.phone.stock=5", "--replications=3"],
      ["sweep", scenario, "--vary=products.phone.stock=5,10", "--replications=3"],
    ]
    let others = try commands.enumerated().map { number, command in
      try folder.file("\(number).json", Tool.run(command + ["--format=json"]).output)
    }
    let page = Tool.run(["report", one] + others)
    #expect(page.status == .kept)
    for section in ["verdict", "timeline", "replications", "comparison", "sweep", "again"] {
      let isThere = page.output.contains("<section id=\"\(section)\"")
      #expect(isThere, "\(section)")
    }
  }

  @Test func `what is no result is refused, and says what is one`() throws {
    let folder = try Folder()
    let result = try PageVerbTests.result(folder)
    let scenario = "\(folder.path)/small.json5"
    let refused = Tool.run(["report", result, scenario])
    #expect(refused.status == .badScenario)
    #expect(refused.output == "")
    #expect(refused.errors.contains("small.json5:2:3: a name in double quotes is wanted; a page"))
    #expect(Tool.run(["report", "\(folder.path)/none"]).status == .inputOutput)
    #expect(Tool.run(["report"]).status == .usage)
    #expect(Tool.run(["report", result, "--force"]).status == .usage)
    #expect(Tool.run(["report", result, "--output=x/"]).status == .usage)
    let many = Array(repeating: result, count: 9)
    #expect(Tool.run(["report"] + many).status == .usage)
  }
}
