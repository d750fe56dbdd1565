// Results on disk: whole or not at all, and never over an earlier run's by accident.
import Foundation
import Reporting
import Testing

@testable import SaleroomTool

@Suite("Output folder")
struct OutputFolderTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    file = try folder.file("small.json5", Scenarios.small)
  }

  @Test func `a file of each format is written, and nothing else`() {
    let shown = Tool.run(["run", file])
    let quiet = Tool.run(["run", file, "--output", "\(folder.path)/a/b", "--quiet"])
    #expect(quiet == Outcome(status: .kept, output: "", errors: ""))
    #expect(
      folder.names(in: "a/b")
        == ["metrics.txt", "report.txt", "result.csv", "result.html", "result.json", "result.xml"])
    #expect(folder.text("a/b/report.txt") == shown.output)
    for format in ReportFormats.all {
      let printed = Tool.run(["run", file, "--format", format.name]).output
      #expect(folder.text("a/b/\(format.fileName)") == printed)
    }
  }

  @Test func `results of an earlier run are replaced only by force`() throws {
    let old = try folder.file("result.json", "old")
    let words = ["run", file, "--output", folder.path, "--quiet"]
    let refused = Tool.run(words)
    #expect(refused.status == .inputOutput)
    #expect(refused.errors == "saleroom: \(old) exists already; --force replaces it\n")
    #expect(folder.names() == ["result.json", "small.json5"])
    #expect(folder.text("result.json") == "old")
    #expect(Tool.run(words + ["--force"]).status == .kept)
    #expect(
      folder.names() == (ReportFormats.all.map { $0.fileName } + ["small.json5"]).sorted())
    #expect(folder.text("result.json") != "old")
  }

  @Test func `a place that is no folder is refused before anything is run`() {
    let outcome = Tool.run(["run", file, "--output", "\(file)/out"])
    #expect(outcome.status == .inputOutput)
    #expect(
      outcome.errors == "saleroom: \(file)/out: \(file) is not a folder that can be written to\n")
  }

  @Test func `what cannot be finished leaves nothing behind`() throws {
    let place = "\(folder.path)/out"
    // A folder where a result should go makes the last step fail.
    try FileManager.default.createDirectory(
      atPath: "\(place)/result.json/inside", withIntermediateDirectories: true)
    let output = OutputFolder(path: place, replaces: true)
    #expect(
      throws: ToolError.inputOutput("\(place)/result.json could not be written: Is a directory")
    ) {
      try output.write([("result.json", "new")])
    }
    #expect(folder.names(in: "out") == ["result.json"])
  }

  @Test func `a result that cannot be kept is shown all the same`() throws {
    for words in [["run", file], ["run", file, "--replications=2"]] {
      let shown = Tool.run(words)
      for extra in [[], ["--quiet"]] {
        try folder.hinder("result.json", in: "out")
        let outcome = Tool.run(words + ["--output=\(folder.path)/out"] + extra)
        #expect(outcome.status == .inputOutput)
        #expect(outcome.output == (extra.isEmpty ? shown.output : ""))
        #expect(
          outcome.errors
            == "saleroom: \(folder.path)/out/result.json could not be written: Is a directory\n")
      }
    }
  }

  @Test func `a page that cannot be shown is kept all the same`() {
    struct Full: Error {}
    let context = ToolContext(output: { _ in throw Full() }, errors: { _ in })
    let words = ["run", file, "--output=\(folder.path)/out"]
    #expect(SaleroomTool.run(words, context) == .inputOutput)
    #expect(folder.names(in: "out").count == ReportFormats.all.count)
  }

  @Test func `a folder in the way is refused before anything is run, whatever is forced`() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/out/result.json", withIntermediateDirectories: true)
    for force in [[], ["--force"]] {
      let outcome = Tool.run(["run", file, "--output", "\(folder.path)/out"] + force)
      #expect(outcome.status == .inputOutput)
      #expect(
        outcome.errors
          == "saleroom: \(folder.path)/out/result.json is a folder, and a file is to be written "
          + "there\n")
    }
    #expect(folder.names(in: "out") == ["result.json"])
  }

  @Test(arguments: [false, true])
  func `what is no file is written to where it stands`(isForced: Bool) throws {
    let result = try folder.file("a.json", Tool.run(["run", file, "--format=json"]).output)
    let pipe = "\(folder.path)/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    // Open for both, a pipe keeps what it takes; it takes this much without a reader.
    let reader = unsafe open(pipe, O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    let output = OutputFolder(path: folder.path, replaces: isForced)
    try output.check(for: ["pipe"])
    try output.write([("pipe", "whole")])
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(reader, $0.baseAddress, 16) }
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "whole")
    #expect(folder.names() == ["a.json", "pipe", "small.json5"])
    let force = isForced ? ["--force"] : []
    #expect(Tool.run(["report", result, "--output=/dev/null"] + force).status == .kept)
    var device = stat()
    #expect(unsafe stat("/dev/null", &device) == 0 && device.st_mode & S_IFMT == S_IFCHR)
  }

  #if os(Linux)
  @Test func `a disk that is full is named with its reason`() {
    let full = OutputFolder(path: "/dev", replaces: false)
    #expect(
      throws: ToolError.inputOutput("/dev/full could not be written: No space left on device")
    ) {
      try full.write([("full", "words")])
    }
  }
  #endif

  @Test func `a link stays a link, and what it leads to is written`() throws {
    let real = "\(folder.path)/real"
    try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: false)
    func link(_ name: String, to end: String) throws -> String {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(name)", withDestinationPath: end)
      return "\(folder.path)/\(name)"
    }
    let result = try folder.file("a.json", Tool.run(["run", file, "--format=json"]).output)
    let page = Tool.run(["report", result]).output
    let place = try link("page.html", to: "next.html")
    _ = try link("next.html", to: "real/page.html")
    // What is not there yet needs no force, what is there does.
    #expect(Tool.run(["report", result, "--output=\(place)"]).status == .kept)
    #expect(folder.text("real/page.html") == page)
    let refused = Tool.run(["report", result, "--output=\(place)"])
    #expect(refused.errors == "saleroom: \(real)/page.html exists already; --force replaces it\n")
    try Data("old".utf8).write(to: URL(fileURLWithPath: "\(real)/page.html"))
    #expect(Tool.run(["report", result, "--output=\(place)", "--force"]).status == .kept)
    #expect(folder.text("real/page.html") == page)
    #expect(folder.names(in: "real") == ["page.html"])
    for (name, end) in [("page.html", "next.html"), ("next.html", "real/page.html")] {
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder.path)/\(name)") == end)
    }
    let nowhere = try link("nowhere.html", to: "none/page.html")
    let lost = Tool.run(["report", result, "--output=\(nowhere)"])
    #expect(
      lost.errors
        == "saleroom: \(folder.path)/none/page.html: \(folder.path)/none is not a folder that can be "
        + "written to\n")
  }

  @Test func `what is read is not written over`() throws {
    let result = try folder.file("a.json", Tool.run(["run", file, "--format=json"]).output)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/in", withIntermediateDirectories: false)
    let same = "\(folder.path)/in/../a.json"
    let refused = Tool.run(["report", result, "--output=\(same)", "--force"])
    #expect(refused.status == .usage)
    #expect(refused.errors.contains("a.json, which is what is read"))
    #expect(folder.text("a.json")?.hasPrefix("{") ?? false)
  }

  @Test func `a half-written file is removed and forgotten`() throws {
    let half = try folder.file(".report.txt.1", "ha")
    TemporaryFiles.add(half)
    TemporaryFiles.remove(half)
    #expect(folder.names() == ["small.json5"])
  }

  static let colours: [([String: String], Bool, Bool)] = [
    ([:], true, true), ([:], false, false), (["NO_COLOR": "1"], true, false),
    (["NO_COLOR": ""], true, true), (["CLICOLOR_FORCE": "1"], false, true),
    (["CLICOLOR_FORCE": "0"], false, false), (["TERM": "dumb"], true, false),
    (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false),
  ]

  @Test("colour follows the conventions", arguments: colours)
  func colour(_ environment: [String: String], _ isTerminal: Bool, _ isColoured: Bool) {
    #expect(Terminal.usesColour(environment, isTerminal: isTerminal) == isColoured)
  }
}
