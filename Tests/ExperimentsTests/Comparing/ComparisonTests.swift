// Comparisons: what is the same is found the same, what is worse is told from what is better, and of
// many measures that do not differ hardly ever one is found to. Seeds 1 to 2000; the family-wise error
// of the file is 1 in 1000.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("Comparisons")
struct ComparisonTests {
  /// Synthetic sessions of two sides, with measures of the tiny scenario.
  struct Synthetic {
    let list: MeasureList
    let names: [String]

    init(_ names: [String]) throws {
      list = MeasureList(try TinyScenario.scenario())
      self.names = names
    }

    /// Correlated normal values with mean 100 and deviation 5; B's means are raised by `shifts`.
    func sides(
      seed: UInt64, count: Int, shifts: [Double], correlation: Double = 0.5
    ) -> (a: ComparedSide, b: ComparedSide) {
      var normals = Normals(seed: seed)
      var (rowsA, rowsB): ([MeasuredRow], [MeasuredRow]) = ([], [])
      for number in 0..<UInt32(count) {
        let pairs = names.map { _ in normals.pair(correlation) }
        rowsA.append(
          MeasuredRow(number: number, values: pairs.map { 100 + 5 * $0.0 }, breaches: []))
        rowsB.append(
          MeasuredRow(
            number: number, values: zip(pairs, shifts).map { 100 + 5 * $0.1 + $1 }, breaches: []))
      }
      return (side("A", rowsA), side("B", rowsB))
    }

    func side(
      _ title: String, _ rows: [MeasuredRow], breaches: [SideBreach] = []
    ) -> ComparedSide {
      ComparedSide(
        title: title, digest: 1, currency: "CNY", names: names, rows: rows, breaches: breaches)
    }
  }

  static let names = [
    "latency.order.p99", "gmv.paid", "orders.requests", "stock.sold", "people.visits",
    "tier.orders.queue.peak", "funnel.conversion", "lost.busy",
  ]

  @Test func `a scenario compared with itself differs in nothing`() async throws {
    let scenario = try TinyScenario.scenario()
    let rows = try await Replicator(scenario, threads: 2).run(0..<8)
    let side = ComparedSide(title: "tiny", scenario: scenario, replications: rows)
    let comparison = Comparison(side, side, measures: MeasureList(scenario))
    #expect(comparison.measures.count > 100)
    for line in comparison.measures where line.finding != .notCompared {
      #expect(line.finding == .identical, "\(line.measure.name)")
      #expect(line.difference?.estimate == 0 && line.difference?.halfWidth == 0)
    }
    #expect(comparison.pairing.varianceRatio == nil && comparison.pairing.measures == 0)
    let visits = try #require(comparison.measures.first?.sample)
    #expect(visits.correlation == 1 && visits.varianceRatio == 0)
    #expect(comparison.newBreaches == [])
    #expect(comparison.promises.map(\.text) == ["stock.oversold == 0", "stock.sold >= 8"])
  }

  @Test func `common chance is worth many sessions`() async throws {
    let scenario = try TinyScenario.scenario()
    let rows = try await Replicator(scenario, threads: 2).run(0..<20)
    let a = ComparedSide(title: "A", scenario: scenario, replications: rows)
    func compared(_ settings: [String: String]) async throws -> Comparison {
      let other = try TinyScenario.scenario(settings)
      let rows = try await Replicator(other, threads: 2).run(0..<20)
      return Comparison(
        a, ComparedSide(title: "B", scenario: other, replications: rows),
        measures: MeasureList(other))
    }
    func line(_ name: String, _ comparison: Comparison) throws -> MeasureComparison {
      try #require(comparison.measures.first { $0.measure.name == name })
    }
    let longer = try await compared(["products.pen.hold": "30s"])
    // Who comes is the same chance under both; what they do is nearly.
    #expect(try line("people.visits", longer).finding == .identical)
    let created = try #require(try line("orders.created", longer).sample)
    #expect((created.correlation ?? 0) > 0.9)
    #expect((created.varianceRatio ?? 1) < 0.1)
    #expect((longer.pairing.varianceRatio ?? 1) < 0.5)
    let fewer = try await compared(["products.pen.stock": "4"])
    #expect(try line("funnel.created", fewer).finding == .worse)
    #expect(try line("stock.stocked", fewer).finding == .less)
    #expect(try line("stock.leftover", fewer).finding == .better)
    // When they leave is another matter, once there is nothing left to buy.
    #expect(fewer.pairing.unhelped.contains("orders.submitted"))
  }

  @Test func `worse, better and otherwise changed, by importance`() throws {
    let synthetic = try Synthetic(ComparisonTests.names)
    let (a, b) = synthetic.sides(
      seed: 1, count: 20, shifts: [30, 20, 40, -50, 0, 60, 0, -10])
    let comparison = Comparison(a, b, measures: synthetic.list)
    let found = comparison.byImportance.map { "\($0.measure.name) \($0.finding.rawValue)" }
    #expect(
      found == [
        "stock.sold worse", "tier.orders.queue.peak worse", "latency.order.p99 worse",
        "gmv.paid better", "lost.busy better", "orders.requests more",
        comparison.byImportance[6].measure.name + " no difference shown",
        comparison.byImportance[7].measure.name + " no difference shown",
      ])
    let back = Comparison(b, a, measures: synthetic.list)
    #expect(back.count(.worse) == comparison.count(.better))
    #expect(back.count(.less) == 1)
  }

  @Test func `what only one side has is told and not compared`() throws {
    let synthetic = try Synthetic(["gmv.paid", "stock.sold"])
    let (a, b) = synthetic.sides(seed: 1, count: 5, shifts: [0, 0])
    let other = ComparedSide(
      title: "dollars", digest: 2, currency: "USD", names: ["gmv.paid", "stock.sold[gone]"],
      rows: a.rows, breaches: [SideBreach(name: "noOversell", sessions: 1)])
    let comparison = Comparison(other, b, measures: synthetic.list, only: b.names)
    #expect(comparison.measures.isEmpty)
    #expect(comparison.onlyB == ["stock.sold"])
    #expect(Comparison(other, b, measures: synthetic.list).onlyA == ["stock.sold[gone]"])
    #expect(Comparison(b, other, measures: synthetic.list).newBreaches == ["noOversell"])
    #expect(comparison.newBreaches == [])
  }

  @Test func `sessions without a value are left out on both sides`() throws {
    let synthetic = try Synthetic(["latency.order.p99"])
    func rows(_ values: [Double?]) -> [MeasuredRow] {
      values.enumerated().map {
        MeasuredRow(number: UInt32($0), values: [$1], breaches: [])
      }
    }
    let comparison = Comparison(
      synthetic.side("A", rows([1, nil, 3, 4])), synthetic.side("B", rows([2, 2, nil, 5])),
      measures: synthetic.list)
    let line = try #require(comparison.measures.first)
    #expect(line.measuredA == 3 && line.measuredB == 3 && line.sample?.count == 2)
    #expect(line.sample?.meanA == 2.5 && line.sample?.meanB == 3.5)
  }

  @Test func `of measures that do not differ hardly ever one is found to`() throws {
    let synthetic = try Synthetic(Array(ComparisonTests.names.prefix(6)))
    let seeds = Seeds.first(2000)
    let wrong = seeds.count { seed in
      let (a, b) = synthetic.sides(
        seed: seed, count: 8, shifts: Array(repeating: 0, count: 6))
      return Comparison(a, b, measures: synthetic.list).measures.contains { $0.finding.isChange }
    }
    #expect(
      FamilyWise.rejected(
        [Exact.atMost("family error", wrong, of: seeds.count, share: 0.05)], alpha: 1e-3) == [])
    // Independent measures use up most of the error: a comparison that finds nothing is a fault, too.
    #expect(wrong > 50)
  }

  @Test func `Holm's procedure`() {
    #expect(FamilyWise.rejected([Double](), alpha: 0.05) == [])
    #expect(
      FamilyWise.rejected([0.01, 0.04, 0.03, 0.005], alpha: 0.05) == [true, false, false, true])
    #expect(FamilyWise.rejected([0.02, 0.02], alpha: 0.05) == [true, true])
    #expect(FamilyWise.rejected([0.03, 0.03], alpha: 0.05) == [false, false])
  }
}
