// Where the warm-up of a series ends, by the rule MSER-5: of all beginnings that could be cut off,
// the one whose cut makes the rest's mean surest, in batches of five. K. P. White, "An effective
// truncation heuristic for bias reduction in simulation output", Simulation 69 (1997) 323-334;
// K. P. White, M. J. Cobb and S. C. Spratt, "A comparison of five steady-state truncation heuristics
// for simulation", Proc. Winter Simulation Conference (2000) 755-760.
//
// Invariant: a cut beyond the first half is no answer; the series is too short for its warm-up.
import Stochastics

/// The steady part of a series.
public struct SteadyState: Sendable, Equatable {
  /// How many values are the warm-up, a multiple of five.
  public let warmUp: Int
  /// How many values follow, the incomplete last batch left out.
  public let count: Int
  /// The mean of those.
  public let mean: Double

  /// Values that make a batch.
  public static let batch = 5
  /// The fewest batches that are judged.
  public static let fewestBatches = 10
  /// Less than a quarter of the batches at the end is never judged alone: what hangs together for a
  /// while looks steady by accident.
  private static let judgedAlone = 4

  /// Finds the steady part of a series; time grows with its length.
  ///
  /// - Parameter series: The values at equal steps of time.
  /// - Returns: nil when the series is shorter than fifty values, or when what would have to be cut
  ///   off is more than half of it.
  public static func truncation(_ series: [Double]) -> SteadyState? {
    let batches = batchMeans(series)
    guard let cut = cut(batches) else { return nil }
    let rest = batches[cut...]
    return SteadyState(
      warmUp: cut * batch, count: rest.count * batch,
      mean: rest.reduce(0, +) / Double(rest.count))
  }

  /// How many batches to cut off; nil for too few of them, and when it would be more than half.
  static func cut(_ batches: [Double]) -> Int? {
    guard batches.count >= fewestBatches else { return nil }
    let margin = batches.count / judgedAlone
    var rest = Tally()
    var best: (error: Double, cut: Int)?
    // From the end, so that each cut adds one batch to the rest; of equal ones the earliest wins.
    for cut in batches.indices.reversed() {
      rest.add(batches[cut])
      guard rest.count >= margin, let variance = rest.variance else { continue }
      let n = Double(rest.count)
      let error = variance * (n - 1) / (n * n)
      if best.map({ error <= $0.error }) ?? true { best = (error, cut) }
    }
    guard let best, 2 * best.cut <= batches.count else { return nil }
    return best.cut
  }

  /// The means of five values each; an incomplete last batch is left out.
  static func batchMeans(_ series: [Double]) -> [Double] {
    (0..<series.count / batch).map { place in
      series[place * batch..<(place + 1) * batch].reduce(0, +) / Double(batch)
    }
  }
}
