// A keyed uniform: from an entity that is at hand, and from its number. What is the same for all
// draws of the loop, seed, kind and the first purpose, is mixed once; one round and three are left.
import Stochastics

enum KeyedDraws {
  static let workload = Workload(
    name: "draw", summary: "a keyed uniform: of an entity at hand, of an entity by its number",
    run: { options in
      let root = Draws(seed: 1)
      let own = root.entity(1, 1)
      return [
        try figure("draw.uniform", options, MixingLimits.oneRound(operations: draws)) {
          Sums.of(draws) { own.uniform(1, $0) }
        },
        try figure("draw.entity", options, MixingLimits.threeRounds(operations: draws)) {
          Sums.of(draws) { root.entity(1, UInt64($0)).uniform(1, 1) }
        },
      ]
    })

  private static let draws = 4_000_000

  private static func figure(
    _ name: String, _ options: BenchOptions, _ limit: MachineLimit, sum: () -> Double
  ) throws -> Figure {
    try Measurement.figure(
      name, operation: "draw", operations: draws, repeats: options.repeats, limit: limit
    ) { Outcome(checksum: sum().bitPattern, counts: ["draws": draws]) }
  }
}
