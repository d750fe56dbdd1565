// `saleroom compare`, from the words to the exit status: looking, judging, and holding against a saved
// result; with planted regressions that have to be caught.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

/// Says "sold out" to everybody and claims to sell soundly.
private struct Liar: SaleLogic {
  static let name = "liar"
  static let summary = "never sells"
  init(world: SaleWorld) {}
  func reserve(_ order: SaleOrder) async throws -> Reservation { .soldOut }
  func pay(_ order: SaleOrder) async throws -> Settlement { .late }
  func expire(_ order: SaleOrder) async throws -> Bool { false }
  func available(_ sku: Int) async -> Int { 0 }
}

@Suite("Comparing")
struct CompareTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    file = try folder.file("night.json5", Scenarios.small)
  }

  private func compare(_ words: String..., logics: [any SaleLogic.Type] = []) -> Outcome {
    Tool.run(["compare"] + words, logics: logics)
  }

  private func saved(_ words: String...) throws -> String {
    let outcome = Tool.run(["run", file, "--format=json"] + words)
    return try folder.file("baseline.json", outcome.output)
  }

  private func json(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func `the same twice is identical`() throws {
    let other = try folder.file("copy.json5", Scenarios.small)
    let outcome = compare(file, other, "--replications=4")
    #expect(outcome.status == .kept)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("B is worse in 0, better in 0, otherwise changed in 0"))
    #expect(outcome.output.contains("no difference shown in 0 measures; identical in every"))
    #expect(!outcome.output.contains("Pairing"))
  }

  @Test func `looking is no verdict, judging is`() throws {
    let fewer = "--set=products.phone.stock=3"
    let looked = compare(file, fewer, "--replications=8")
    #expect(looked.status == .kept)
    #expect(looked.output.contains("\nWorse under B\n"))
    #expect(looked.output.contains("stock.sold"))
    #expect(looked.output.contains("\nPromises\n"))
    #expect(looked.output.contains("stock.oversold == 0"))
    let judged = compare(file, fewer, "--replications=8", "--tolerance=2%")
    #expect(judged.status == .broken)
    #expect(judged.output.contains("VERDICT: BROKEN – worse by more than 2 %: "))
    // The other way round is better, and a whole share of it is allowed.
    let fewerFile = try folder.file(
      "fewer.json5", Scenarios.small.replacing("stock: 10", with: "stock: 3"))
    let better = compare(
      fewerFile, file, "--replications=8", "--tolerance=2%", "--measure=stock.sold")
    #expect(better.status == .kept, "\(better.output)")
    #expect(
      compare(file, fewer, "--replications=8", "--tolerance=1", "--measure=stock.sold").status
        == .kept)
  }

  @Test func `any number of threads gives the same bytes`() {
    let words = [file, "--set=products.phone.stock=5", "--replications=6"]
    for format in ["text", "json", "csv"] {
      let one = Tool.run(["compare"] + words + ["--threads=1", "--format=\(format)"])
      let three = Tool.run(["compare"] + words + ["--threads=3", "--format=\(format)"])
      #expect(one == three)
    }
  }

  @Test func `programs get everything in base units`() throws {
    let words = [file, "--set=products.phone.stock=5", "--replications=14", "--seed=9"]
    let root = try json(Tool.run(["compare"] + words + ["--format=json"]))
    #expect(root["kind"] as? String == "comparison" && root["schema"] as? Int == 1)
    let measures = try #require(root["measures"] as? [[String: Any]])
    let stocked = try #require(measures.first { $0["name"] as? String == "stock.stocked" })
    #expect(stocked["finding"] as? String == "less")
    #expect((stocked["difference"] as? [String: Double])?["high"] == -5)
    #expect((stocked["ratio"] as? [String: Double])?["low"] == 0.5)
    let command = try #require(root["command"] as? [String])
    #expect(json(of: command) == json(of: ["compare"] + words))
    let lines = Tool.run(["compare"] + words + ["--format=csv"]).output.split(separator: "\n")
    #expect(lines.count == measures.count + 1)
    #expect(lines[0].hasPrefix("measure,unit,better,finding,"))
    #expect(
      lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 18 })
  }

  private func json(of words: [String]) -> Set<String> { Set(words) }

  // MARK: Against a saved result

  @Test func `a saved experiment is a gate`() throws {
    let baseline = try saved("--replications=8", "--seed=4")
    let same = compare(file, "--baseline", baseline)
    #expect(same.status == .kept, "\(same.output)")
    #expect(same.output.contains("VERDICT: KEPT"))
    #expect(same.output.contains("seed 4, replications 0 to 7"))
    #expect(!same.output.contains("another scenario"))
    let worse = compare(file, "--baseline", baseline, "--set=products.phone.stock=3")
    #expect(worse.status == .broken)
    #expect(worse.output.contains("worse by more than 2 %: "))
    #expect(worse.output.contains("stock.sold"))
    #expect(worse.output.contains("The baseline is of another scenario"))
    // A few visits more change the conversion of each session, and not of all in one way.
    let open = compare(
      file, "--baseline", baseline, "--set=traffic.discover.visits=210",
      "--measure=funnel.conversion", "--tolerance=0")
    #expect(open.status == .undecided, "\(open.output)")
    #expect(open.output.contains("\n  ? funnel.conversion"))
    #expect(open.output.contains("\nUndecided\n"))
  }

  @Test func `a promise that breaks is a regression, whatever it is about`() throws {
    let file = try folder.file(
      "promised.json5",
      Scenarios.small.replacing("expect: [", with: "expect: [\"people.visits >= 150\", "))
    let baseline = try folder.file(
      "promised.json", Tool.run(["run", file, "--format=json", "--replications=60"]).output)
    let fewer = "--set=traffic.discover.visits=100"
    let outcome = compare(file, "--baseline", baseline, fewer, "--tolerance=1")
    #expect(outcome.status == .broken, "\(outcome.output)")
    #expect(
      outcome.output.contains(
        "VERDICT: BROKEN – promises broken by B and not by A: people.visits >= 150"))
    // Without the promise nobody knows whether fewer visits are worse.
    let visits = compare(
      self.file, fewer, "--tolerance=2%", "--replications=4", "--measure=people.visits")
    #expect(visits.status == .usage)
    #expect(visits.errors.contains("of `people.visits` neither more nor less is better"))
  }

  @Test func `broken sale logic is a regression`() throws {
    let baseline = try saved("--replications=4")
    let lying = compare(
      file, "--baseline", baseline, "--set=orders.logic=liar", logics: [Liar.self])
    #expect(lying.status == .broken)
    #expect(lying.output.contains("B breaks what A does not: conservation, noUndersell"))
    #expect(lying.output.contains("noUndersell: broken in 4 of 4 sessions of B"))
    let looked = compare(
      file, "--set=orders.logic=liar", "--replications=4", logics: [Liar.self])
    #expect(looked.status == .broken)
  }

  @Test func `a saved session is compared value by value`() throws {
    let baseline = try saved("--replication=3")
    let same = compare(file, "--baseline", baseline)
    #expect(same.status == .kept, "\(same.output)")
    #expect(same.output.contains("1 session each, seed 1, replication 3"))
    let text = try #require(folder.text("baseline.json"))
    let slower = try #require(
      text.firstMatch(of: /"stock\.sold": ([0-9]+),/).map { match in
        text.replacingCharacters(in: match.1.startIndex..<match.1.endIndex, with: "77")
      })
    let planted = compare(file, "--baseline", try folder.file("planted.json", slower))
    #expect(planted.status == .broken)
    #expect(planted.output.contains("worse by more than 2 %: stock.sold\n"))
    // A comment changes the digest and nothing else; another stock changes what it changes.
    let commented = try folder.file("commented.json5", "// tonight\n" + Scenarios.small)
    #expect(compare(commented, "--baseline", baseline).status == .kept)
    let other = compare(file, "--baseline", baseline, "--set=products.phone.stock=3")
    #expect(other.status == .undecided)
    #expect(other.output.contains("save the baseline with --replications"))
  }

  // MARK: Refusals

  @Test(arguments: [
    ("FILE", "nothing to compare `FILE` with: name a second FILE, or give --set or --baseline"),
    ("FILE FILE --baseline x", "--baseline takes the place of one FILE; `FILE` is one too many"),
    (
      "FILE --baseline x --seed 3",
      "option --seed does not go with --baseline, which brings its own"
    ),
    (
      "FILE --baseline x --replications 3",
      "option --replications does not go with --baseline, which brings its own"
    ),
    ("FILE FILE --tolerance 3x", "option --tolerance is a share such as 2% or 0.02, not `3x`"),
    ("FILE FILE --tolerance 2", "option --tolerance is a share such as 2% or 0.02, not `2`"),
    (
      "FILE FILE --replications 1",
      "option --replications is a whole number from 2 to 1000000, not `1`"
    ),
    (
      "FILE FILE --measure latency.ordr.p99",
      "there is no measure `latency.ordr.p99`; did you mean latency.order.p99?"
    ),
    (
      "FILE FILE --format jsno",
      "unknown format `jsno` (known: text, json, csv); did you mean json?"
    ),
    ("FILE FILE --threads 0", "option --threads is a whole number from 1 to 256, not `0`"),
  ])
  func `a wrong command line is refused`(_ line: String, _ message: String) {
    let words = line.replacing("FILE", with: file).split(separator: " ").map(String.init)
    let outcome = Tool.run(["compare"] + words)
    let told = message.replacing("`FILE`", with: "`\(file)`")
    #expect(outcome == Outcome(status: .usage, output: "", errors: "saleroom: \(told)\n"))
  }

  @Test func `a result that is none is refused`() throws {
    func refusal(_ text: String) throws -> String {
      let path = try folder.file("result.json", text)
      let outcome = compare(file, "--baseline", path)
      #expect(outcome.status == .badScenario && outcome.output == "")
      return outcome.errors.replacing(path, with: "FILE")
    }
    let none = "saleroom: FILE: is not a result of `saleroom run --format json`\n"
    #expect(
      try refusal("{\n\"schema\": 1,")
        == "saleroom: FILE:2:13: a name in double quotes is wanted; the file is not a result of "
        + "`saleroom run --format json`\n")
    #expect(try refusal("[1, 2]") == none)
    #expect(try refusal("{\"schema\": 1}") == none)
    let head =
      "\"tool\": {\"version\": \"1\"}, \"seed\": 1, "
      + "\"scenario\": {\"digest\": \"ff\", \"currency\": \"CNY\"}"
    #expect(
      try refusal("{\"schema\": 9, \(head)}")
        == "saleroom: FILE: has schema 9; this version reads schema 1\n")
    #expect(try refusal("{\"schema\": 1, \(head)}") == "saleroom: FILE: holds no sessions\n")
    let many =
      "{\"schema\": 1, \"kind\": \"replications\", \(head), \"measures\": [{\"name\": \"a\"}]"
    #expect(
      try refusal("\(many), \"rows\": [{\"replication\": 0, \"values\": []}]}")
        == "saleroom: FILE: has rows that do not fit its 1 measures\n")
    #expect(
      try refusal(
        "\(many), \"rows\": [{\"replication\": 0, \"values\": [1]}, "
          + "{\"replication\": 2, \"values\": [1]}]}")
        == "saleroom: FILE: does not hold replications in order\n")
    #expect(
      try refusal("\(many), \"rows\": []}")
        == "saleroom: FILE: does not hold replications in order\n")
    let missing = compare(file, "--baseline", "\(folder.path)/none.json")
    #expect(missing.status == .inputOutput)
    #expect(missing.errors.hasSuffix("none.json: no such file\n"))
  }
}
