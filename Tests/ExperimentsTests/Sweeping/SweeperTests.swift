// Running sweeps, and the bars of a tornado: the same rows on any number of threads, and bars that hold
// what is known of synthetic points. Seeds 1 to 2000; family-wise error 1 in 1000.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("Sweeps")
struct SweeperTests {
  @Test func `points have the rows of their own replications on any number of threads`()
    async throws
  {
    let scenarios = try ["12", "9", "30"].map {
      try TinyScenario.scenario(["products.pen.stock": $0])
    }
    var results: [[Int: [MeasuredRow]]] = []
    for threads in [1, 3] {
      var rows: [Int: [MeasuredRow]] = [:]
      var order: [Int] = []
      try await Sweeper(scenarios, seed: 5, numbers: 2..<6, threads: threads).run { point, all in
        rows[point] = all
        order.append(point)
      }
      #expect(order.sorted() == [0, 1, 2])
      results.append(rows)
    }
    #expect(results[0] == results[1])
    let alone = try await Replicator(scenarios[1], seed: 5).run(2..<6).map(MeasuredRow.init)
    #expect(results[0][1] == alone)
  }

  @Test func `what cannot be kept ends the sweep`() async throws {
    struct Full: Error {}
    let scenarios = try [TinyScenario.scenario(), TinyScenario.scenario()]
    var finished = 0
    await #expect(throws: Full.self) {
      try await Sweeper(scenarios, seed: 5, numbers: 0..<2).run { _, _ in
        finished += 1
        throw Full()
      }
    }
    #expect(finished == 1)
  }

  @Test func `a point counts the sessions that kept everything`() throws {
    let scenario = try TinyScenario.scenario()
    let list = MeasureList(scenario)
    let (oversold, sold) = (list.index(of: "stock.oversold"), list.index(of: "stock.sold"))
    func row(_ number: UInt32, _ over: Double?, _ units: Double, _ breaches: [String] = [])
      -> MeasuredRow
    {
      let values = list.all.indices.map { $0 == oversold ? over : $0 == sold ? units : 1 }
      return MeasuredRow(number: number, values: values, breaches: breaches)
    }
    let rows = [row(0, 0, 9), row(1, 0, 7), row(2, 1, 9), row(3, nil, 9), row(4, 0, 9, ["price"])]
    let point = SweptPoint(SweepPoint(number: 1, values: []), scenario: scenario, rows: rows)
    #expect(point.kept == 1)
    #expect(point.mean("stock.oversold") == 0.25)
    #expect(point.mean("stock.sold[none]") == nil)
  }

  /// Points whose measure `gmv.paid` has the mean that `law` says, with common noise.
  private func points(
    _ design: SweepDesign, seed: UInt64, count: Int = 10, _ law: (SweepPoint) -> Double
  ) throws -> [SweptPoint] {
    let scenario = try TinyScenario.scenario()
    let list = MeasureList(scenario)
    let place = try #require(list.index(of: "gmv.paid"))
    var normals = Normals(seed: seed)
    let common = (0..<count).map { _ in 3 * normals.next() }
    return design.points.map { point in
      let rows = common.enumerated().map { number, noise in
        let value = law(point) + noise + normals.next()
        return MeasuredRow(
          number: UInt32(number), values: list.all.indices.map { $0 == place ? value : nil },
          breaches: [])
      }
      return SweptPoint(point, scenario: scenario, rows: rows)
    }
  }

  @Test func `bars are sorted, and hold what is true`() throws {
    let design = try SweepDesign(
      grid: [SweepInput("weak=1,2,3"), SweepInput("strong=10ms,20ms"), SweepInput("kind=x,y")])
    func law(_ point: SweepPoint) -> Double {
      let weak = Double(point.values[0] ?? "") ?? 0
      return 100 - weak + (point.values[1] == "20ms" ? 30 : 0)
    }
    let measure = try #require(
      MeasureList(try TinyScenario.scenario()).all.first { $0.name == "gmv.paid" })
    let tornado = Tornado(measure, design, try points(design, seed: 1, law))
    #expect(tornado.bars.map(\.input) == ["strong", "weak", "kind"])
    let strong = tornado.bars[0]
    #expect(strong.lowValue == "10ms" && strong.highValue == "20ms")
    let range = try #require(strong.range)
    #expect(range.low < 30 && 30 < range.high)
    // (30 ÷ 228) ÷ (10 ÷ 30): the base has weak = 1.
    let elasticity = try #require(strong.elasticity)
    #expect(elasticity.low < 90.0 / 228 && 90.0 / 228 < elasticity.high)
    #expect(tornado.bars[2].elasticity == nil)
    #expect(abs((tornado.base ?? 0) - 99) < 5)
    // Without its base a sweep has no tornado.
    let rest = Array(try points(design, seed: 1, law).dropFirst())
    #expect(Tornado(measure, design, rest).base == nil)
  }

  @Test(arguments: [
    ("500,1k", true), ("1万,20k", true), ("5%,0.1", true), ("45s,1m30s", true),
    ("600/min,20/s", true),
    ("¥12.50,25 CNY", true), ("1e3,2000", true), ("0,1k", false), ("500,1k/s", false),
    ("500ms,1", false), ("¥100,$200", false), ("60s,1m", false), ("x,y", false),
  ])
  func `the elasticity is that of what values come to, however they are written`(
    _ values: String, _ isNumber: Bool
  ) throws {
    let design = try SweepDesign(grid: [SweepInput("x=\(values)")])
    let measure = try #require(
      MeasureList(try TinyScenario.scenario()).all.first { $0.name == "gmv.paid" })
    let points = try points(design, seed: 1) { $0.number == 1 ? 100 : 130 }
    let found = try #require(Tornado(measure, design, points).bars.first).elasticity
    #expect((found != nil) == isNumber)
    // The second value is twice the first: (30 ÷ 230) ÷ (1 ÷ 3).
    if let found { #expect(found.low < 90.0 / 230 && 90.0 / 230 < found.high) }
  }

  @Test func `bars and elasticities are right as often as they say`() throws {
    let design = try SweepDesign(grid: [SweepInput("x=10,20,40")])
    let measure = try #require(
      MeasureList(try TinyScenario.scenario()).all.first { $0.name == "gmv.paid" })
    var (range, elasticity) = (0, 0)
    let seeds = Seeds.first(2000)
    let means = ["10": 50.0, "20": 50.0, "40": 80.0]
    for seed in seeds {
      let points = try points(design, seed: seed) { means[$0.values[0] ?? ""] ?? 0 }
      let bar = try #require(Tornado(measure, design, points).bars.first)
      let truth = (means[bar.highValue ?? ""] ?? 0) - (means[bar.lowValue ?? ""] ?? 0)
      if let found = bar.range, found.low <= truth, truth <= found.high { range += 1 }
      let arc = (30.0 / 130) / (30.0 / 50)
      if let found = bar.elasticity, found.low <= arc, arc <= found.high { elasticity += 1 }
    }
    let family = [
      // Bonferroni promises at least 95 %; the ends were chosen by their values.
      Exact.atMost("range", seeds.count - range, of: seeds.count, share: 0.05),
      Exact.test("elasticity", elasticity, of: seeds.count, share: 0.95),
    ]
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }
}
