// The gate: a planted regression is caught, what keeps within the tolerance is hardly ever called one,
// and what cannot be told is said to be undecided. Seeds 1 to 2000; family-wise error 1 in 1000.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite("The gate")
struct RegressionGateTests {
  private typealias Synthetic = ComparisonTests.Synthetic
  private static let names = ["latency.order.p99", "gmv.paid", "orders.requests", "lost.busy"]

  private func gate(
    _ shifts: [Double], seed: UInt64 = 1, count: Int = 20, tolerance: Double = 0.02,
    asked: Set<String> = []
  ) throws -> RegressionGate {
    let synthetic = try Synthetic(RegressionGateTests.names)
    let (a, b) = synthetic.sides(seed: seed, count: count, shifts: shifts, correlation: 0.9)
    return RegressionGate(
      Comparison(a, b, measures: synthetic.list), tolerance: tolerance, asked: asked)
  }

  /// The names of the measures that were judged so.
  private func names(_ judgement: Judgement, _ gate: RegressionGate) -> [String] {
    gate.measures.filter { $0.judgement == judgement }.map(\.line.measure.name)
  }

  @Test func `a regression is caught whichever way is worse`() throws {
    let slower = try gate([8, 0, 0, 0])
    #expect(slower.judgement == .broken)
    #expect(names(.broken, slower) == ["latency.order.p99"])
    #expect(names(.kept, slower) == ["lost.busy", "gmv.paid"])
    #expect(names(.broken, try gate([0, -8, 0, 0])) == ["gmv.paid"])
    // Better by as much, or otherwise changed, is no regression.
    #expect(try gate([-8, 8, 8, -8]).judgement == .kept)
    // Nor is what the tolerance allows.
    #expect(try gate([8, -8, 0, 8], tolerance: 0.2).judgement == .kept)
  }

  @Test func `what was asked for must be shown to have kept`() throws {
    let asked: Set<String> = ["latency.order.p99"]
    #expect(try gate([-4, 0, 0, 0], asked: asked).judgement == .kept)
    let open = try gate([2, 0, 0, 0], count: 5, asked: asked)
    #expect(open.judgement == .undecided)
    #expect(names(.undecided, open) == ["latency.order.p99"])
    #expect((open.measures.first { $0.isAsked }?.needed ?? 0) > 5)
    #expect(try gate([2, 0, 0, 0], count: 5).judgement == .kept)
    #expect(try gate([9, 0, 0, 0], asked: asked).judgement == .broken)
  }

  @Test func `the same values have kept, however few they are`() throws {
    let synthetic = try Synthetic(["lost.busy"])
    let rows = [0.0, 0, 7].enumerated().map {
      MeasuredRow(number: UInt32($0), values: [$1], breaches: [])
    }
    let side = synthetic.side("A", rows)
    let gate = RegressionGate(
      Comparison(side, side, measures: synthetic.list), tolerance: 0, asked: ["lost.busy"])
    #expect(gate.judgement == .kept)
  }

  @Test func `a new breach is a regression, an old one is not`() throws {
    let synthetic = try Synthetic(["lost.busy"])
    let rows = [MeasuredRow(number: 0, values: [1], breaches: [])]
    let whole = synthetic.side("A", rows)
    let broken = synthetic.side(
      "B", rows, breaches: [SideBreach(name: "noOversell", sessions: 1)])
    func judgement(_ a: ComparedSide, _ b: ComparedSide) -> Judgement {
      RegressionGate(Comparison(a, b, measures: synthetic.list), tolerance: 0, asked: []).judgement
    }
    #expect(judgement(whole, broken) == .broken)
    #expect(judgement(broken, broken) == .kept)
    #expect(judgement(broken, whole) == .kept)
  }

  /// Sessions of the tiny scenario with one promise, of which only one measure is known.
  private func side(
    _ promise: String, _ measure: String, _ values: [Double?]
  ) throws -> ComparedSide {
    let text = TinyScenario.text.replacing(
      "\"stock.oversold == 0\", \"stock.sold >= 8\"", with: "\"\(promise)\"")
    let scenario = try Scenario.read(Array(text.utf8), file: "tiny.json5")
    let names = MeasureList(scenario).all.map(\.name)
    let rows = values.enumerated().map { number, value in
      Replication(number: UInt32(number), values: names.map { $0 == measure ? value : nil })
    }
    return ComparedSide(title: promise, scenario: scenario, replications: rows)
  }

  private func passage(_ a: ComparedSide, _ b: ComparedSide) throws -> RegressionGate {
    let comparison = Comparison(a, b, measures: MeasureList(try TinyScenario.scenario()))
    return RegressionGate(
      comparison, tolerance: 0.02, asked: Set(comparison.promises.map(\.measure)))
  }

  @Test func `a promise that is kept under A and broken under B breaks the gate`() throws {
    let promise = "demand.fillRate >= 99%"
    func side(_ lost: Int, of count: Int = 60) throws -> ComparedSide {
      try self.side(
        promise, "demand.fillRate",
        (0..<count).map { $0 < lost ? 0.98 : 0.995 + 1e-5 * Double($0 % 7) })
    }
    let whole = try side(0)
    // The rate has no better side by itself, and all of it lies within the tolerance.
    let broken = try passage(whole, try side(10))
    #expect(broken.judgement == .broken)
    #expect(broken.promises.map(\.judgement) == [.broken])
    let rate = broken.measures.first { $0.line.measure.name == "demand.fillRate" }
    #expect(rate?.better == .more)
    #expect(try passage(whole, try side(2)).judgement == .undecided)
    #expect(try passage(try side(10), try side(10)).promises.map(\.judgement) == [.kept])
    #expect(try passage(try side(2), try side(10)).judgement == .broken)
    #expect(try passage(try side(10), whole).judgement == .kept)
  }

  @Test func `what a promise wants is the side of a measure that has none`() throws {
    let few = (0..<60).map { Optional(100 + Double($0 % 5)) }
    let many = few.map { $0.map { $0 * 1.1 } }
    func gate(_ promise: String) throws -> RegressionGate {
      try passage(
        try side(promise, "people.visits", few), try side(promise, "people.visits", many))
    }
    // Kept by both sides, but more by a tenth where less is wanted.
    let less = try gate("people.visits <= 200")
    #expect(names(.broken, less) == ["people.visits"] && less.promises.map(\.judgement) == [.kept])
    #expect(try gate("people.visits >= 50").judgement == .kept)
    let neither = try gate("people.visits != 3").measures.map(\.line.measure.name)
    #expect(!neither.contains("people.visits"))
  }

  @Test func `what only A could measure has not kept`() throws {
    let values = (0..<60).map { Optional(0.5 - 1e-3 * Double($0 % 5)) }
    let promise = "people.retention.15s >= 10%"
    let a = try side(promise, "people.retention.15s", values)
    func gate(_ b: [Double?]) throws -> RegressionGate {
      try passage(a, try side(promise, "people.retention.15s", b))
    }
    #expect(try gate(values.map { $0.map { $0 + 0.01 } }).judgement == .kept)
    let open = try gate(values.enumerated().map { $0 == 7 ? nil : $1.map { $0 + 0.01 } })
    #expect(names(.undecided, open) == ["people.retention.15s"])
    #expect(open.measures.first { $0.isAsked }?.needed == nil)
    #expect(try gate(values.map { _ in nil }).judgement != .kept)
  }

  @Test func `a repetition is compared exactly`() throws {
    let synthetic = try Synthetic(["lost.busy", "gmv.paid", "orders.requests"])
    func side(_ values: [Double]) -> ComparedSide {
      synthetic.side("A", [MeasuredRow(number: 4, values: values, breaches: [])])
    }
    func gate(_ values: [Double], tolerance: Double = 0) -> RegressionGate {
      RegressionGate(
        Comparison(side([10, 20, 30]), side(values), measures: synthetic.list, isExact: true),
        tolerance: tolerance, asked: [])
    }
    #expect(gate([10, 20, 30]).judgement == .kept)
    #expect(gate([10, 20, 31]).judgement == .kept)
    #expect(gate([11, 20, 30]).judgement == .broken)
    #expect(gate([10, 19, 30]).judgement == .broken)
    #expect(gate([11, 19, 30], tolerance: 0.11).judgement == .kept)
  }

  @Test func `its errors are as rare as it says`() throws {
    let seeds = Seeds.first(2000)
    let asked: Set<String> = ["latency.order.p99", "gmv.paid", "lost.busy"]
    // Worse by exactly the tolerance in every measure: the border of both hypotheses.
    let border = [2.0, -2, 0, 2]
    var (regressed, passed, caught) = (0, 0, 0)
    for seed in seeds {
      let gate = try gate(border, seed: seed, count: 10, asked: asked)
      if gate.judgement == .broken { regressed += 1 }
      if gate.judgement == .kept { passed += 1 }
    }
    for seed in seeds.prefix(300)
    where try self.gate([6, 0, 0, 0], seed: seed).judgement == .broken {
      caught += 1
    }
    let family = [
      Exact.atMost("called a regression", regressed, of: seeds.count, share: 0.05),
      Exact.atMost("let through", passed, of: seeds.count, share: 0.05),
    ]
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
    #expect(regressed > 40)
    #expect(caught > 295)
  }
}
