// `saleroom watch` without a terminal, and the settings with an instant that it shares with `run`.
import Foundation
import Testing

@testable import SaleroomTool

@Suite("Watch") struct WatchVerbTests {
  @Test func `what is no terminal gets lines, and nothing that a terminal obeys`() throws {
    let folder = try Folder()
    let file = try folder.file("night.json5", WatchSession.text)
    let watched = Tool.run(["watch", file, "--every=30s"])
    #expect(watched.status == .kept && watched.errors.isEmpty)
    #expect(!watched.output.contains("\u{1B}") && !watched.output.contains("\u{7}"))
    let lines = watched.output.split(separator: "\n").map(String.init)
    let clocks = lines.filter { $0.contains("  present ") }.map { String($0.prefix(8)) }
    #expect(
      clocks.prefix(6) == ["00:00:30", "00:01:00", "00:01:30", "00:02:00", "00:02:30", "00:03:00"])
    #expect(lines.contains("00:00:30  * link-up: lipstick"))
    #expect(lines.contains("00:00:35  * orders.workers.count is 4"))
    #expect(lines.contains("00:00:40  * fault begins: workers at 50 %"))
    #expect(lines.count { $0.hasPrefix("VERDICT: KEPT") } == 1)
    #expect(lines.last == "  saleroom run \(file) --seed=7")
  }

  @Test func `what is told to stop says how far it came`() throws {
    let folder = try Folder()
    let file = try folder.file("night.json5", WatchSession.text)
    let stop = StopRequest()
    stop.listen()
    _ = stop.make()
    let watched = Tool.run(["watch", file, "--set=seed=3"], stop: stop)
    #expect(watched.status == .interrupted)
    #expect(
      watched.output == """
        watched 00:00:00 of 00:03:00; nothing is judged before the end
        this tells all of it:
          saleroom run \(file) --seed=3 --set=seed=3

        """)
  }

  @Test func `a change is part of the result, and of the command that repeats it`() throws {
    let folder = try Folder()
    let file = try folder.file("small.json5", Scenarios.small)
    let words = ["--set=orders.workers.count=3", "--set=products.phone.hold=40s", "--at=15s"]
    let steered = Tool.run(["run", file, "--format=json"] + words)
    let plain = Tool.run(["run", file, "--format=json", words[0]])
    #expect(steered.status == .kept && plain.status == .kept)
    let command = words.map { "\"\($0)\"" }.joined(separator: ", ")
    let squeezed = { (text: String) in text.replacing(/\s+/, with: " ") }
    #expect(squeezed(steered.output).contains(command))
    #expect(
      squeezed(steered.output).replacing(" ", with: "").contains(
        #""changes":[{"at":15,"path":"products.phone.hold","value":"40s"}]"#))
    #expect(!plain.output.contains("\"changes\""))
    let digest = { (text: String) in text.firstMatch(of: /"digest": *"([0-9a-f]+)"/)?.1 }
    #expect(digest(steered.output) != digest(plain.output))
    let text = Tool.run(["run", file] + words).output
    #expect(text.contains("steered: one change during the session"))
    #expect(text.contains("products.phone.hold"))
  }

  static let refusals = [
    (["--at", "5s"], "option --at needs a --set before it"),
    (
      ["--set", "a=1", "--at", "5s", "--at", "6s"], "option --at is given twice for --set a=1"
    ),
    (["--speed", "fast"], "option --speed is a number from 0.1 to 100000, or max, not `fast`"),
    (["--speed", "0"], "option --speed is a number from 0.1 to 100000, or max, not `0`"),
    (["--every", "0s"], "option --every is from 1s to 1d"),
    (["--every", "100ms"], "option --every is from 1s to 1d"),
    (["--every", "60000d"], "option --every is from 1s to 1d"),
  ]

  @Test(arguments: refusals.indices)
  func `what makes no sense is refused`(index: Int) throws {
    let (words, message) = Self.refusals[index]
    let folder = try Folder()
    let file = try folder.file("small.json5", Scenarios.small)
    let refused = Tool.run(["watch", file] + words)
    #expect(refused.status == .usage)
    #expect(refused.errors == "saleroom: \(message)\n")
  }
}
