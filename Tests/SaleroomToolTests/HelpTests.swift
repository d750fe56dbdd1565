// Help, whole; and lists that come from their registries.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Help")
struct HelpTests {
  static let overview = """
    saleroom simulates livestream-commerce sessions: people, orders, stock.

    usage: saleroom VERB [OPTION…] [FILE…]

    verbs
      run FILE        Simulates one session, or many, and tells whether the promises were kept.
      watch FILE      Shows a session as it goes, at any speed, and lets its knobs be turned; what is
                      not a terminal gets lines.
      compare A [B]   Compares two scenarios under the same chance, or one with and without --set, or
                      one with a saved result.
      sweep FILE      Runs a scenario at every point of a grid or a table, and tells which input moves
                      what most.
      plan FILE       Finds the smallest capacity, or the cheapest of several, that keeps every promise;
                      or why none does.
      restock FILE    Plays a session and tells what to order of each variant for the next, and what new
                      to sell.
      campaign FILE   Simulates a series of sessions, each with the followers, buyers, trust and stock
                      that the one before has left.
      trace FILE      Tells the life of one viewer, order or unit in sentences, or shows the order back
                      end in Perfetto.
      report RESULT…  Shows saved results of run, compare, sweep, plan, campaign and explore as one HTML
                      page.
      export FILE     Writes what the simulated people send, as a table or for a load generator; their
                      retries answer the simulated back end.
      fit LOG         Learns from a log of visits who comes, how long they stay and what they buy, and
                      writes a scenario of it.
      explore [FILE]  Puts a scenario's sale logic under a storm of orders in many schedules, and tells
                      the shortest story of what breaks.
      replay CASE     Runs a failing case again, and tells step by step what happens.
      validate FILE…  Tells everything that is wrong with scenario files; runs nothing.
      schema          Prints a JSON Schema of scenario files, so that editors complete and check them.
      metrics         Lists every metric: name, unit, which way is better, definition.
      logics          Lists the sale logics with what they promise.
      help [VERB]     Explains the tool, or one verb.
      version         Tells the version.

    exit status
      0    everything promised was kept
      1    a promise, an invariant or an identity was broken
      2    the evidence does not suffice for a verdict
      64   the command line makes no sense
      65   the scenario, or the case, makes no sense
      69   the session does not fit into the memory of this machine
      70   a fault of saleroom itself
      74   something could not be read or written
      130  interrupted

    `saleroom help VERB` tells the options of a verb.

    """

  static let validate = """
    usage: saleroom validate [OPTION…] FILE…

    Tells everything that is wrong with scenario files; runs nothing.

    options
      --set PATH=VALUE  Sets one value of the scenario, as in --set orders.workers.count=8; @FILE:COLUMN
                        is a record. May be repeated.
      --at TIME         Makes the --set before it a change at TIME of the session: a knob that is
                        turned, as in --set orders.workers.count=20 --at 5m. May be repeated.
      --help            Explains the verb.

    """

  @Test func `the overview names every verb and every exit status`() {
    let shown = Outcome(status: .kept, output: HelpTests.overview, errors: "")
    #expect(Tool.run(["help"]) == shown)
    #expect(Tool.run(["--help"]) == shown)
    #expect(Tool.run([]) == Outcome(status: .usage, output: "", errors: HelpTests.overview))
  }

  @Test func `help of a verb is the same from both sides`() {
    let shown = Outcome(status: .kept, output: HelpTests.validate, errors: "")
    #expect(Tool.run(["help", "validate"]) == shown)
    #expect(Tool.run(["validate", "--help"]) == shown)
    for verb in Verbs.all {
      let help = Tool.run(["help", verb.name])
      #expect(help.status == .kept)
      for option in verb.options { #expect(help.output.contains("  --\(option.name)")) }
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }

  @Test func `the version is told both ways`() {
    let shown = Outcome(
      status: .kept, output: "saleroom \(SaleroomTool.version)\n", errors: "")
    #expect(Tool.run(["version"]) == shown)
    #expect(Tool.run(["--version"]) == shown)
  }

  @Test func `metrics are listed one and all`() throws {
    let text = Tool.run(["metrics"]).output
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let metrics = Metrics.all + CampaignMetrics.all.map(\.head)
    for metric in metrics { #expect(text.contains("  \(metric.name)"), "\(metric.name)") }
    let json = Data(Tool.run(["metrics", "--format", "json"]).output.utf8)
    let list = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    #expect(list.map { $0["name"] as? String } == metrics.map { $0.name })
  }

  @Test func `logics are listed with their promises, a user's own too`() throws {
    let own = Tool.run(["logics"], logics: [NamedLogic.self]).output
    #expect(own.hasPrefix("preHold\n  holds a unit"))
    #expect(own.contains("\n  does not promise: noOversell\n"))
    #expect(own.contains("\nown\n  sells nothing\n  promises: noOversell\n"))
    let json = Data(Tool.run(["logics", "--format=json"]).output.utf8)
    let list = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    #expect(list.map { $0["name"] as? String } == SaleLogics.builtIn.map { $0.name })
  }

  @Test func `the schema is one, and knows a user's own logic`() throws {
    let text = Tool.run(["schema"], logics: [NamedLogic.self]).output
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    let properties = try #require(schema["properties"] as? [String: Any])
    let orders = try #require(properties["orders"] as? [String: Any])
    let logic = try #require((orders["properties"] as? [String: Any])?["logic"] as? [String: Any])
    #expect(logic["enum"] as? [String] == (SaleLogics.builtIn.map { $0.name } + ["own"]))
    let epoch = try #require(
      ((properties["session"] as? [String: Any])?["properties"] as? [String: Any])?["epoch"]
        as? [String: Any])
    #expect(epoch["default"] as? String == "5s")
    #expect(
      epoch["description"] as? String
        == "How often host and autoscalers look at the room's numbers. "
        + "A duration, 100ms to 10m; 5s if left out.")
  }

  /// A logic that only has a name.
  private struct NamedLogic: SaleLogic {
    static let name = "own"
    static let summary = "sells nothing"
    static let promises: Set<SaleCheckName> = [.noOversell]
    init(world: SaleWorld) {}
    func reserve(_ order: SaleOrder) async -> Reservation { .soldOut }
    func pay(_ order: SaleOrder) async -> Settlement { .late }
    func expire(_ order: SaleOrder) async -> Bool { false }
    func available(_ sku: Int) -> Int { 0 }
  }
}
