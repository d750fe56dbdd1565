// `plan` from file to exit status: what it says, what it refuses, and what each format holds.
import Foundation
import LiveCommerce
import Reporting
import Testing

@testable import SaleroomTool

@Suite("Planning from the command line")
struct PlanTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Promises a stock of 20: that is the answer, whatever the chance.
  ///
  /// The confidence is low so that few sessions suffice.
  private static let stock = """
    {
      saleroom: 1, title: "Tiny", asks: "?", session: { length: "5s", epoch: "5s" },
      cohorts: { all: { dwell: "30s", payment: { abandon: "0%", delay: "1s" } } },
      products: { phone: { price: "¥1999", stock: 10, hold: "5s" } },
      rundown: [{ at: "1s", do: "linkUp", product: "phone" }],
      traffic: { discover: { visits: 4 } },
      expect: ["stock.stocked >= 20", "stock.oversold == 0"],
    }
    """
  private static let size = ["--size=products.phone.stock", "--to=64", "--confidence=0.5"]

  private func plan(_ text: String, _ words: [String]) throws -> Outcome {
    Tool.run(["plan", try folder.file("s.json5", text)] + words)
  }

  @Test func `the smallest size is told, with the promise that binds it`() throws {
    let outcome = try plan(Self.stock, Self.size)
    #expect(outcome.status == .kept)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("\nPLAN: products.phone.stock = 20\n"))
    #expect(outcome.output.contains("\nToo hard for sure: 19.\n"))
    #expect(outcome.output.contains("  stock.stocked >= 20 – the binding one\n"))
    // The lines of origin and of a command are as long as the file's name.
    let lines = outcome.output.split(separator: "\n").filter {
      !$0.hasPrefix("seed ") && !$0.hasPrefix("  see it: ")
    }
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `a plan that cannot be kept is shown all the same`() throws {
    let shown = try plan(Self.stock, Self.size)
    try folder.hinder(PlanFormats.all[0].fileName, in: "out")
    let outcome = try plan(Self.stock, Self.size + ["--output=\(folder.path)/out"])
    #expect(outcome.status == .inputOutput)
    #expect(outcome.output == shown.output)
    #expect(outcome.errors.contains("could not be written: Is a directory"))
  }

  @Test func `a tier that the binding promise does not wait for is not its bottleneck`() throws {
    let busy = Self.stock.replacing(
      "rundown:", with: "orders: { payment: { capacity: 1, latency: \"3s\" } }, rundown:"
    ).replacing("visits: 4", with: "visits: 400").replacing(
      "cohorts:", with: "decision: { atLinkUp: \"100%\", order: \"100%\" }, cohorts:")
    let goods = try plan(busy, Self.size)
    #expect(goods.output.contains("\nBusiest tier at 20, session 0\n"), "\(goods.output)")
    #expect(
      goods.output.contains("That is not what `stock.stocked >= 20` waits for: no tier holds"))
    let waits = try plan(
      busy.replacing("stock.stocked >= 20", with: "latency.order.p99 < 100s"), Self.size)
    #expect(waits.output.contains("\nBottleneck at 1, session 0\n"), "\(waits.output)")
    let told = "`latency.order.p99 < 100s` does not wait for the busiest: `payment`."
    #expect(waits.output.replacing("\n  ", with: " ").contains(told), "\(waits.output)")
    let json = try plan(busy, Self.size + ["--format=json"]).output
    #expect(json.contains("\"holdsPromise\": false"))
  }

  @Test func `the largest size is told when it is asked for`() throws {
    let text = Self.stock.replacing(">= 20", with: "<= 20")
    let outcome = try plan(text, Self.size + ["--largest"])
    #expect(outcome.output.contains("\nPLAN: products.phone.stock = 20\n"))
    #expect(outcome.output.contains("\nToo hard for sure: 21.\n"))
  }

  @Test func `what no size keeps is impossible, and the reason is told`() throws {
    let flat = try plan(
      Self.stock.replacing("stock.stocked >= 20", with: "gmv.gross < ¥1"), Self.size)
    #expect(flat.status == .broken)
    #expect(flat.output.contains("\nPLAN: IMPOSSIBLE\n"))
    let short = try plan(Self.stock.replacing(">= 20", with: ">= 90"), Self.size)
    #expect(short.status == .broken)
    #expect(short.output.contains("still gains"))
    let unmoved = try plan(Self.stock.replacing("stocked >= 20", with: "oversold >= 1"), Self.size)
    #expect(unmoved.output.contains("what sizes beyond the range do was not seen"))
    #expect(!unmoved.output.contains("elsewhere"))
  }

  @Test func `a latency that nobody stands beside is told to know survivors only`() throws {
    let alone = Self.stock.replacing("stock.oversold == 0", with: "latency.order.p99 < 100s")
    let hint = "promise `lost.unanswered == 0` beside it"
    #expect(try plan(alone, Self.size).output.contains(hint))
    let both = alone.replacing("< 100s\"", with: "< 100s\", \"lost.unanswered == 0\"")
    #expect(try !plan(both, Self.size).output.contains(hint))
  }

  @Test func `too few sessions leave it undecided`() throws {
    let outcome = try plan(Self.stock, Self.size + ["--at-most=40"])
    #expect(outcome.status == .undecided)
    #expect(outcome.output.contains("\nPLAN: UNDECIDED\n"))
  }

  @Test func `a step to what makes no sense is refused before anything is run`() throws {
    let outcome = try plan(Self.stock, Self.size + ["--step=0.5"])
    #expect(outcome.status == .badScenario)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("products.phone.stock"))
    #expect(!outcome.errors.contains("a size makes no sense"))
  }

  @Test func `a knob has one size`() throws {
    let outcome = try plan(Self.stock, Self.size + ["--size=products.phone.stock"])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("names products.phone.stock twice"))
  }

  @Test func `several sizes are chosen by their costs`() throws {
    let text = Self.stock.replacing("price: \"¥1999\"", with: "category: \"a\", price: \"¥1999\"")
      .replacing(
        "products: {", with: "products: { pen: { category: \"a\", price: \"¥9\", stock: 1 },")
    let outcome = try plan(
      text,
      [
        "--size=products.phone.stock=3", "--size=products.pen.stock=2", "--to=16", "--to=12",
        "--confidence=0.5",
      ])
    // 20 together, the cheaper one first: 8 of 3 and 12 of 2.
    #expect(outcome.status == .kept)
    #expect(
      outcome.output.contains(
        "\nPLAN: products.phone.stock=8, products.pen.stock=12, cost 48\n"), "\(outcome.output)")
  }

  @Test func `every format holds the answer, and what made it`() throws {
    let words = Self.size + ["--seed=9", "--set=title=x"]
    let json = try plan(Self.stock, words + ["--format=json"])
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(root["kind"] as? String == "plan")
    #expect(root["verdict"] as? String == "found")
    #expect(root["seed"] as? Int == 9)
    let answer = try #require(root["answer"] as? [String: Any])
    #expect(answer["sizes"] as? [String: String] == ["products.phone.stock": "20"])
    #expect(
      root["command"] as? [String] == [
        "plan", "\(folder.path)/s.json5", "--seed=9", "--set=title=x",
        "--size=products.phone.stock", "--to=64", "--confidence=0.5",
      ])
    let csv = try plan(Self.stock, words + ["--format=csv", "--output=\(folder.path)/out"])
    let lines = csv.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("products.phone.stock,cost,sessions,kept,kept.low,kept.high,shown,"))
    #expect(lines.contains { $0.hasPrefix("20,20,") && $0.contains(",kept,") })
    #expect(folder.names(in: "out") == ["curve.csv", "report.txt", "result.json"])
    #expect(folder.text("out/curve.csv") == csv.output)
    #expect(folder.text("out/result.json") == json.output)
  }

  @Test(arguments: [
    ([], "lacks --size"), (["--size=orders.workers.count", "--from=9", "--to=3"], "above"),
    (["--size=a", "--size=b", "--size=c", "--to=3", "--to=4"], "once for each"),
    (["--size=orders.workers.count=0"], "above 0"),
    (["--size=orders.workers.count", "--to=64ms", "--from=1"], "same unit"),
    (["--size=orders.workers.count", "--confidence=2"], "--confidence"),
    (["--size=orders.workers.count", "--format=html"], "unknown format"),
  ])
  func `what makes no sense is refused before anything is run`(
    _ words: [String], _ reason: String
  ) throws {
    let outcome = try plan(Self.stock, words)
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test func `sizes that the scenario refuses are refused before anything is run`() throws {
    let unknown = try plan(Self.stock, ["--size=orders.wokers.count"])
    #expect(unknown.status == .badScenario)
    #expect(unknown.errors.contains("did you mean `workers`?"))
    let none = try plan(Self.stock, ["--size=orders.workers.count", "--from=0"])
    #expect(none.status == .badScenario)
    let silent = try plan(
      Self.stock.replacing("\"stock.stocked >= 20\", \"stock.oversold == 0\"", with: ""), Self.size)
    #expect(silent.status == .badScenario)
    #expect(silent.errors.contains("promises nothing"))
  }
}
