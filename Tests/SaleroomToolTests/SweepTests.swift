// `saleroom sweep`: points are run once and never again, whatever happened in between, and what is said
// of them does not depend on how they came about.
import Foundation
import LiveCommerce
import Synchronization
import Testing

@testable import SaleroomTool

/// Counts the sessions it is made for.
private struct Counting: SaleLogic {
  static let name = "counting"
  static let summary = "sells nothing"
  static let promises: Set<SaleCheckName> = []
  static let sessions = Mutex(0)
  init(world: SaleWorld) { Counting.sessions.withLock { $0 += 1 } }
  func reserve(_ order: SaleOrder) async throws -> Reservation { .soldOut }
  func pay(_ order: SaleOrder) async throws -> Settlement { .late }
  func expire(_ order: SaleOrder) async throws -> Bool { false }
  func available(_ sku: Int) async -> Int { 0 }

  /// How many sessions `work` has run.
  static func count(_ work: () -> Outcome) -> (sessions: Int, outcome: Outcome) {
    sessions.withLock { $0 = 0 }
    let outcome = work()
    return (sessions.withLock { $0 }, outcome)
  }
}

/// Takes its time to say what is left, where there is little to sell; that is refused.
private struct Slow: SaleLogic {
  static let name = "slow"
  static let summary = "thinks about what is left where that is one unit or none"
  static let promises: Set<SaleCheckName> = []
  private let world: SaleWorld
  init(world: SaleWorld) { self.world = world }
  func reserve(_ order: SaleOrder) async throws -> Reservation { .soldOut }
  func pay(_ order: SaleOrder) async throws -> Settlement { .late }
  func expire(_ order: SaleOrder) async throws -> Bool { false }
  func available(_ sku: Int) async -> Int {
    let left = world.database.value(.stock(sku))
    if left < 2 { _ = await world.pause(for: .seconds(1)) }
    return left
  }
}

/// One at a time: some of the tests count.
@Suite("Sweeping", .serialized)
struct SweepTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    file = try folder.file(
      "night.json5",
      Scenarios.small.replacing("title:", with: "orders: {logic: 'counting'}, title:"))
  }

  private func sweep(_ words: String...) -> Outcome {
    Tool.run(["sweep", file] + words, logics: [Counting.self])
  }

  private let grid = [
    "--vary=products.phone.stock=5,10", "--vary=traffic.discover.visits=50..100:3",
    "--replications=3",
  ]

  private func sweep(_ words: [String], more: [String] = []) -> (sessions: Int, outcome: Outcome) {
    Counting.count { Tool.run(["sweep", file] + words + more, logics: [Counting.self]) }
  }

  // MARK: Nothing is run twice

  @Test func `finished points are never run again`() throws {
    let plain = sweep(grid)
    #expect(plain.sessions == 18 && plain.outcome.status == .kept && plain.outcome.errors == "")
    let kept = ["--output=\(folder.path)/points"]
    let first = sweep(grid, more: kept)
    #expect(first.sessions == 18)
    #expect(first.outcome == plain.outcome)
    let names = folder.names(in: "points")
    #expect(names.count == 6)
    #expect(names.allSatisfy { $0.wholeMatch(of: /point-[0-9a-f]{16}\.json/) != nil })
    let again = sweep(grid, more: kept)
    #expect(again.sessions == 0)
    #expect(again.outcome == plain.outcome)
    // One point is gone, one damaged, one of another version: three are run.
    for (name, text) in zip(names, ["", "{", "\"version\": \"0.0.0\""]) where !text.isEmpty {
      let old = try #require(folder.text("points/\(name)"))
      _ = try folder.file(
        "points/\(name)",
        text == "{" ? String(old.dropLast(9)) : old.replacing(/"version": "[^"]*"/, with: text))
    }
    try FileManager.default.removeItem(atPath: "\(folder.path)/points/\(names[0])")
    let healed = sweep(grid, more: kept + ["--threads=3"])
    #expect(healed.sessions == 9)
    #expect(healed.outcome == plain.outcome)
    #expect(folder.names(in: "points") == names)
    // Other seeds and other numbers of sessions are other points; a larger sweep has these in it.
    #expect(sweep(grid, more: kept + ["--seed=5"]).sessions == 18)
    let larger = [
      "--vary=products.phone.stock=5,10", "--vary=traffic.discover.visits=50,75,80,100",
    ]
    #expect(sweep(larger + ["--replications=3"], more: kept).sessions == 6)
  }

  // MARK: Changes during the session

  @Test func `a knob may be turned at every point`() throws {
    let turned = [
      "--set=orders.gateway.burst=1", "--set=orders.gateway.rate=1/min", "--at=13s",
    ]
    let real = try folder.file("real.json5", Scenarios.small)
    let words = ["sweep", real, "--vary=products.phone.stock=5,10", "--measure=orders.created"]
    func rows(_ more: ArraySlice<String>) -> [Substring] {
      Array(Tool.run(words + more + ["--format=csv"]).output.split(separator: "\n"))
    }
    #expect(rows(turned[...]).count == rows([]).count)
    #expect(rows(turned[...]) != rows(turned[..<1]))
    #expect(rows(turned[...]) != rows(turned[..<2]))
    let json = Tool.run(words + turned + ["--format=json"]).output.replacing(/\s+/, with: " ")
    #expect(json.contains(turned.map { "\"\($0)\"" }.joined(separator: ", ")))
  }

  @Test func `a point that cannot be run is told with a command that shows why`() throws {
    let slow = try folder.file(
      "slow.json5",
      Scenarios.small.replacing("title:", with: "orders: {logic: 'slow'}, title:"))
    let change = ["--set=orders.workers.count=3", "--at=30s"]
    let outcome = Tool.run(
      ["sweep", slow, "--vary=products.phone.stock=5,1"] + change, logics: [Slow.self])
    let told = try #require(outcome.errors.split(separator: "see it: saleroom ").last)
    let words = told.split(whereSeparator: \.isWhitespace).map(String.init)
    let size = ["--set=products.phone.stock=1", "--replication=0"]
    #expect(words == ["run", slow, "--seed=1"] + change + size)
    let again = Tool.run(words, logics: [Slow.self])
    #expect(again.status == outcome.status && again.errors.contains("`available` must answer"))
  }

  @Test func `shards meet in one folder`() throws {
    let kept = ["--output=\(folder.path)/points", "--format=json"]
    let first = sweep(grid, more: kept + ["--shard=1/4"])
    #expect(first.sessions == 6)
    #expect(sweep(grid, more: kept + ["--shard=2/4"]).sessions == 6)
    #expect(sweep(grid, more: kept + ["--shard=3/4"]).sessions == 3)
    #expect(sweep(grid, more: kept + ["--shard=4/4"]).sessions == 3)
    let whole = sweep(grid, more: kept)
    #expect(whole.sessions == 0)
    #expect(whole.outcome.output == sweep(grid, more: ["--format=json"]).outcome.output)
    #expect(first.outcome.output != whole.outcome.output)
  }

  @Test func `a dry run lists what would be run`() throws {
    let kept = ["--output=\(folder.path)/points"]
    let before = sweep(grid, more: kept + ["--dry-run"])
    #expect(before.sessions == 0 && before.outcome.status == .kept)
    #expect(folder.names() == ["night.json5"])
    let lines = before.outcome.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 9)
    #expect(lines[0] == "6 points, 3 sessions each; nothing was run")
    #expect(lines[8].hasPrefix("6 points to run, about "))
    _ = sweep(grid, more: kept + ["--shard=1/3"])
    let after = sweep(grid, more: kept + ["--dry-run"]).outcome.output
    #expect(after.split(separator: "\n").count { $0.hasSuffix("finished") } == 2)
    #expect(after.contains("4 points to run, about "))
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: Built.path)))
  func `a sweep that was killed goes on where it was`() throws {
    let real = try folder.file("real.json5", Scenarios.small)
    let words = [
      "sweep", real, "--vary=products.phone.stock=2..9:8", "--replications=10", "--format=csv",
    ]
    let whole = Tool.run(words)
    let kept = words + ["--output=\(folder.path)/points"]
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Built.path)
    process.arguments = kept + ["--threads=2"]
    process.standardOutput = Pipe()
    process.standardError = Pipe()
    try process.run()
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    func count() -> Int { folder.names(in: "points").count { !$0.hasPrefix(".") } }
    while process.isRunning, count() < 2, .now < deadline {
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(count() >= 2)
    let resumed = Tool.run(kept)
    #expect(resumed == whole)
    #expect(count() == 8)
  }

  @Test func `points that cannot be kept are told of all the same`() throws {
    let shown = sweep(grid).outcome
    let kept = ["sweep", file] + grid + ["--output=\(folder.path)/points"]
    #expect(Tool.run(kept, logics: [Counting.self]).output == shown.output)
    // A folder where a point should go, with something in it, makes the last step of writing fail.
    let name = try #require(folder.names(in: "points").first)
    let place = "\(folder.path)/points/\(name)"
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(
      atPath: "\(place)/inside", withIntermediateDirectories: true)
    let outcome = Tool.run(kept, logics: [Counting.self])
    #expect(outcome.status == .inputOutput)
    #expect(outcome.output == shown.output)
    #expect(outcome.errors == "saleroom: \(place) could not be written: Is a directory\n")
  }

  // MARK: What is told

  @Test func `any number of threads gives the same bytes`() {
    for format in ["text", "json", "csv", "wide"] {
      let words = grid + ["--format=\(format)"]
      #expect(
        sweep(words, more: ["--threads=1"]).outcome == sweep(words, more: ["--threads=4"]).outcome)
    }
  }

  @Test func `people see the points and what moves them`() {
    let outcome = sweep(grid, more: ["--measure=people.visits", "--one-at-a-time"]).outcome
    #expect(outcome.output.contains("4 points, 3 sessions each, seed 1"))
    #expect(outcome.output.contains("\npeople.visits\n"))
    let bars = outcome.output.split(separator: "\n").filter { $0.contains("█") }
    #expect(bars.count == 1)
    #expect(bars.first?.contains("traffic.discover.visits") ?? false)
  }

  @Test func `tables quote what needs it`() throws {
    let table = try folder.file(
      "points.csv",
      "session.length,cohorts.all.dwell\n1m,\n2m,\"{ uniform: { from: '5s', to: '9s' } }\"\n")
    let outcome = sweep("--points", table, "--replications=2", "--format=wide")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(outcome)")
    #expect(
      lines[0].hasPrefix("point,session.length,cohorts.all.dwell,sessions,kept,people.visits"))
    #expect(lines[1].hasPrefix("1,1m,,2,"))
    #expect(lines[2].hasPrefix("2,2m,\"{ uniform: { from: '5s', to: '9s' } }\",2,"))
    let long = sweep(
      "--points", table, "--replications=2", "--format=csv", "--measure=people.visits")
    #expect(long.output.split(separator: "\n").count == 3)
    #expect(
      long.output.hasPrefix(
        "point,session.length,cohorts.all.dwell,measure,unit,sessions,mean,low,high,deviation\n"))
  }

  // MARK: Refusals

  @Test(arguments: [
    ("", "a sweep needs either --vary PATH=VALUES, which may be repeated, or --points FILE"),
    (
      "--vary a=1 --points x",
      "a sweep needs either --vary PATH=VALUES, which may be repeated, or --points FILE"
    ),
    ("--points x --one-at-a-time", "option --one-at-a-time needs --vary"),
    ("--vary a", "an input is PATH=VALUE,VALUE… or PATH=LOW..HIGH:COUNT, not `a`"),
    ("--vary a=1 --vary a=2", "`a` is varied twice"),
    ("--vary a=1 --shard 1/2", "option --shard needs --output DIR"),
    (
      "--vary a=1 --shard 3/2 --output x", "option --shard is K/N with K from 1 to N, not `3/2`"
    ),
    (
      "--vary products.phone.stock=1 --measure gvm.paid",
      "there is no measure `gvm.paid`; did you mean gmv.paid?"
    ),
    (
      "--vary products.phone.stock=1 --shard 2/2 --output x",
      "there are 1 points and none for this shard"
    ),
  ])
  func `a wrong command line is refused`(_ line: String, _ message: String) {
    let words = line.split(separator: " ").map(String.init)
    let outcome = sweep(words)
    #expect(outcome.sessions == 0)
    #expect(
      outcome.outcome == Outcome(status: .usage, output: "", errors: "saleroom: \(message)\n"))
  }

  @Test func `a point that is not sound is told before anything is run`() throws {
    let outcome = sweep(["--vary=products.phone.stock=5,many"])
    #expect(outcome.sessions == 0 && outcome.outcome.status == .badScenario)
    #expect(outcome.outcome.errors.contains("products.phone.stock"))
    #expect(
      outcome.outcome.errors.hasSuffix("night.json5: point 2 is not sound; nothing was run\n"))
    let table = try folder.file("points.csv", "a,b\n1\n")
    let refused = sweep("--points", table)
    #expect(refused.status == .badScenario)
    #expect(refused.errors == "saleroom: \(table): line 2: 1 values for 2 paths\n")
  }
}
