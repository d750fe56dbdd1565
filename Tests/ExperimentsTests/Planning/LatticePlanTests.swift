// Plans with several knobs against the whole lattice: the same cost, and whatever is cheaper lies under
// a combination that was shown to break a promise.
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite struct LatticePlanTests {
  /// A lattice and a rule that keeps on keeping.
  struct Case: Sendable {
    var sizes: [Int]
    var costs: [Double]
    /// Weights of the demands that each must be met by the knobs together.
    var demands: [[Double]]
    var needed: [Double]

    func keeps(_ sizes: [Double]) -> Bool {
      zip(demands, needed).allSatisfy { weights, need in
        zip(weights, sizes).reduce(0) { $0 + $1.0 * Elementary.log(1 + $1.1) } >= need
      }
    }
  }

  static func drawn(_ seed: UInt64) -> Case {
    var chance = SeededGenerator(seed: seed)
    let count = seed.isMultiple(of: 3) ? 3 : 2
    let sizes = (0..<count).map { _ in Int.random(in: 2...(count == 2 ? 24 : 8), using: &chance) }
    let demands = (0..<Int.random(in: 1...3, using: &chance)).map { _ in
      (0..<count).map { _ in
        Bool.random(using: &chance) ? Double.random(in: 0.2...2, using: &chance) : 0
      }
    }
    return Case(
      sizes: sizes, costs: (0..<count).map { _ in Double.random(in: 0.5...5, using: &chance) },
      demands: demands,
      needed: demands.map { weights in
        Double.random(in: 0...1, using: &chance)
          * zip(weights, sizes).reduce(0) { $0 + $1.0 * Elementary.log(1 + Double($1.1)) }
      })
  }

  static func combinations(_ sizes: [Int]) -> [[Double]] {
    sizes.reduce([[]]) { starts, count in
      starts.flatMap { start in (1...count).map { start + [Double($0)] } }
    }
  }

  @Test func `the cheapest combination of the whole lattice is found with fewer sessions`()
    async throws
  {
    var (planned, whole) = (0, 0)
    for seed in Seeds.first(40) {
      let item = Self.drawn(seed)
      let question = PlanQuestion(
        try zip(item.sizes, item.costs).map { try Known.knob("knob", 1...$0, cost: $1) },
        limit: 100_000)
      let result = try await Known.plan(question, seed: seed) { sizes, _ in
        [item.keeps(sizes) ? -1 : 1]
      }
      let all = Self.combinations(item.sizes)
      func cost(_ sizes: [Double]) -> Double {
        zip(sizes, item.costs).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let answer = try #require(result.answer, "seed \(seed)")
      let least = all.filter(item.keeps).map(cost).min() ?? 0
      #expect(abs(answer.cost - least) < 1e-9, "seed \(seed)")
      let short = result.short.map { question.numbers($0.combination) }
      for sizes in all where cost(sizes) < least - 1e-9 {
        let isCovered = short.contains { zip(sizes, $0).allSatisfy { $0 <= $1 } }
        #expect(isCovered, "seed \(seed): \(sizes)")
      }
      #expect(result.isSharp)
      planned += result.sessionsUsed
      // Each by itself: it takes 82 sessions that keep, or 4 that break, to show it.
      whole += all.reduce(0) { $0 + (item.keeps($1) ? 82 : 4) }
    }
    #expect(planned < whole / 2)
  }
}
