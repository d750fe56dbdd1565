// What it costs to make a variate of a uniform, for each family, and with the draw for the two laws
// that the hot paths draw from directly.
import Foundation
import Stochastics

enum Variates {
  static let workload = Workload(
    name: "variate", summary: "the quantile of each distribution; a unit exponential, a normal",
    run: { options in try direct(options) + families(options) })

  private static let variates = 2_000_000

  /// A few thousand uniforms, used over and over: what is measured is what follows the draw.
  private static let uniforms: [Double] = {
    let own = Draws(seed: 1).entity(1, 1)
    return (0..<4_096).map { own.uniform(1, $0) }
  }()

  private static func direct(_ options: BenchOptions) throws -> [Figure] {
    let own = Draws(seed: 1).entity(1, 1)
    let limit = MixingLimits.logarithm(operations: variates)
    return [
      try figure("variate.unitExponential", options, limit) {
        Sums.of(variates) { own.unitExponential(1, $0) }
      },
      try figure("variate.standardNormal", options, limit) {
        Sums.of(variates) { own.standardNormal(1, $0) }
      },
    ]
  }

  /// One law of each family, a record of a thousand values, and a mixture of two.
  private static var laws: [Distribution] {
    let exponential = Exponential(mean: 2).distribution
    let logNormal = LogNormal(median: 2, sigma: 1).distribution
    return [
      Deterministic(parameters: [2]).distribution, Uniform(parameters: [1, 3]).distribution,
      exponential, logNormal, Weibull(scale: 2, shape: 0.7).distribution,
      Gamma(mean: 2, shape: 2.5).distribution,
      Zipf(step: 1, exponent: 1.1, ranks: 10_000).distribution,
      .empirical(Empirical((1...1_000).map { (value: Double($0), weight: 1) })),
      .mixture(Mixture([(share: 0.3, of: logNormal), (share: 0.7, of: exponential)])),
    ]
  }

  private static func families(_ options: BenchOptions) throws -> [Figure] {
    let uniforms = uniforms
    return try laws.map { law in
      try figure("variate.\(law.familyName)", options, limit(of: law)) {
        Sums.of(variates) { law.value(at: uniforms[Int($0 & 4_095)]) }
      }
    }
  }

  private static func figure(
    _ name: String, _ options: BenchOptions, _ limit: MachineLimit, sum: () -> Double
  ) throws -> Figure {
    try Measurement.figure(
      name, operation: "variate", operations: variates, repeats: options.repeats, limit: limit
    ) { Outcome(checksum: sum().bitPattern, counts: ["variates": variates]) }
  }

  /// The arithmetic without which no such variate can be had.
  private static func limit(of law: Distribution) -> MachineLimit {
    let uniforms = uniforms
    return switch law {
    case .deterministic, .uniform, .empirical:
      MachineLimit("a product and a sum", operations: variates) {
        Sums.of(variates) { 1 + uniforms[Int($0 & 4_095)] * 2 }.bitPattern
      }
    case .exponential, .mixture, .gamma:
      MachineLimit("libm's log", operations: variates) {
        Sums.of(variates) { -2 * Foundation.log(uniforms[Int($0 & 4_095)]) }.bitPattern
      }
    case .logNormal, .weibull, .zipf:
      MachineLimit("libm's log and exp", operations: variates) {
        Sums.of(variates) { Foundation.exp(-Foundation.log(uniforms[Int($0 & 4_095)])) }.bitPattern
      }
    }
  }
}
