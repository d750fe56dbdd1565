// Replications: the same rows on any number of threads, each the row of a single run.
import LiveCommerce
import Stochastics
import Testing

@testable import Experiments

@Suite struct ReplicatorTests {
  static let text = """
    {
      saleroom: 1, title: "t", asks: "?", session: { length: "2m" }, cohorts: { all: {} },
      products: { pen: { price: "¥9", stock: 20 } },
      rundown: [{ at: "30s", do: "linkUp", product: "pen" }],
      traffic: { discover: { visits: 200 } },
    }
    """

  @Test func sameRowsOnAnyNumberOfThreads() async throws {
    let scenario = try Scenario.read(Array(Self.text.utf8), file: "t.json5")
    let one = try await Replicator(scenario, threads: 1).run(0..<12)
    let three = try await Replicator(scenario, threads: 3).run(0..<12)
    #expect(one == three)
    #expect(one.map(\.number) == Array(0..<12))
    #expect(Set(one.map { $0.values[0] }).count > 1)
    var options = SessionOptions()
    options.replication = 7
    let single = try Session.run(scenario, options: options)
    #expect(one[7].values == MeasureList(scenario).all.map { $0.value(of: single) })
  }
}
