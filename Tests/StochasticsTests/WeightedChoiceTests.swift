// The alias table holds the shares it was made from, and a draw reaches each of them.
import Stochastics
import Testing
import TestSupport

@Suite struct WeightedChoiceTests {
  private static func weights(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Bool.random(using: &generator) ? 0 : Double.random(in: 0...100, using: &generator)
    }
  }

  @Test func `the table adds up to the shares`() {
    for seed in Seeds.first(50) {
      let weights = Self.weights(1 + Int(seed) * 3, seed: seed)
      let choice = WeightedChoice(weights)
      let total = weights.reduce(0, +)
      #expect(choice.count == weights.count)
      for (index, weight) in weights.enumerated() {
        let share = total > 0 ? weight / total : 1 / Double(weights.count)
        #expect(abs(choice.share(of: index) - share) < 1e-13)
      }
    }
  }

  /// Evenly spread numbers meet each part of the table as often as it is long.
  @Test func `a sweep of the uniform numbers meets each number by its share`() {
    let weights = [3.0, 0, 1, 5, 0.5, 0.5]
    let choice = WeightedChoice(weights)
    let steps = 600_000
    var met = [Int](repeating: 0, count: weights.count)
    for step in 0..<steps { met[choice.choose(at: (Double(step) + 0.5) / Double(steps))] += 1 }
    for (index, weight) in weights.enumerated() {
      #expect(abs(Double(met[index]) / Double(steps) - weight / 10) < 2e-5)
    }
    #expect(met[1] == 0)
  }

  @Test func `without any weight all are alike, and one is certain`() {
    let alike = WeightedChoice([0, 0, 0, 0])
    #expect((0..<4).allSatisfy { alike.share(of: $0) == 0.25 })
    #expect(WeightedChoice([7]).choose(at: 0.999_999) == 0)
    #expect(WeightedChoice([0, 2]).choose(at: 1e-12) == 1)
  }
}
