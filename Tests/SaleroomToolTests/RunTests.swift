// `run` and `validate` from file to exit status.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Running from the command line")
struct RunTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  @Test func `the exit status tells the verdict`() throws {
    let kept = Tool.run(["run", try folder.file("kept.json5", Scenarios.small)])
    #expect(kept.status == .kept)
    #expect(kept.errors == "")
    #expect(kept.output.contains("VERDICT: KEPT"))
    let broken = Tool.run(["run", try folder.file("broken.json5", Scenarios.broken)])
    #expect(broken.status == .broken)
    #expect(broken.output.contains("✗ stock.oversold > 0"))
  }

  @Test func `a logic that breaks its own promise breaks the run, and the report tells how`() throws
  {
    let text = Scenarios.small.replacing("stock: 10", with: "stock: 2")
      .replacing("title:", with: "orders: { logic: 'generous' }, title:")
    let outcome = Tool.run(["run", try folder.file("a.json5", text)], logics: [GenerousLogic.self])
    #expect(outcome.status == .broken)
    #expect(outcome.output.contains("\n✗ noOversell "))
    #expect(outcome.output.contains("was promised unit 3 of 2 of phone"))
    #expect(outcome.output.contains("\n~ conservation "))
    let unknown = Tool.run(["run", try folder.file("b.json5", text)])
    #expect(unknown.status == .badScenario)
    #expect(unknown.errors.contains("generous"))
  }

  /// Promises whoever asks a unit, and never takes one back.
  private struct GenerousLogic: SaleLogic {
    static let name = "generous"
    static let summary = "gives a unit to whoever asks"
    static let promises: Set<SaleCheckName> = [.noOversell]
    init(world: SaleWorld) {}
    func reserve(_ order: SaleOrder) async -> Reservation {
      .held(order: order.id, price: order.shownPrice)
    }
    func pay(_ order: SaleOrder) async -> Settlement { .paid }
    func expire(_ order: SaleOrder) async -> Bool { true }
    func available(_ sku: Int) -> Int { 0 }
  }

  @Test func `a bad scenario is refused with its problems, and nothing is run`() throws {
    let file = try folder.file("wrong.json5", Scenarios.wrong)
    let outcome = Tool.run(["run", file, "--output", "\(folder.path)/out"])
    #expect(outcome.status == .badScenario)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("\(file):4:"))
    #expect(outcome.errors.hasSuffix("saleroom: \(file): nothing was run\n"))
    #expect(folder.names() == ["wrong.json5"])
  }

  @Test func `validate tells the problems of all files`() throws {
    let good = try folder.file("good.json5", Scenarios.small)
    let bad = try folder.file("bad.json5", Scenarios.wrong)
    let both = Tool.run(["validate", bad, good])
    #expect(both.status == .badScenario)
    #expect(both.errors == "")
    let lines = both.output.split(separator: "\n").map(String.init)
    #expect(lines.last == "\(good): ok")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("\(bad):4:") && $0.contains(": error: ") })
    #expect(Tool.run(["validate", good]).output == "\(good): ok\n")
    let missing = Tool.run(["validate", "\(folder.path)/none", good])
    #expect(missing.status == .inputOutput)
    #expect(missing.output == "\(good): ok\n")
    #expect(missing.errors == "saleroom: \(folder.path)/none: no such file\n")
  }

  @Test func `a file beyond the limit is refused without being loaded`() throws {
    let file = try folder.file("big.json5", "")
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: UInt64(ScenarioFile.limit) + 1)
    let outcome = Tool.run(["validate", file])
    #expect(outcome.status == .inputOutput)
    #expect(outcome.errors == "saleroom: \(file): too large; a scenario has at most 16 MiB\n")
    let place = Tool.run(["run", folder.path])
    #expect(place.errors == "saleroom: \(folder.path): is a folder, not a scenario\n")
  }

  @Test func `settings lie over the file, and what made a result is written down`() throws {
    let file = try folder.file("small.json5", Scenarios.small)
    let words = ["run", file, "--set", "products.phone.stock=3", "--seed", "9", "--format=json"]
    let outcome = Tool.run(words + ["--threads=2"])
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let metrics = try #require(root["metrics"] as? [String: Any])
    #expect(metrics["stock.stocked"] as? Int == 3)
    #expect(root["seed"] as? Int == 9)
    #expect(
      root["command"] as? [String] == [
        "run", file, "--seed=9", "--set=products.phone.stock=3",
      ])
    #expect(Tool.run(words + ["--threads=1"]) == outcome)
  }

  @Test func `a run can prove that it is the same however it is run`() throws {
    let file = try folder.file("small.json5", Scenarios.small)
    let outcome = Tool.run(["run", file, "--check-determinism"])
    #expect(outcome.status == .kept)
    #expect(outcome.errors == "saleroom: the session is the same on one thread and on several\n")
    #expect(Tool.run(["run", file, "--check-determinism", "--quiet"]).errors == "")
  }

  @Test func `progress is shown to whoever watches, and taken back`() throws {
    let file = try folder.file("small.json5", Scenarios.small)
    let watched = Tool.run(["run", file], showsProgress: true)
    #expect(watched.errors.contains(" of 1 m 00 s"))
    #expect(watched.errors.hasSuffix(ProgressLine.erased))
    #expect(Tool.run(["run", file, "--quiet"], showsProgress: true).errors == "")
  }
}
