// The built executable explores in children of its own, and ends with what it knows when it is
// interrupted.
import Foundation
import Testing

@testable import SaleroomTool

@Suite(
  "Exploring with children", .enabled(if: FileManager.default.isExecutableFile(atPath: Built.path)))
struct ChildrenTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func scenario(_ logic: String) throws -> String {
    try folder.file(
      "night.json5",
      Scenarios.small.replacing("title:", with: "orders: { logic: '\(logic)' }, title:"))
  }

  @Test(arguments: [1, 3]) func `children tell the same as one process`(children: Int) throws {
    let words = [
      "explore", try scenario("reentrantActor"), "--strict", "--schedules=2000", "--format=json",
    ]
    let here = Tool.run(words)
    try FileManager.default.removeItem(atPath: "\(folder.path)/Cases")
    let built = try Built.run(words + ["--children=\(children)"])
    #expect(here.status == .broken)
    #expect(built == here)
  }

  @Test func `a scenario from stdin is explored by children that cannot read it`() throws {
    let text = Scenarios.small
    let built = try Built.run(
      ["explore", "-", "--schedules=600", "--children=2"], input: text, at: folder.path)
    #expect(built.errors == "")
    #expect(built.status == .kept)
    #expect(built.output.contains("nothing found in 600 schedules"))
  }

  @Test func `an interrupt ends with what is known so far`() throws {
    let words = ["explore", try scenario("preHold"), "--minutes=10", "--children=2"]
    let built = try Built.run(words, interruptAfter: 3)
    #expect(built.status == .interrupted)
    #expect(built.output.hasPrefix("VERDICT: UNDECIDED – preHold: nothing found in "))
    #expect(built.output.contains(" before the interrupt\n"))
  }

  @Test func `whoever ignores a hang-up has the tool ignore it too`() throws {
    let file = try scenario("preHold")
    let pipe = "\(folder.path)/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    // The tool has opened the pipe when the shell has, and then nothing is left of its start. What it
    // reads comes when the signal has long been taken, if anybody takes it.
    let script = """
      trap "" HUP; "$0" validate "$1" & exec 3>"$1"
      kill -HUP $!; sleep 0.3; cat "$2" >&3; exec 3>&-; wait $!
      """
    let shell = try Built.run(["-c", script, Built.path, pipe, file], by: "/bin/sh")
    #expect(shell.status == .kept)
    #expect(shell.errors == "")
  }
}

/// The executable that was built beside the tests.
enum Built {
  static var path: String {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(
      "saleroom"
    )
    .path
  }

  /// Runs it, or another that runs it; interrupted after so many seconds, if any.
  static func run(
    _ arguments: [String], input: String? = nil, at folder: String? = nil,
    interruptAfter seconds: Double? = nil, by executable: String = path
  ) throws -> Outcome {
    // A shell in the background has its tests ignore interrupts, and they would have the tool do so.
    if seconds != nil { _ = signal(SIGINT, SIG_DFL) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = stdin
    try process.run()
    if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try stdin.fileHandleForWriting.close()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      process.interrupt()
    }
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: ToolStatus(rawValue: process.terminationStatus) ?? .ownFault,
      output: String(decoding: said, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }
}
