// `run --replications` and `--until` from file to exit status.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Many sessions from the command line")
struct ReplicationsTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    file = try folder.file("small.json5", Scenarios.small)
  }

  private func root(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func `every format has the same bytes for one, two and three threads`() {
    for format in ["text", "json", "csv"] {
      let words = ["run", file, "--replications=7", "--format=\(format)", "--threads"]
      let outcome = Tool.run(words + ["1"])
      #expect(!outcome.output.isEmpty && outcome.errors.isEmpty)
      #expect(Tool.run(words + ["2"]) == outcome)
      #expect(Tool.run(words + ["3"]) == outcome)
    }
  }

  @Test func `the exit status tells what the sessions can show`() throws {
    let words = ["run", file, "--replications"]
    #expect(Tool.run(words + ["59"]).status == .kept)
    let few = Tool.run(words + ["58"])
    #expect(few.status == .undecided)
    #expect(few.output.contains("VERDICT: UNDECIDED – 58 sessions: 1 promise undecided"))
    #expect(few.output.contains("no fewer than 59 sessions can show that it is kept"))
    let broken = try folder.file("broken.json5", Scenarios.broken)
    let outcome = Tool.run(["run", broken, "--replications=9"])
    #expect(outcome.status == .broken)
    #expect(outcome.output.contains("✗ stock.oversold > 0\n"))
    #expect(outcome.output.contains("kept in 0 of 9 sessions, so in 0 % to 28.3 % of all"))
  }

  @Test func `one session has no interval, and that is said`() throws {
    let outcome = Tool.run(["run", file, "--replications=1"])
    #expect(outcome.status == .undecided)
    #expect(
      outcome.output.contains("One session says nothing of its error: there are no intervals."))
    #expect(!outcome.output.contains("Student"))
    let json = try root(Tool.run(["run", file, "--replications=1", "--format=json"]))
    let measures = try #require(json["measures"] as? [[String: Any]])
    #expect(measures.allSatisfy { $0["interval"] is NSNull })
  }

  @Test func `the row of a replication is the replication alone`() throws {
    let many = try root(Tool.run(["run", file, "--replications=5", "--seed=4", "--format=json"]))
    let rows = try #require(many["rows"] as? [[String: Any]])
    #expect(rows.map { $0["replication"] as? Int } == [0, 1, 2, 3, 4])
    let names = try #require(many["measures"] as? [[String: Any]]).map { $0["name"] as? String }
    let one = try root(Tool.run(["run", file, "--replication=3", "--seed=4", "--format=json"]))
    let metrics = try #require(one["metrics"] as? [String: Any])
    let values = try #require(rows[3]["values"] as? [Any])
    #expect(values.count == metrics.count)
    for (name, value) in zip(names, values) {
      #expect(metrics[name ?? ""] as? Double == value as? Double, "\(name ?? "")")
    }
    #expect(many["command"] as? [String] == ["run", file, "--seed=4", "--replications=5"])
    #expect(many["seed"] as? Int == 4 && many["verdict"] as? String == "undecided")
  }

  @Test func `the table has a line a session and a column a measure`() throws {
    let lines = Tool.run(["run", file, "--replications=4", "--format=csv"]).output
      .split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 6 && lines.last == "")
    #expect(lines[0].hasPrefix("scenario,seed,replication,people.visits,"))
    #expect(lines[0].contains(",stock.sold[phone],"))
    #expect(lines[1].contains(",1,0,") && lines[4].contains(",1,3,"))
    #expect(Set(lines.dropLast().map { $0.count { $0 == "," } }).count == 1)
  }

  @Test func `sessions go on until the mean is sure enough`() throws {
    let words = ["run", file, "--format=json", "--until"]
    let wide = try root(Tool.run(words + ["people.visits ± 10%"]))
    #expect(wide["replications"] as? Int == 20)
    let narrow = try root(Tool.run(words + ["people.visits ± 1.5%", "--until=people.unique+-9"]))
    let count = try #require(narrow["replications"] as? Int)
    #expect(count > 20 && count < 500)
    let precisions = try #require(narrow["precisions"] as? [[String: Any]])
    #expect(precisions.map { $0["met"] as? Bool } == [true, true])
    #expect((precisions[0]["reached"] as? Double ?? 1) <= 0.015)
    let capped = Tool.run(["run", file, "--until=people.visits ± 0.1%", "--at-most=60"])
    #expect(capped.status == .undecided)
    #expect(capped.output.contains("VERDICT: UNDECIDED – 60 sessions: 1 promise kept"))
    #expect(capped.output.contains(", 1 precision not reached\n"))
    #expect(capped.output.contains("? people.visits ± 0.1%\n      reached: ± "))
    let wrong = Tool.run(["run", file, "--until=people.visit ± 2%"])
    #expect(wrong.status == .usage)
    #expect(
      wrong.errors
        == "saleroom: option --until: there is no measure `people.visit`; did you mean "
        + "`people.visits`?\n")
  }

  @Test func `a steady state is measured where it is asked for`() {
    let outcome = Tool.run(["run", file, "--replications=3", "--steady=people.online"])
    #expect(outcome.output.contains("Steady state, after the warm-up of all sessions (MSER-5)\n"))
    #expect(outcome.output.contains("  people.online.steady"))
    #expect(!Tool.run(["run", file, "--replications=3"]).output.contains("MSER"))
  }

  @Test func `files are written whole, and an earlier run's are kept`() {
    let words = ["run", file, "--replications=2", "--output", "\(folder.path)/out", "--quiet"]
    #expect(Tool.run(words) == Outcome(status: .undecided, output: "", errors: ""))
    #expect(
      folder.names(in: "out") == ["replications.csv", "report.txt", "result.html", "result.json"])
    #expect(Tool.run(words).status == .inputOutput)
  }

  @Test func `a breach is named with the session in which to see it`() throws {
    let text = Scenarios.small.replacing("stock: 10", with: "stock: 2")
      .replacing("title:", with: "orders: { logic: 'careless' }, title:")
    let odd = try folder.file("odd.json5", text)
    let outcome = Tool.run(["run", odd, "--replications=6"], logics: [CarelessLogic.self])
    #expect(outcome.status == .broken)
    #expect(outcome.output.contains("errors broken in 6, noOversell broken in 5"))
    #expect(outcome.output.contains("✗ noOversell\n      broken in 5 of 6 sessions: "))
    #expect(
      outcome.output.contains("\n      see it: saleroom run \(odd) --seed=1 --replication=0\n"))
  }

  /// Promises whoever asks a unit, and fails when it is to take one back.
  private struct CarelessLogic: SaleLogic {
    struct Lost: Error {}
    static let name = "careless"
    static let summary = "gives a unit to whoever asks"
    static let promises: Set<SaleCheckName> = [.noOversell]
    init(world: SaleWorld) {}
    func reserve(_ order: SaleOrder) async -> Reservation {
      .held(order: order.id, price: order.shownPrice)
    }
    func pay(_ order: SaleOrder) async throws -> Settlement { throw Lost() }
    func expire(_ order: SaleOrder) async -> Bool { true }
    func available(_ sku: Int) -> Int { 0 }
  }

  @Test func `the first interrupt ends it after the sessions at work, with nothing concluded`() {
    let stop = StopRequest()
    let user = Thread {
      while !stop.make() { Thread.sleep(forTimeInterval: 0.01) }
    }
    user.start()
    let outcome = Tool.run(["run", file, "--replications=1000000"], stop: stop)
    #expect(outcome.status == .interrupted && outcome.output == "")
    #expect(outcome.errors.hasPrefix("saleroom: interrupted after "))
    #expect(outcome.errors.hasSuffix(" of 1000000 sessions; nothing is concluded from them\n"))
  }

  @Test func `progress counts sessions, and is taken back`() {
    let watched = Tool.run(["run", file, "--replications=3"], showsProgress: true)
    #expect(watched.errors.contains(" of 3 sessions"))
    #expect(watched.errors.hasSuffix(ProgressLine.erased))
    let line = CountLine(width: 80) { _ in }
    #expect(
      line.text(250, of: 1_000, isLimit: true, seconds: 5)
        == "250 of at most 1\u{202F}000 sessions  15 s left  50/s")
  }

  @Test func `a dry run tells of all sessions, and no more run at once than fit`() {
    var machine = Machine()
    machine.availableMemory = 60e6
    let outcome = Tool.run(
      ["run", file, "--replications=100", "--threads=8", "--dry-run"], machine: machine)
    #expect(outcome.status == .kept)
    #expect(outcome.output.contains("sessions, at most; each has"))
    #expect(outcome.output.contains("  time of all, 2 at once"))
  }

  @Test func `one session is judged without its quantifier, which is said`() throws {
    let text = Scenarios.small.replacing("oversold == 0", with: "oversold == 0 in 99% of sessions")
    let quantified = try folder.file("q.json5", text)
    let outcome = Tool.run(["run", quantified])
    #expect(outcome.status == .kept)
    #expect(outcome.output.contains("✓ stock.oversold == 0 in 99% of sessions "))
    #expect(
      outcome.output.contains(
        "\n  of this one session; of how many sessions they hold, `--replications N` tells\n"))
    #expect(!Tool.run(["run", file]).output.contains("of this one session"))
  }
}
