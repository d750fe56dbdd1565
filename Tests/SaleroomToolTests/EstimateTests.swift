// What is said before a run, and whether there is one.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Estimates")
struct EstimateTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func machine(free: Double) -> Machine {
    var machine = Machine()
    machine.availableMemory = free
    return machine
  }

  @Test func `a dry run tells what is expected, and runs nothing`() throws {
    let file = try folder.file("small.json5", Scenarios.broken)
    let words = ["run", file, "--dry-run", "--output", "\(folder.path)/out"]
    let outcome = Tool.run(words, machine: machine(free: 8e9))
    #expect(outcome.status == .kept)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasPrefix("Estimate; nothing was run\n"))
    #expect(outcome.output.contains("\n  visits                           200\n"))
    #expect(outcome.output.hasSuffix("\n8 GB of memory are free on this machine\n"))
    #expect(!outcome.output.contains("VERDICT"))
    #expect(folder.names() == ["small.json5"])
  }

  @Test func `programs get base units`() throws {
    let file = try folder.file("small.json5", Scenarios.small)
    let outcome = Tool.run(["run", file, "--dry-run", "--format=json"])
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let visits = try #require(root["visits"] as? Double)
    #expect(abs(visits - 200) < 0.001)
    let memory = try #require(root["memory"] as? [String: Double])
    let parts = memory.filter { $0.key != "total" }.values.reduce(0, +)
    #expect(abs(parts - (memory["total"] ?? 0)) < 1)
  }

  @Test(arguments: ["junit", "csv", "openmetrics"])
  func `an estimate in another format is refused`(_ format: String) throws {
    let file = try folder.file("small.json5", Scenarios.small)
    let outcome = Tool.run(["run", file, "--dry-run", "--format", format])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("an estimate is text or json, not \(format)"))
    #expect(outcome.output == "")
  }

  @Test func `what an estimate leaves out is told if the scenario has it`() throws {
    let plain = try folder.file("plain.json5", Scenarios.small)
    #expect(!Tool.run(["run", plain, "--dry-run"]).output.contains("Not in it"))
    let words = [
      "run", plain, "--dry-run", "--set=orders.gateway.breaker.window=50",
      "--set=orders.workers.discipline=lifo",
    ]
    #expect(
      Tool.run(words).output.contains(
        "\nNot in it, though in the scenario: the circuit breaker; queues that are not first come "
          + "first served.\n"))
    #expect(Tool.run(words + ["--format=json"]).output.contains("\"the circuit breaker\""))
  }

  @Test func `what does not fit is refused with what would`() throws {
    let crowd = Scenarios.small.replacing("visits: 200", with: "visits: 4000000000")
    let file = try folder.file("crowd.json5", crowd)
    let outcome = Tool.run(["run", file], machine: machine(free: 4e9))
    #expect(outcome.status == .tooLarge)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("saleroom: \(file): needs about "))
    #expect(outcome.errors.contains("but 4 GB are free; "))
    #expect(outcome.errors.contains("would fit (traffic.*.visits); nothing was run"))
    let told = try #require(outcome.errors.firstMatch(of: /about ([0-9\u{202F}]+) of its/))
    let fitting = told.1.filter { $0.isNumber }
    let smaller = ["run", file, "--dry-run", "--set", "traffic.discover.visits=\(fitting)"]
    let page = Tool.run(smaller, machine: machine(free: 4e9)).output
    #expect(page.contains("\n  memory                           3.6 GB\n"), "\(page)")
  }

  @Test func `a session that is too long is told so`() throws {
    let long = Scenarios.small.replacing("\"1m\"", with: "\"20h\"")
    let file = try folder.file("long.json5", long)
    let outcome = Tool.run(["run", file], machine: machine(free: 25e6))
    #expect(outcome.status == .tooLarge)
    #expect(outcome.errors.contains("shorten session.length"))
  }

  @Test func `sessions that fit one by one may be too many at the same time`() throws {
    let scenario = try Scenario.read(Array(Scenarios.small.utf8), file: "small")
    let need = SessionEstimate(scenario).memory.total
    try RunPlan(scenario, machine: machine(free: 2.5 * need)).check("s", atOnce: 2)
    let plan = RunPlan(scenario, machine: machine(free: 2.5 * need))
    let refusal = #expect(throws: ToolError.self) { try plan.check("s", atOnce: 3) }
    #expect(refusal?.status == .tooLarge)
    #expect(
      refusal?.message.hasSuffix(
        " are free for 3 like it at the same time; --threads 2 would do; nothing was run") ?? false)
  }

  @Test func `a machine that does not say what it has refuses nothing`() throws {
    let file = try folder.file("small.json5", Scenarios.small)
    #expect(Tool.run(["run", file]).status == .kept)
    #expect(Tool.run(["run", file, "--dry-run"]).output.contains("free") == false)
  }

  @Test func `this machine says what it has`() {
    let own = Machine.own
    #expect((own.availableMemory ?? 0) > 1e6)
    #expect(own.slowness() > 0)
  }
}

@Suite("The line of progress")
struct ProgressLineTests {
  private func line(width: Int) -> ProgressLine {
    ProgressLine(expectedEvents: 1_000_000, width: width, memory: { 412e6 }, write: { _ in })
  }
  private let state = SessionProgress(
    simulated: 1_800_000_000_000, length: 7_200_000_000_000, present: 240_312, events: 250_000)

  @Test func `it tells how far, how long still, how many, how fast, how much`() {
    let text = line(width: 200).text(state, rate: 9_140_000, elapsed: 10)
    #expect(
      text == " 25 %  30 m 00 s of 2 h 00 m  30 s left  240\u{202F}312 present  "
        + "9.1 M events/s  410 MB")
  }

  @Test(arguments: [10, 40, 60, 80, 100])
  func `it is never wider than the terminal`(width: Int) {
    let text = line(width: width).text(state, rate: 9_140_000, elapsed: 10)
    #expect(text.count < max(width, 29))
    #expect(text.hasPrefix(" 25 %"))
  }

  @Test func `in the first second nobody knows how long it will take`() {
    #expect(!line(width: 200).text(state, rate: 1, elapsed: 0.5).contains("left"))
  }

  @Test func `beyond what was expected simulated time tells`() {
    var late = state
    late.events = 2_000_000
    #expect(line(width: 200).text(late, rate: 1, elapsed: 10).contains("  30 s left  "))
  }
}
