// Values of known law for experiments on experiments, and the exact test of how often something was
// right.
import LiveCommerce
import Stochastics
import TestSupport

@testable import Experiments

/// Normal variates from a seed.
struct Normals {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> Double {
    let uniform = (Double(generator.next() >> 11) + 0.5) / 0x1p53
    return Elementary.normalQuantile(uniform)
  }

  /// Two values with a correlation.
  mutating func pair(_ correlation: Double) -> (Double, Double) {
    let (common, own) = (next(), next())
    return (common, correlation * common + (1 - correlation * correlation).squareRoot() * own)
  }
}

enum Exact {
  /// The number of successes against a share, on both sides, by the binomial law itself.
  static func test(
    _ name: String, _ successes: Int, of trials: Int, share: Double
  ) -> TestedHypothesis {
    let above = Proportion.probability(ofAtLeast: successes, of: trials, share: share)
    let below = 1 - Proportion.probability(ofAtLeast: successes + 1, of: trials, share: share)
    return TestedHypothesis(name, pValue: min(1, 2 * min(above, below)))
  }

  /// The number of errors against the most that are allowed.
  static func atMost(
    _ name: String, _ errors: Int, of trials: Int, share: Double
  ) -> TestedHypothesis {
    TestedHypothesis(
      name, pValue: Proportion.probability(ofAtLeast: errors, of: trials, share: share))
  }
}

/// A scenario whose sessions take a few milliseconds.
enum TinyScenario {
  static let text = """
    {
      saleroom: 1, title: "Tiny", asks: "?", seed: 3, session: { length: "1m" },
      cohorts: { all: { dwell: { exponential: { mean: "30s" } } } },
      products: { pen: { price: "¥9", stock: 12, hold: "20s" } },
      rundown: [{ at: "10s", do: "linkUp", product: "pen" }],
      traffic: { discover: { visits: 150 } },
      expect: ["stock.oversold == 0", "stock.sold >= 8"],
    }
    """

  static func scenario(_ settings: [String: String] = [:]) throws -> Scenario {
    try Scenario.read(
      Array(text.utf8), file: "tiny.json5",
      settings: settings.sorted { $0.key < $1.key }
        .map { ScenarioSetting(path: $0.key, value: $0.value) })
  }
}
